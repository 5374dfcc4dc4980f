"""Which policies an identity has, where each hangs, and who else has them."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from moto.iam.exceptions import InvalidInput, NoSuchEntity

from sandbox.aws import policy_documents, service_names
from sandbox.aws.moto_types import Account, Group, Policy, Role, User
from sandbox.aws.policy_documents import Statement

Entity = User | Group | Role | Policy
_ARN = re.compile(r"arn:aws:iam::(?P<account>[^:]*):(?P<kind>user|group|role|policy)/(?:.*/)?(?P<name>[^/]+)")
# Where moto keeps each kind.
_KEPT = {"user": "users", "group": "groups", "role": "roles", "policy": "managed_policies"}


@dataclass(frozen=True)
class Grant:
    """One policy; without an ARN it is an inline one of the `holder`, which is a user, a group or a role."""

    policy: str
    arn: str | None
    kind: str
    holder: str
    statements: tuple[Statement, ...]

    def allows_some_of(self, service: str) -> bool:
        return any(service in statement.services([service]) for statement in self.statements)


def kind_of(arn: str) -> str:
    """`user`, `group`, `role` or `policy`. Raises InvalidInput for what is none of them."""
    found = _ARN.fullmatch(arn)
    if not found:
        raise InvalidInput(f"ARN {arn} is not valid.")
    return found["kind"]


def entity(account: Account, arn: str) -> Entity:
    """Raises InvalidInput for an ARN that is none of these, NoSuchEntity for one that nothing has."""
    found = next((one for one in every(account, kind_of(arn)) if one.arn == arn), None)
    if not found:
        raise NoSuchEntity(f"ARN {arn} was not found.")
    return found


def every(account: Account, kind: str) -> list[Entity]:
    """All users, groups, roles or policies; of several of one name AWS's own come first."""
    return list(getattr(account, _KEPT[kind]).values())


def of(account: Account, arn: str) -> list[Grant]:
    """The policies of a user and its groups, of a group, of a role; of a policy itself."""
    kind, found = kind_of(arn), entity(account, arn)
    if kind == "policy":
        return [_managed(found, kind="", holder="")]
    groups = [group for group in account.groups.values() if found in group.users] if kind == "user" else []
    return [*_at(found, kind), *(grant for group in groups for grant in _at(group, "group"))]


def holders(account: Account, arn: str) -> list[User | Role]:
    """The users and roles that a report about this ARN is about: members, or whoever has the policy."""
    kind, found = kind_of(arn), entity(account, arn)
    if kind == "group":
        return list(found.users)
    if kind != "policy":
        return [found]
    holding = [*account.users.values(), *account.groups.values(), *account.roles.values()]
    direct = [one for one in holding if arn in one.managed_policies]
    members = {user.arn: user for one in direct for user in getattr(one, "users", [one])}
    return list(members.values())


def services(grants: Iterable[Grant]) -> set[str]:
    """Every service namespace of which the policies together allow something."""
    return {
        service
        for grant in grants
        for statement in grant.statements
        for service in statement.services(service_names.NAMES)
    }


def _at(holder: User | Group | Role, kind: str) -> Iterator[Grant]:
    for policy in holder.managed_policies.values():
        yield _managed(policy, kind=kind, holder=holder.name)
    for name, document in holder.policies.items():
        yield Grant(name, None, kind, holder.name, policy_documents.read(document))


def _managed(policy: Policy, *, kind: str, holder: str) -> Grant:
    return Grant(policy.name, policy.arn, kind, holder, policy_documents.read(document_of(policy)))


def document_of(policy: Policy) -> str:
    """The text of the version that is in force."""
    in_force = next(one for one in policy.versions if one.version_id == policy.default_version_id)
    return str(in_force.document)
