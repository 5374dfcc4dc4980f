"""Given for good: what a lease gives and then a plan too is the plan's; it is the lease's again if the plan fails."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import changes
from iam.create_user import CreateUser
from iam.memberships import AddToGroup, LeaveGroup
from iam.user_policies import AttachToUser, DetachFromUser
from models.holding import Holding
from models.holding_states import HoldingState
from models.principal import Principal
from workflow.means import Means
from workflow.plan_work import Work


def is_of_a_lease(session: Session, work: Work, change: changes.AnyChange) -> bool:
    """What a lease gave is the lease's to take back: given back by an undoing, it would stay for good."""
    taken = isinstance(change, LeaveGroup | DetachFromUser)
    return taken and any(holding.ours for holding in _held(session, work, change))


def take_over(session: Session, work: Work, change: changes.AnyChange) -> bool:
    """Let it stay when the lease ends, as if it had stood before it. False: no lease has given it."""
    if not isinstance(change, AddToGroup | AttachToUser):
        return False
    leased = [holding for holding in _held(session, work, change) if holding.ours]
    for holding in leased:
        holding.ours = False
    return bool(leased)


def hand_back(means: Means, work: Work, change: changes.AnyChange) -> bool:
    """Let the lease that gives it take it back at its end; twice is as good as once.

    False: no lease gives it, or the plan has made the user too, who goes with all that was given.
    """
    if not isinstance(change, AddToGroup | AttachToUser) or _is_made_by(work, change.user):
        return False
    with means.database.write() as session:
        standing = [each for each in _held(session, work, change) if each.state is not HoldingState.leaving]
        for holding in standing:
            holding.ours = True
    return bool(standing)


def _is_made_by(work: Work, user: str) -> bool:
    return any(isinstance(each, CreateUser) and each.user == user for each in work.changes)


def _held(session: Session, work: Work, change: changes.AnyChange) -> Sequence[Holding]:
    """What this user holds, by whatever hand, of that which the change is about."""
    held = select(Holding).where(Holding.state != HoldingState.gone)
    match change:
        case AddToGroup(user, group) | LeaveGroup(user, group):
            wanted = {"group": group}
        case AttachToUser(user, arn) | DetachFromUser(user, arn):
            wanted = {"arn": arn}
        case _:
            return ()
    if work.request.principal_id is not None:
        held = held.where(Holding.principal_id == work.request.principal_id)
    else:  # it is about several, by their names
        theirs = select(Principal.id).where(Principal.account == work.request.account, Principal.name == user)
        held = held.where(Holding.principal_id.in_(theirs))
    return [holding for holding in session.scalars(held.with_for_update()) if wanted.items() <= holding.step.items()]
