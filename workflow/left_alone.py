"""Left alone: nobody has dealt otherwise with what somebody gave up, so that it may be as if they never had."""

from collections.abc import Sequence

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from iam import changes
from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.changes import AnyChange
from iam.memberships import AddToGroup, LeaveGroup
from iam.remove_inline import PutBackInline, RemoveInline
from iam.user_policies import AttachToUser, DetachFromUser
from models.deed import Deed
from models.plan import Plan
from models.request import OVER, Request, RequestKind
from models.request_states import RequestState
from models.review import Review
from workflow import aims, undoing
from workflow.refusals.findings import NotToRestore

_TAKEN_CARE_OF = frozenset({aims.Offboard.kind, aims.Lock.kind})
Thing = tuple[str, str, str]


def check(session: Session, request: Request, plan: Plan, made: Sequence[AnyChange]) -> None:
    """Raise NotToRestore where the user was locked or is leaving, or where the same was decided on since."""
    assert request.principal_id is not None  # noqa: S101 (a plan that gives up is about a user)
    if undoing.locks(session, request.principal_id):
        raise NotToRestore(why="the IAM user is locked")
    _check_nobody_took_care(session, request, plan)
    _check_nobody_changed_it(session, request, plan, made)
    _check_nobody_reviewed_it(session, request, plan, made)
    _check_nobody_denied_it(session, request, plan, made)


def _check_nobody_took_care(session: Session, request: Request, plan: Plan) -> None:
    """Of the user: by a plan to lock or to offboard, which may not have found the IAM user yet."""
    about = [Request.principal_id == request.principal_id]
    about += [Request.whose == request.whose] if request.whose is not None else []
    for other in session.scalars(select(Request).where(or_(*about), Request.state.not_in(OVER))):
        is_since = other.decided_at is None or other.decided_at >= plan.approved_at
        if is_since and other.aim.get("kind") in _TAKEN_CARE_OF:
            raise NotToRestore(why=f"request {other.id} has to do with it since: {other.description}")


def _check_nobody_changed_it(session: Session, request: Request, plan: Plan, made: Sequence[AnyChange]) -> None:
    """By whichever plan: one about several people, or of a review, names no user as a whole."""
    things = {thing for each in made if (thing := _thing(each)) is not None}
    deeds = (
        select(Deed.change, Plan.request_id)
        .join(Plan, Plan.id == Deed.plan_id)
        .join(Request, Request.id == Plan.request_id)
        .where(Request.account == request.account, Plan.id != plan.id, Deed.noted_at >= plan.approved_at)
    )
    for kept, number in session.execute(deeds):
        try:
            thing = _thing(changes.restored(kept))
        except changes.UnknownChange:
            continue
        if thing in things:
            raise NotToRestore(why=f"request {number} has changed the same since")


def _check_nobody_reviewed_it(session: Session, request: Request, plan: Plan, made: Sequence[AnyChange]) -> None:
    """Whoever is out of a group while it is reviewed is not confirmed: coming back would be a way around that."""
    groups = [each.group.casefold() for each in made if isinstance(each, LeaveGroup)]
    is_since = or_(Review.begun_at >= plan.approved_at, Review.ended_at >= plan.approved_at, Review.ended_at.is_(None))
    reviews = select(Review).where(Review.account == request.account, Review.begun_at.is_not(None), is_since)
    for review in session.scalars(reviews) if groups else ():
        if review.group.casefold() in groups:
            raise NotToRestore(why=f"the group {review.group} is under review {review.id} since, or was")


def _check_nobody_denied_it(session: Session, request: Request, plan: Plan, made: Sequence[AnyChange]) -> None:
    """An approver who says no to a lease of it does not mean that they may have it for good."""
    given = [{"group": each.group} for each in made if isinstance(each, LeaveGroup)]
    given += [{"arn": each.arn} for each in made if isinstance(each, DetachFromUser)]
    denied = select(Request).where(
        Request.principal_id == request.principal_id,
        Request.kind == RequestKind.access,
        Request.state == RequestState.denied,
        Request.decided_at >= plan.approved_at,
    )
    for other in session.scalars(denied):
        if any(each.items() <= step.items() for each in given for step in other.steps):
            raise NotToRestore(why=f"request {other.id} for a lease of it was denied since")


def _thing(change: AnyChange) -> Thing | None:
    """What a change of one user is about, whichever way it goes; IAM tells names apart without regard to case."""
    match change:
        case LeaveGroup(user, group) | AddToGroup(user, group):
            return ("group", user.casefold(), group.casefold())
        case DetachFromUser(user, arn) | AttachToUser(user, arn):
            return ("policy", user.casefold(), arn)
        case DeactivateKey(user, key_id) | ActivateKey(user, key_id) | DeleteKey(user, key_id):
            return ("key", user.casefold(), key_id)
        case RemoveInline(user, policy) | PutBackInline(user, policy):
            return ("inline", user.casefold(), policy)
        case _:
            return None
