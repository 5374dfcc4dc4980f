"""Undoing: what a plan has changed is changed back, as a plan of its own; what stood so before it stays."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import changes, everything_of
from iam.memberships import LeaveGroup
from iam.remove_password import RemovePassword
from models import post
from models.deed import Deed
from models.deed_states import DeedState
from models.plan import Plan
from models.plan_states import PlanState
from models.principal import Principal
from models.request import Request
from workflow import aims, asking, handing_over, lease_warnings
from workflow.means import Means
from workflow.planning import Proposal
from workflow.refusals.deciding import NoSuchRequest
from workflow.refusals.plans import NothingToUndo, NotTheSameUser, NotToUndo

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def undo(means: Means, aim: aims.Undo, _request: Request) -> Proposal:
    with means.database.read() as session:
        done = session.get(Request, aim.number)
        plan = session.scalars(select(Plan).where(Plan.request_id == aim.number)).one_or_none()
        if done is None:
            raise NoSuchRequest(number=aim.number)
        if plan is None or not (plan.state is PlanState.made or (done.is_urgent and plan.state is PlanState.failed)):
            raise NotToUndo(number=aim.number, state=asking.STANDS[done.state])
        if plan.undone_by is not None:
            raise NothingToUndo(number=aim.number)
        made = made_by(session, [plan])
        principal = session.get(Principal, done.principal_id) if done.principal_id is not None else None
    iam = means.accounts.iam(done.account)
    if principal is not None:
        _check_is_the_same(iam, principal)
    back = still_to_do(iam, changes.taken_back(made))
    user = principal.name if principal is not None else None
    offers, told = new_password(iam, made, user, whose=done.whose) if user is not None else ((), ())
    if not back and not offers:
        raise NothingToUndo(number=aim.number)
    needed = still_to_do(iam, handing_over.needs(means, done.account, offers))
    return Proposal(
        title=f"undo request {aim.number}: {done.description}",
        about=f"request/{aim.number}",
        account=done.account,
        changes=(*back, *needed),
        user=user,
        whose=done.whose,
        offers=offers,
        warnings=(*told, *_of_leases(means, iam, back)),
    )


def _of_leases(means: Means, iam: "IAMClient", back: Iterable[changes.AnyChange]) -> Iterator[str]:
    for change in back:
        user = reading.user(iam, change.user) if isinstance(change, LeaveGroup) else None
        if isinstance(change, LeaveGroup) and user is not None:
            yield from lease_warnings.of_leaving(means, [user], change.group)


def note(session: Session, request: Request, *, now: datetime) -> None:
    """What this plan has changed back says so from now on, and offers no Undo any more."""
    for plan in _undone(session, request):
        plan.undone_by = request.id
        post.touch(session, plan.request_id, now=now)


def locks(session: Session, principal_id: int) -> Sequence[Plan]:
    """The locks of this IAM user that stand, whole or in part, the oldest first."""
    query = (
        select(Plan, Request.aim)
        .join(Request, Request.id == Plan.request_id)
        .where(Request.principal_id == principal_id, Plan.undone_by.is_(None))
        .where(Plan.state.in_((PlanState.made, PlanState.failed)))
    )
    found = session.execute(query.order_by(Plan.id))
    return [plan for plan, aim in found if aim.get("kind") == aims.Lock.kind]


def _undone(session: Session, request: Request) -> Sequence[Plan]:
    kind = request.aim.get("kind")
    if kind == aims.Undo.kind:
        return session.scalars(select(Plan).where(Plan.request_id == request.aim["number"])).all()
    if kind == aims.Unlock.kind and request.principal_id is not None:
        return locks(session, request.principal_id)
    return ()


def still_to_do(iam: "IAMClient", wanted: Iterable[changes.AnyChange]) -> tuple[changes.AnyChange, ...]:
    """Each once, without what is so already: somebody may have done it by hand."""
    return tuple(change for change in dict.fromkeys(wanted) if not change.is_made(iam))


def new_password(
    iam: "IAMClient", made: Iterable[changes.AnyChange], user: str, *, whose: str | None
) -> tuple[tuple[Mapping[str, Any], ...], tuple[str, ...]]:
    """Offer one for a password that was removed, to the person whose user it is; or say that nobody is known."""
    was_removed = any(isinstance(each, RemovePassword) and each.user == user for each in made)
    if not was_removed or everything_of.has_password(iam, user):
        return (), ()
    if whose is None:
        return (), (
            f"The password of {user} does not come back, and nobody in Slack is known who could get a new one.",
        )
    offer = {"kind": "password", "user": user, "must_reset": True}
    return (offer,), (f"The password of {user} does not come back; its owner is offered a new one.",)


def made_by(session: Session, plans: Iterable[Plan]) -> Sequence[changes.AnyChange]:
    """What these plans have made themselves and not unmade, in its order."""
    numbers = [plan.id for plan in plans]
    query = select(Deed).where(Deed.plan_id.in_(numbers), Deed.ours.is_(True), Deed.state == DeedState.made)
    return [changes.restored(deed.change) for deed in session.scalars(query.order_by(Deed.id))]


def _check_is_the_same(iam: "IAMClient", principal: Principal) -> None:
    found = reading.user(iam, principal.name)
    if found is None or found.unique_id != principal.unique_id:
        raise NotTheSameUser(user=principal.name)
