"""Noting a deed: before AWS is asked for a change it is written down, with whether it was so before."""

from sqlalchemy.orm import Session

from iam import changes
from iam.faults import Never
from models.deed import Deed
from models.deed_states import DeedMove
from models.move import BOT, move
from workflow import given_for_good, given_up
from workflow.means import Means
from workflow.plan_work import Work


def note(means: Means, work: Work, place: int, change: changes.AnyChange) -> Deed:
    """Decide whether it was so before and write it down; AWS has not been asked to change anything yet."""
    stands = change.is_made(work.iam)
    if stands and change.refuses_what_stands:
        raise Never("something of that name was made by somebody else meanwhile", code="EntityAlreadyExists")
    now, kept = means.clock(), changes.stored(change)
    with means.database.write() as session:
        _check_is_nobodys_lease(session, work, change)
        is_taken_over = given_for_good.take_over(session, work, change)
        is_ours = is_taken_over or not (stands or given_for_good.is_of_a_lease(session, work, change))
        deed = Deed(plan_id=work.plan.id, place=place, change=kept, ours=is_ours, noted_at=now)
        session.add(deed)
        session.flush()
        if stands:
            why = "was so by a lease" if is_taken_over else "was so before"
            move(session, deed, DeedMove.make, by=BOT, at=now, why=why, detail=kept)
    means.log.debug("deed.noted", plan=work.plan.id, place=place, ours=deed.ours)
    return deed


def _check_is_nobodys_lease(session: Session, work: Work, change: changes.AnyChange) -> None:
    """What somebody gives up by a click takes nothing from a lease, one that began since the click included."""
    account, user = work.request.account, work.request.subject_user
    is_held = user is not None and given_up.is_held(session, change, account=account, user=user)
    if is_held and given_up.answer_of(session, work.request) is not None:
        raise Never("a lease holds it now, and it ends with the lease", code="HeldByALease")
