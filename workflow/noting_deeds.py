"""Noting a deed: before AWS is asked for a change it is written down, with whether it was so before."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import changes
from iam.faults import Never
from iam.memberships import AddToGroup, LeaveGroup
from iam.user_policies import AttachToUser, DetachFromUser
from models.deed import Deed
from models.deed_states import DeedMove
from models.holding import Holding
from models.holding_states import HoldingState
from models.move import BOT, move
from models.principal import Principal
from workflow import given_up
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
        is_ours = not stands and not _is_of_a_lease(session, work, change)
        deed = Deed(plan_id=work.plan.id, place=place, change=kept, ours=is_ours, noted_at=now)
        session.add(deed)
        session.flush()
        if stands:
            move(session, deed, DeedMove.make, by=BOT, at=now, why="was so before", detail=kept)
        _give_for_good(session, work, change)
    means.log.debug("deed.noted", plan=work.plan.id, place=place, ours=deed.ours)
    return deed


def _check_is_nobodys_lease(session: Session, work: Work, change: changes.AnyChange) -> None:
    """What somebody gives up by a click takes nothing from a lease, one that began since the click included."""
    account, user = work.request.account, work.request.subject_user
    is_held = user is not None and given_up.is_held(session, change, account=account, user=user)
    if is_held and given_up.answer_of(session, work.request) is not None:
        raise Never("a lease holds it now, and it ends with the lease", code="HeldByALease")


def _is_of_a_lease(session: Session, work: Work, change: changes.AnyChange) -> bool:
    """What a lease gave is the lease's to take back: given back by an undoing, it would stay for good."""
    if not isinstance(change, LeaveGroup | DetachFromUser):
        return False
    taken = {"group": change.group} if isinstance(change, LeaveGroup) else {"arn": change.arn}
    held = (
        select(Holding.step)
        .join(Principal, Principal.id == Holding.principal_id)
        .where(Principal.account == work.request.account, Principal.name == change.user)
        .where(Holding.state != HoldingState.gone, Holding.ours.is_(True))
    )
    return any(taken.items() <= step.items() for step in session.scalars(held))


def _give_for_good(session: Session, work: Work, change: changes.AnyChange) -> None:
    """What a plan gives is not taken back with a lease that gives the same: it is as if it had stood before."""
    if not isinstance(change, AddToGroup | AttachToUser) or work.request.principal_id is None:
        return
    wanted = {"group": change.group} if isinstance(change, AddToGroup) else {"arn": change.arn}
    held = select(Holding).where(
        Holding.principal_id == work.request.principal_id, Holding.state != HoldingState.gone, Holding.ours.is_(True)
    )
    for holding in session.scalars(held.with_for_update()):
        if wanted.items() <= holding.step.items():
            holding.ours = False
