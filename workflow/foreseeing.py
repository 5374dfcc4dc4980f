"""Foreseeing: what a new IAM user can do once the plan is made, and what approvers should know of it."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Users
from iam import changes, reach_apart
from iam.create_user import CreateUser
from iam.faults import Missing
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from iam.reach_apart import Told
from iam.user_policies import AttachToUser
from models.policy_text import PolicyText
from models.snapshot import SnapshotGroup
from workflow import handing_over, policy_reading
from workflow.means import Means

MANY = 10
"""Groups or policies of one user beyond which nobody sees at a glance any more what they may do."""
_NAMED, _WAYS = 8, 3
_CHANGES_PASSWORD = json.dumps({"Statement": {"Effect": "Allow", "Action": "iam:ChangePassword", "Resource": "*"}})


@dataclass(frozen=True)
class Policies:
    """All that will count for a user: the texts that are known, the names of those that are not yet."""

    texts: tuple[str, ...]
    boundary: str | None
    unknown: tuple[str, ...]


@dataclass(frozen=True)
class Foreseen:
    """Ready sentences."""

    allows: tuple[str, ...]
    warnings: tuple[str, ...]


def known(session: Session, account: str, planned: Sequence[changes.AnyChange]) -> Policies:
    """What is kept of the texts; asks nobody."""
    kept = policy_reading.kept(session, account, _arns(session, account, planned))
    return _policies(session, account, planned, texts=kept)


def read(means: Means, account: str, planned: Sequence[changes.AnyChange]) -> Policies:
    """The same, with what is not kept read in IAM. Raises Later, or Never."""
    with means.database.read() as session:
        arns = _arns(session, account, planned)
    texts = {}
    for arn in arns:
        try:
            texts[arn] = policy_reading.text_of(means, account, arn)
        except Missing:
            continue
    with means.database.read() as session:
        return _policies(session, account, planned, texts=texts)


def foresee(policies: Policies, planned: Sequence[changes.AnyChange], *, rule: Users) -> Foreseen:
    """Judge it, in a process of its own. Raises Undone."""
    told = reach_apart.told(policies.texts, boundary=policies.boundary)
    return Foreseen(
        allows=tuple(_allows(told, policies)),
        warnings=(*_dangers(told, planned, rule), *_locked_out(policies, planned), *_of_shape(planned)),
    )


def new_user(planned: Iterable[changes.AnyChange]) -> CreateUser | None:
    return next((change for change in planned if isinstance(change, CreateUser)), None)


def _allows(told: Told, policies: Policies) -> Iterator[str]:
    if told.is_administrator:
        yield "Everything, in every service."
        return
    by_levels: dict[tuple[str, ...], list[str]] = {}
    for name, levels in told.services:
        by_levels.setdefault(levels, []).append(name)
    for levels, names in sorted(by_levels.items(), key=lambda pair: (-len(pair[0]), pair[0])):
        yield f"{_does(levels)}: {_listed(names)}."
    if not told.services:
        yield "Nothing." if not policies.unknown else "Nothing of what is known yet."
    if policies.unknown:
        yield f"Not read yet, and not counted here: {_listed(policies.unknown)}."


def _does(levels: Sequence[str]) -> str:
    """Lists, reads and writes; what only the data does not know is said to be so."""
    words = [_WORDS[level] for level in levels]
    if not words:
        return "Uses actions that are not known here"
    said = " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)
    return said[0].upper() + said[1:]


def _listed(names: Sequence[str]) -> str:
    more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
    return ", ".join(names[:_NAMED]) + more


def _dangers(told: Told, planned: Sequence[changes.AnyChange], rule: Users) -> Iterator[str]:
    new = new_user(planned)
    who = new.user if new else "The user"
    joined = {change.group for change in planned if isinstance(change, AddToGroup)}
    if told.is_administrator:
        outside = rule.admin_group is not None and rule.admin_group not in joined
        yield f"{who} would be an administrator{f' outside the group {rule.admin_group}' if outside else ''}."
    elif told.ways:
        more = f" There are {len(told.ways) - _WAYS} more ways." if len(told.ways) > _WAYS else ""
        yield f"{who} could raise itself. {' '.join(told.ways[:_WAYS])}{more}"
    if told.passes_any_role and not told.is_administrator:
        yield f"{who} could hand any role of the account to a service (iam:PassRole on everything)."
    if told.unread:
        yield f"Not all could be read: {_listed(told.unread)}."


def _locked_out(policies: Policies, planned: Sequence[changes.AnyChange]) -> Iterator[str]:
    """A first password that has to be changed, and a boundary within which nobody may."""
    new = new_user(planned)
    attached = [each.arn for each in planned if isinstance(each, AttachToUser)]
    has_to = any(arn.endswith(f"/{handing_over.MAY_CHANGE}") for arn in attached)
    if new is None or policies.boundary is None or not has_to:
        return
    if not reach_apart.told((_CHANGES_PASSWORD,), boundary=policies.boundary).services:
        yield (
            f"{new.user} would have to change the first password and could not: "
            "the permissions boundary does not allow iam:ChangePassword."
        )


def _of_shape(planned: Sequence[changes.AnyChange]) -> Iterator[str]:
    """What can be said without knowing a single text."""
    direct = [change.arn for change in planned if isinstance(change, AttachToUser)]
    # What is attached so that a first password can be changed is nobody's choice.
    chosen = [arn for arn in direct if not arn.endswith(f"/{handing_over.MAY_CHANGE}")]
    groups = [change.group for change in planned if isinstance(change, AddToGroup)]
    if chosen:
        count = f"{len(chosen)} {'policies are' if len(chosen) > 1 else 'policy is'}"
        yield f"{count} attached directly; through a group it would be seen and taken back together (CIS 2.13)."
    for number, what in ((len(groups), "groups"), (len(direct), "policies")):
        if number > MANY:
            yield f"{number} {what} are more than {MANY}: what they allow together is hard to see."


def _arns(session: Session, account: str, planned: Sequence[changes.AnyChange]) -> tuple[str, ...]:
    """Every managed policy that counts, the boundary too."""
    attached = [change.arn for change in planned if isinstance(change, AttachToUser | AttachToGroup)]
    through = [arn for group in _groups(session, account, planned) for arn in group.policies]
    new = new_user(planned)
    return tuple(dict.fromkeys([*attached, *through, *([new.boundary] if new and new.boundary else [])]))


def _policies(
    session: Session, account: str, planned: Sequence[changes.AnyChange], *, texts: Mapping[str, PolicyText]
) -> Policies:
    new = new_user(planned)
    boundary = new.boundary if new else None
    arns = [arn for arn in _arns(session, account, planned) if arn != boundary]
    inline = [str(each["document"]) for group in _groups(session, account, planned) for each in group.inline]
    unknown = [arn.rpartition("/")[2] for arn in _arns(session, account, planned) if arn not in texts]
    return Policies(
        texts=(*(texts[arn].document for arn in arns if arn in texts), *inline),
        boundary=texts[boundary].document if boundary is not None and boundary in texts else None,
        unknown=tuple(unknown),
    )


def _groups(session: Session, account: str, planned: Sequence[changes.AnyChange]) -> Sequence[SnapshotGroup]:
    """Those that stand already; what a new one is to hold is in the plan."""
    names = [change.group for change in planned if isinstance(change, AddToGroup)]
    query = select(SnapshotGroup).where(SnapshotGroup.account == account, SnapshotGroup.name.in_(names))
    return session.scalars(query.order_by(SnapshotGroup.name)).all()


_WORDS = {
    "List": "lists",
    "Read": "reads",
    "Tagging": "tags",
    "Write": "writes",
    "Permissions management": "changes permissions",
}
