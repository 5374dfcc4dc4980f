"""What changed in the account between two looks: set arithmetic over the facts of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from sandbox.beside.account import Account, Key, User


class Kind(StrEnum):
    user = "user"
    membership = "membership"
    policy = "policy"
    inline = "inline policy"
    boundary = "boundary"
    key = "key"
    password = "password"  # noqa: S105 (a kind of fact)
    mfa = "MFA"
    group = "group"
    group_policy = "group policy"
    group_inline = "group inline policy"
    root_key = "root key"
    root_mfa = "root MFA"


class Verb(StrEnum):
    added = "added"
    removed = "removed"


@dataclass(frozen=True, order=True)
class Fact:
    """One thing that is so: `of` is the user or the group (or root), `what` its group, policy or key."""

    of: str
    kind: Kind
    what: str = ""


@dataclass(frozen=True)
class Change:
    verb: Verb
    fact: Fact


def between(before: Account, after: Account) -> list[Change]:
    """What is gone comes first; each part is in order of the names."""
    earlier, now = set(_facts(before)), set(_facts(after))
    gone = [Change(Verb.removed, fact) for fact in sorted(earlier - now)]
    return gone + [Change(Verb.added, fact) for fact in sorted(now - earlier)]


def _facts(account: Account) -> Iterator[Fact]:
    for user in account.users:
        yield from _of_user(user)
    for group in account.groups:
        yield Fact(group.name, Kind.group)
        yield from (Fact(group.name, Kind.group_policy, policy) for policy in group.policies)
        yield from (Fact(group.name, Kind.group_inline, policy) for policy in group.inline)
    if account.root.keys:
        yield Fact("root", Kind.root_key)
    if account.root.mfa:
        yield Fact("root", Kind.root_mfa)


def _of_user(user: User) -> Iterator[Fact]:
    yield Fact(user.name, Kind.user)
    yield from (Fact(user.name, Kind.membership, group) for group in user.groups)
    yield from (Fact(user.name, Kind.policy, policy) for policy in user.policies)
    yield from (Fact(user.name, Kind.inline, policy) for policy in user.inline)
    yield from (Fact(user.name, Kind.key, _key(key)) for key in user.keys)
    if user.boundary:
        yield Fact(user.name, Kind.boundary, user.boundary)
    if user.password:
        yield Fact(user.name, Kind.password)
    if user.mfa:
        yield Fact(user.name, Kind.mfa)


def _key(key: Key) -> str:
    return key.id if key.status == "Active" else f"{key.id}, {key.status.lower()}"
