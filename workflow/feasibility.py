"""Feasibility: what keeps a plan from being made, looked up in IAM at this moment; each a Refusal in plain words."""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import TYPE_CHECKING

from iam import account as reading
from iam import changes, entities
from iam.create_group import CreateGroup, DeleteGroup
from iam.create_user import CreateUser
from iam.faults import Later
from iam.group_policies import AttachToGroup, DetachFromGroup
from iam.memberships import AddToGroup, LeaveGroup
from iam.user_policies import AttachToUser, DetachFromUser
from models.snapshot import Taking
from workflow.means import Means
from workflow.refusals.plans import GroupNotEmpty, NameTaken, NotThereForPlan, QuotaReached

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

Changes = tuple[changes.AnyChange, ...]


def check(means: Means, account: str, planned: Changes) -> None:
    """Raise a Refusal for the first thing that AWS would refuse; Later or Never where it cannot be looked up."""
    iam = means.accounts.iam(account)
    with means.database.read() as session:
        quotas = session.get(Taking, account)
    if quotas is None:
        raise Later("the account is being read for the first time", after=timedelta(seconds=0.2))
    _check_names(iam, planned, account=account)
    _check_groups(iam, planned, account=account)
    _check_policies(iam, planned, account=account)
    _check_room(iam, planned, quotas)


def _check_names(iam: "IAMClient", planned: Changes, *, account: str) -> None:
    """What is to be made may not stand already, whatever the case of its letters."""
    for change in planned:
        match change:
            case CreateUser(name) if not change.is_made(iam) and (taken := entities.user_named(iam, name)):
                raise NameTaken(kind="an IAM user", name=taken, account=account)
            case CreateGroup(name) if taken := entities.group_named(iam, name):
                raise NameTaken(kind="an IAM group", name=taken, account=account)
            case _:
                continue


def _check_groups(iam: "IAMClient", planned: Changes, *, account: str) -> None:
    made = {change.group for change in planned if isinstance(change, CreateGroup)}
    named = {change.group for change in planned if isinstance(change, AddToGroup | AttachToGroup | DetachFromGroup)}
    for group in sorted(named - made):
        if not entities.has_group(iam, group):
            raise NotThereForPlan(what=f"the group {group}", account=account)
    for change in planned:
        if isinstance(change, DeleteGroup) and (left := _left_in(iam, change.group, planned)):
            raise GroupNotEmpty(group=change.group, left=left)


def _left_in(iam: "IAMClient", group: str, planned: Changes) -> str:
    """What a group that is to be deleted still has, and the plan does not take out."""
    found = entities.in_group(iam, group)
    leaving = {change.user for change in planned if isinstance(change, LeaveGroup) and change.group == group}
    detached = {change.arn for change in planned if isinstance(change, DetachFromGroup) and change.group == group}
    left = [*sorted(found.members - leaving), *sorted(found.policies - detached), *sorted(found.inline)]
    return ", ".join(left[:5]) + (f" and {len(left) - 5} more" if len(left) > 5 else "")


def _check_policies(iam: "IAMClient", planned: Changes, *, account: str) -> None:
    attached = {change.arn for change in planned if isinstance(change, AttachToUser | AttachToGroup)}
    boundaries = {change.boundary for change in planned if isinstance(change, CreateUser) and change.boundary}
    for arn in sorted(attached | boundaries):
        if not entities.has_policy(iam, arn):
            raise NotThereForPlan(what=f"the policy {arn}", account=account)


def _check_room(iam: "IAMClient", planned: Changes, quotas: Taking) -> None:
    """AWS counts what stands and what comes; what the plan takes away first makes room."""
    new_users = {change.user for change in planned if isinstance(change, CreateUser)}
    new_groups = {change.group for change in planned if isinstance(change, CreateGroup)}
    counts = entities.counts(iam) if new_users or new_groups else None
    if counts is not None:
        _check_fits("this account", "IAM users", counts.users, len(new_users), counts.users_most)
        _check_fits("this account", "IAM groups", counts.groups, len(new_groups), counts.groups_most)
    for user in sorted(_gaining(planned)):
        held = reading.Held(frozenset(), frozenset()) if user in new_users else reading.held(iam, user)
        after = _after(held, user, planned)
        _check_fits(user, "groups", len(held.groups), len(after.groups) - len(held.groups), quotas.groups_a_user)
        more = len(after.policies) - len(held.policies)
        _check_fits(user, "attached policies", len(held.policies), more, quotas.policies_a_user)
    for group, more in _attached(planned).items():
        has = 0 if group in new_groups else len(entities.in_group(iam, group).policies)
        _check_fits(group, "attached policies", has, more, quotas.policies_a_group)


def _check_fits(whose: str, what: str, has: int, more: int, most: int) -> None:
    if more > 0 and has + more > most:
        raise QuotaReached(whose=whose, what=what, has=has, more=more, most=most)


def _gaining(planned: Changes) -> set[str]:
    return {change.user for change in planned if isinstance(change, AddToGroup | AttachToUser)}


def _after(held: reading.Held, user: str, planned: Changes) -> reading.Held:
    groups, policies = set(held.groups), set(held.policies)
    for change in _of(user, planned):
        match change:
            case AddToGroup(_, group):
                groups.add(group)
            case LeaveGroup(_, group):
                groups.discard(group)
            case AttachToUser(_, arn):
                policies.add(arn)
            case DetachFromUser(_, arn):
                policies.discard(arn)
    return reading.Held(frozenset(groups), frozenset(policies))


def _of(user: str, planned: Changes) -> Iterator[AddToGroup | LeaveGroup | AttachToUser | DetachFromUser]:
    kinds = AddToGroup | LeaveGroup | AttachToUser | DetachFromUser
    return (change for change in planned if isinstance(change, kinds) and change.user == user)


def _attached(planned: Iterable[changes.AnyChange]) -> Counter[str]:
    """How many policies each group gains."""
    return Counter(change.group for change in planned if isinstance(change, AttachToGroup))
