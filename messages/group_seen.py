"""A group as it is seen: members, policies, and what our own leases and catalog have to do with it."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Catalog, GroupGiven
from models.lease import Lease
from models.lease_states import WANTED
from models.principal import Principal
from models.snapshot import SnapshotGroup, SnapshotUser, Taking


@dataclass(frozen=True)
class Leased:
    """A lease by which somebody is in the group; `until` None: for good, or not begun."""

    user: str
    holder: str
    until: datetime | None


@dataclass(frozen=True)
class GroupSeen:
    """`policies` are ARNs, `inline` the names of what stands inside the group; `bundles` give it.

    `number` stands for it in a button.
    """

    number: int
    name: str
    path: str
    account: str
    members: tuple[str, ...]
    policies: tuple[str, ...]
    inline: tuple[str, ...]
    leases: tuple[Leased, ...]
    bundles: tuple[str, ...]
    seen_at: datetime | None


@dataclass(frozen=True)
class GroupLine:
    """A group in the list of all."""

    name: str
    members: int
    policies: int


def load(session: Session, name: str, *, catalog: Catalog, account: str) -> GroupSeen | None:
    """One group, whatever the capitals; None: the last snapshot shows none of that name."""
    found = next((each for each in _groups(session, account) if each.name.casefold() == name.casefold()), None)
    if found is None:
        return None
    users = session.execute(select(SnapshotUser.name, SnapshotUser.groups).where(SnapshotUser.account == account))
    return GroupSeen(
        number=found.id,
        name=found.name,
        path=found.path,
        account=account,
        members=tuple(sorted(user for user, groups in users if found.name in groups)),
        policies=tuple(found.policies),
        inline=tuple(each["name"] for each in found.inline),
        leases=_leases(session, found.name, account=account),
        bundles=_bundles(catalog, found.name, account=account),
        seen_at=seen_at(session, account),
    )


def every(session: Session, account: str) -> tuple[tuple[GroupLine, ...], datetime | None]:
    """All groups by name, and when they were seen."""
    groups = session.scalars(select(SnapshotUser.groups).where(SnapshotUser.account == account))
    members = Counter(name for names in groups for name in names)
    lines = (
        GroupLine(each.name, members[each.name], len(each.policies) + len(each.inline))
        for each in _groups(session, account)
    )
    return tuple(lines), seen_at(session, account)


def name_of(session: Session, number: int) -> str | None:
    """The group that a button stands for; None: the last snapshot shows it no more."""
    found = session.get(SnapshotGroup, number)
    return found.name if found is not None else None


def names(session: Session, account: str) -> list[str]:
    return [each.name for each in _groups(session, account)]


def _groups(session: Session, account: str) -> list[SnapshotGroup]:
    query = select(SnapshotGroup).where(SnapshotGroup.account == account)
    return sorted(session.scalars(query), key=lambda group: group.name.casefold())


def _leases(session: Session, group: str, *, account: str) -> tuple[Leased, ...]:
    query = (
        select(Lease.steps, Lease.holder, Lease.ends_at, Principal.name)
        .join(Principal, Principal.id == Lease.principal_id)
        .where(Lease.state.in_(WANTED), Principal.account == account)
    )
    found = session.execute(query.order_by(Lease.ends_at, Lease.id))
    return tuple(Leased(user, holder, ends_at) for steps, holder, ends_at, user in found if _joins(steps, group))


def _joins(steps: list[Mapping[str, object]], group: str) -> bool:
    return any(step.get("group") == group for step in steps)


def _bundles(catalog: Catalog, group: str, *, account: str) -> tuple[str, ...]:
    given = (
        bundle.name
        for bundle in catalog.bundles.values()
        if bundle.account == account
        and any(isinstance(each, GroupGiven) and each.group == group for each in bundle.gives)
    )
    return tuple(sorted(given))


def seen_at(session: Session, account: str) -> datetime | None:
    taking = session.get(Taking, account)
    return taking.taken_at if taking is not None else None
