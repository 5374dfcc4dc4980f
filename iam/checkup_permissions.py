"""The checkup's items on who may do what: groups, administrators, and two policies of AWS's own."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from iam.authorization import Details, GroupDetail, Inline, RoleDetail, UserDetail
from iam.checkup_item import Item, Question, Refused, counted, listed, proposal
from iam.checkup_reading import Reading

GROUPS_ONLY = Question(
    "groups-only",
    "2.13",
    "Permissions through groups only",
    "What hangs on one person is forgotten when the job changes; a group says what the job needs.",
)
EVERYTHING = Question(
    "no-star",
    "2.14",
    "Policies that allow everything",
    "Whoever holds such a policy can do anything, and take away every limit.",
)
SUPPORT = Question(
    "support-role",
    "2.15",
    "A role for AWS Support",
    "On the day of an incident somebody must be able to open a case without being an administrator.",
)
CLOUD_SHELL = Question(
    "cloudshell",
    "2.20",
    "AWSCloudShellFullAccess",
    "CloudShell with full access moves files in and out past the company's own limits.",
)
ADMINISTRATORS = Question(
    "administrators",
    None,
    "AdministratorAccess outside the group of administrators",
    "Who can do everything should be in one place, where it is seen and taken back.",
)
INLINE = Question(
    "inline-in-groups",
    None,
    "Policies written inside a group",
    "They stand in no list of policies, so nobody reviews them.",
)

_ALL = (GROUPS_ONLY, EVERYTHING, SUPPORT, CLOUD_SHELL, ADMINISTRATORS, INLINE)


@dataclass(frozen=True)
class Holder:
    """Somebody or something that holds policies."""

    kind: Literal["user", "group", "role"]
    name: str
    attached: tuple[str, ...]
    inline: tuple[Inline, ...]

    def __str__(self) -> str:
        return self.name if self.kind == "user" else f"the {self.kind} {self.name}"


def items(reading: Reading, *, admin_group: str | None) -> Iterator[Item]:
    """`admin_group` is the group whose members may be administrators; None: nobody has said."""
    if isinstance(reading.details, Refused):
        yield from (each.refused(reading.details) for each in _ALL)
        return
    details = reading.details
    holders = [*_holders("user", details.users), *_holders("group", details.groups), *_holders("role", details.roles)]
    yield _groups_only(holders)
    yield _everything(details, holders)
    yield _support(holders)
    yield _cloud_shell(holders)
    yield _administrators(details, holders, admin_group=admin_group)
    yield _inline(holders)


def _groups_only(holders: Sequence[Holder]) -> Item:
    users = [each for each in holders if each.kind == "user"]
    direct = [each for each in users if each.attached or each.inline]
    if not direct:
        return GROUPS_ONLY.well(f"{counted(len(users), 'user', 'users')}, none with a policy of their own")
    return GROUPS_ONLY.wrong(
        f"{counted(len(direct), 'user has', 'users have')} policies of their own: {listed([*map(_policies, direct)])}",
        mend="Give a group the same policies, put the person into it, then take the policies off the person.",
        change=proposal("detach", [change for each in direct for change in _detached(each)]),
    )


def _everything(details: Details, holders: Sequence[Holder]) -> Item:
    """Customer policies that somebody has, and inline ones; AdministratorAccess has an item of its own."""
    attached = [policy for policy in details.policies if policy.attachments]
    inline = [(holder, each) for holder in holders for each in holder.inline]
    documents = [
        *((f"the policy {policy.name}", policy.document) for policy in attached),
        *((f"{each.name} inside {holder}", each.document) for holder, each in inline),
    ]
    judged = {name: _allows_everything(document) for name, document in documents}
    found = [name for name, allows in judged.items() if allows]
    unread = [name for name, allows in judged.items() if allows is None]
    if found:
        return EVERYTHING.wrong(
            f"{counted(len(found), 'policy allows', 'policies allow')} every action on everything: {listed(found)}",
            mend="Name the services that are needed, or detach it: IAM console > Policies > the name.",
        )
    if unread:
        return EVERYTHING.unknown(
            f"these could not be read: {listed(unread)}", mend="Open them in the IAM console > Policies."
        )
    if not judged:
        return EVERYTHING.well("no policy of your own is in use")
    return EVERYTHING.well(f"{counted(len(judged), 'policy', 'policies')} of your own in use, none allows everything")


def _support(holders: Sequence[Holder]) -> Item:
    roles = [each.name for each in holders if each.kind == "role" and _has(each, "AWSSupportAccess")]
    if roles:
        return SUPPORT.well(listed(roles))
    return SUPPORT.wrong(
        "no role has the policy AWSSupportAccess",
        mend="IAM console > Roles > Create role, trusted by this account, with the policy AWSSupportAccess.",
    )


def _cloud_shell(holders: Sequence[Holder]) -> Item:
    having = [each for each in holders if _has(each, "AWSCloudShellFullAccess")]
    if not having:
        return CLOUD_SHELL.well("attached to nothing")
    return CLOUD_SHELL.wrong(
        f"attached to {listed([*map(str, having)])}",
        mend="Detach it: IAM console > Policies > AWSCloudShellFullAccess > Entities attached.",
        change=proposal("detach", [change for each in having for change in _detached(each, "AWSCloudShellFullAccess")]),
    )


def _administrators(details: Details, holders: Sequence[Holder], *, admin_group: str | None) -> Item:
    """Users and groups; roles are for machines and for guests, and have who may assume them."""
    having = [each for each in holders if each.kind != "role" and _has(each, "AdministratorAccess")]
    outside = [each for each in having if not (each.kind == "group" and each.name == admin_group)]
    members = {each.name: sum(each.name in user.groups for user in details.users) for each in having}
    named = [f"{each} ({members[each.name]:,} in it)" if each.kind == "group" else str(each) for each in outside]
    if not outside:
        return ADMINISTRATORS.well(f"only the group {admin_group} has it" if having else "no user or group has it")
    if admin_group is None:
        return ADMINISTRATORS.unknown(
            f"{listed(named)} {'has' if len(named) == 1 else 'have'} it",
            mend="Say in the catalog which group is the administrators': `users.admin_group`.",
        )
    return ADMINISTRATORS.wrong(
        f"{listed(named)} {'has' if len(named) == 1 else 'have'} it, outside the group {admin_group}",
        mend=f"Put who needs it into {admin_group}, and detach it from the others.",
        change=proposal("detach", [change for each in outside for change in _detached(each, "AdministratorAccess")]),
    )


def _inline(holders: Sequence[Holder]) -> Item:
    groups = [each for each in holders if each.kind == "group"]
    having = [each for each in groups if each.inline]
    if not having:
        return INLINE.well(
            f"{counted(len(groups), 'group', 'groups')}, none has one" if groups else "there is no group"
        )
    return INLINE.wrong(
        f"{counted(len(having), 'group has', 'groups have')} policies inside: {listed([*map(_policies, having)])}",
        mend="Make it a policy with a name of its own, attach that, and delete the one inside: "
        "IAM console > User groups > the name > Permissions.",
    )


def _holders(
    kind: Literal["user", "group", "role"], found: Sequence[UserDetail] | Sequence[GroupDetail] | Sequence[RoleDetail]
) -> Iterator[Holder]:
    return (Holder(kind, each.name, each.attached, each.inline) for each in found)


def _policies(holder: Holder) -> str:
    """A name, and the policies of its own in brackets; of a group those inside alone, for it may have attached ones."""
    attached = holder.attached if holder.kind == "user" else ()
    names = [*(arn.rpartition("/")[2] for arn in attached), *(f"inline {each.name}" for each in holder.inline)]
    return f"{holder.name} ({listed(names[:3])}{f' and {len(names) - 3} more' if len(names) > 3 else ''})"


def _detached(holder: Holder, name: str | None = None) -> Iterator[tuple[str, ...]]:
    """Each policy that is to go from here: that of AWS's of this name, or all. Nothing of a role: the bot may not."""
    if holder.kind == "role":
        return
    for arn in holder.attached:
        if name is None or _is_of_aws(arn, name):
            yield holder.kind, holder.name, "policy", arn
    for inline in holder.inline if name is None else ():
        yield holder.kind, holder.name, "inline", inline.name


def _has(holder: Holder, name: str) -> bool:
    return any(_is_of_aws(arn, name) for arn in holder.attached)


def _is_of_aws(arn: str, name: str) -> bool:
    """Whether this is AWS's own policy of that name, in whatever partition and under whatever path."""
    return ":iam::aws:policy/" in arn and arn.rpartition("/")[2] == name


def _allows_everything(document: str) -> bool | None:
    """Whether a statement allows every action on every resource; None for what is no policy."""
    try:
        statements = _several(json.loads(document)["Statement"])
        return any(map(_is_everything, statements))
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _is_everything(statement: dict[str, Any]) -> bool:
    return (
        statement["Effect"] == "Allow"
        and bool({"*", "*:*"} & set(_several(statement.get("Action", []))))
        and "*" in _several(statement.get("Resource", []))
    )


def _several(one_or_more: Any) -> list[Any]:  # noqa: ANN401 (IAM's JSON has a thing or a list of them)
    return one_or_more if isinstance(one_or_more, list) else [one_or_more]
