"""A change of job: out of the group of the old one, into that of the new."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import entities
from iam.memberships import AddToGroup, LeaveGroup
from models.lease import Lease
from models.lease_states import LeaseState
from models.principal import Principal
from models.request import Request
from workflow import aims, grouping, whom
from workflow.means import Means
from workflow.planning import Proposal
from workflow.refusals.plans import NothingToDo


def move(means: Means, aim: aims.Move, request: Request) -> Proposal:
    iam = means.accounts.iam(request.account)
    user = whom.user(means, aim.who, account=request.account, asked_at=request.asked_at)
    leaves = grouping.named(means, aim.leaves, account=request.account)
    joins = grouping.named(means, aim.joins, account=request.account)
    if leaves == joins:
        raise NothingToDo(how=f"{leaves} is the group to leave and the group to join")
    grouping.check_is_in(iam, user.name, leaves)
    is_there = joins in reading.held(iam, user.name).groups
    with means.database.read() as session:
        warnings = _by_a_lease(session, user, leaves)
    return Proposal(
        title=f"move {user.name} from {leaves} to {joins}",
        about=f"user/{user.name}",
        account=request.account,
        changes=(LeaveGroup(user.name, group=leaves), *(() if is_there else (AddToGroup(user.name, group=joins),))),
        user=user.name,
        whose=request.whose,
        allows=grouping.allowed(means, request.account, entities.in_group(iam, joins).policies),
        warnings=warnings,
    )


def _by_a_lease(session: Session, user: reading.User, group: str) -> tuple[str, ...]:
    """What approvers should know: a membership that a lease gave as well goes with the other."""
    query = (
        select(Lease)
        .join(Principal, Principal.id == Lease.principal_id)
        .where(Principal.unique_id == user.unique_id, Lease.state == LeaseState.live)
    )
    leases = [each for each in session.scalars(query) if any(step.get("group") == group for step in each.steps)]
    return (f"{user.name} is in {group} by a lease as well, which gives nothing from then on.",) if leases else ()
