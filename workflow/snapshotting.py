"""Keeping the snapshot: the account as IAM shows it, taken on a schedule and when somebody is missed in it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from iam import account as reading
from iam import authorization
from iam.authorization import GroupDetail, UserDetail
from iam.faults import Fault, Later
from models.claims import Kind
from models.snapshot import SnapshotGroup, SnapshotPolicy, SnapshotUser, Taking
from workflow import policy_listing, reclaiming
from workflow.means import Means

FRESH = timedelta(minutes=15)
"""How old a snapshot may be before the schedule takes a new one."""
_AT_ONCE = 500
"""Rows a transaction: SQLite's one writer is soon free again for who types /iam."""

Row = TypeVar("Row", SnapshotUser, SnapshotGroup, SnapshotPolicy)


def take_due(means: Means) -> None:
    """Take a new snapshot of each account whose last is not fresh any more; one that AWS refuses holds up no other."""
    for account in means.catalog().accounts:
        try:
            take_unless_newer(means, account, than=means.clock() - FRESH)
        except Fault as fault:
            means.log.warning("snapshot.postponed", account=account, fault=fault.words)


def take_unless_newer(means: Means, account: str, *, than: datetime) -> None:
    """Make sure that the snapshot in force was begun after `than`: many who are missed share one look.

    Raises Later when another worker is taking one right now, and whatever AWS answers.
    """
    with means.claims.hold(Kind.snapshot, 0) as ours:
        if not ours:
            raise Later("the account is being read right now", after=timedelta(seconds=0.2))
        with means.database.read() as session:
            taking = session.get(Taking, account)
        if taking is None or taking.taken_at <= than:
            _take(means, account)


def _take(means: Means, account: str) -> None:
    """Read the account and keep what is new, changed or gone."""
    begun = means.clock()
    iam = means.accounts.iam(account)
    tag = means.catalog().identity_tag
    seen = authorization.read(iam, "User", "Group")
    users = [{"account": account, "identity": folded(user.tag(tag)), **_of_user(user)} for user in seen.users]
    groups = [{"account": account, **_of_group(group)} for group in seen.groups]
    policies = [{"account": account, **asdict(policy)} for policy in reading.policies(iam)]
    quotas = reading.quotas(iam)
    _keep(means, SnapshotUser, users, account=account, key="unique_id")
    _keep(means, SnapshotGroup, groups, account=account, key="name")
    _keep(means, SnapshotPolicy, policies, account=account, key="arn")
    policy_listing.note(means, account)
    with means.database.write() as session:
        session.merge(
            Taking(
                account=account,
                taken_at=begun,
                groups_a_user=quotas.groups_a_user,
                policies_a_user=quotas.policies_a_user,
                policies_a_group=quotas.policies_a_group,
                users_most=quotas.users,
                groups_most=quotas.groups,
                alias=reading.alias(iam) if means.catalog().users else "",
                number=_number(seen.users),
            )
        )
    reclaiming.look_after(means, account, map(_as_known, seen.users))
    means.log.info("snapshot.taken", account=account, users=len(users), groups=len(groups), policies=len(policies))


def _of_user(user: UserDetail) -> dict[str, Any]:
    return {
        "unique_id": user.unique_id,
        "name": user.name,
        "arn": user.arn,
        "path": user.path,
        "groups": list(user.groups),
        "policies": list(user.attached),
        "inline": [asdict(inline) for inline in user.inline],
        "boundary": user.boundary,
    }


def _of_group(group: GroupDetail) -> dict[str, Any]:
    return {
        "name": group.name,
        "arn": group.arn,
        "path": group.path,
        "policies": list(group.attached),
        "inline": [asdict(inline) for inline in group.inline],
    }


def _as_known(user: UserDetail) -> reading.User:
    return reading.User(name=user.name, unique_id=user.unique_id, arn=user.arn, tags=user.tags)


def _number(users: Sequence[UserDetail]) -> str:
    """The account's digits, as they stand in every ARN of its own; unknown of an account without people."""
    return users[0].arn.split(":")[4] if users else ""


def folded(identity: str | None) -> str | None:
    """An e-mail address as two of them are compared: without case and outer space."""
    return identity.strip().casefold() if identity and identity.strip() else None


def users_of(session: Session, account: str, email: str) -> Sequence[SnapshotUser]:
    """Every IAM user that carries this address in the identity tag."""
    query = select(SnapshotUser).where(SnapshotUser.account == account, SnapshotUser.identity == folded(email))
    return session.scalars(query.order_by(SnapshotUser.name)).all()


def _keep(means: Means, kind: type[Row], seen: Iterable[Mapping[str, Any]], *, account: str, key: str) -> None:
    """Write only the difference: most rows of most accounts stay as they are for weeks."""
    wanted = {each[key]: each for each in seen}
    with means.database.look() as connection:
        rows = connection.execute(select(kind.__table__).where(kind.account == account)).mappings()
        kept = {row[key]: row for row in rows}
    gone = [kept[name]["id"] for name in kept.keys() - wanted.keys()]
    new = [dict(each) for name, each in wanted.items() if name not in kept]
    changed = [
        {**each, "id": kept[name]["id"]}
        for name, each in wanted.items()
        if name in kept and any(kept[name][field] != value for field, value in each.items())
    ]
    for ids in _portions(gone):
        with means.database.write() as session:
            session.execute(delete(kind).where(kind.id.in_(ids)))
    for portion in _portions(new):
        with means.database.write() as session:
            session.execute(insert(kind), portion)
    for portion in _portions(changed):
        with means.database.write() as session:
            session.execute(update(kind), portion)


Item = TypeVar("Item")


def _portions(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    return (items[start : start + _AT_ONCE] for start in range(0, len(items), _AT_ONCE))
