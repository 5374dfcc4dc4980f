"""A change of job: out of the group of the old one, into that of the new."""

from iam import account as reading
from iam import entities
from iam.memberships import AddToGroup, LeaveGroup
from models.request import Request
from workflow import aims, grouping, lease_warnings, whom
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
    return Proposal(
        title=f"move {user.name} from {leaves} to {joins}",
        about=f"user/{user.name}",
        account=request.account,
        changes=(LeaveGroup(user.name, group=leaves), *(() if is_there else (AddToGroup(user.name, group=joins),))),
        user=user.name,
        whose=request.whose,
        allows=grouping.allowed(means, request.account, entities.in_group(iam, joins).policies),
        warnings=lease_warnings.of_leaving(means, [user], leaves),
    )
