"""Listing policies: which managed policies there are, and which version of each is in force, as a snapshot shows it."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from iam import managed_policies
from iam.account import Named
from models.inserting import insert_unless_there
from models.policy_text import OF_AWS, PolicyText
from models.snapshot import SnapshotPolicy
from workflow.means import Means

LEISURE = timedelta(seconds=30)
"""Until a text is first read that nobody has asked for: a bot that has just started has other things to do."""
_AT_ONCE = 100
"""Rows a transaction: SQLite's one writer is soon free again for who types /iam."""


def note(means: Means, account: str) -> None:
    """Take over what a new snapshot of an account says; write only what differs.

    What is new or has another version in force is behind from here on, and read by and by. The database compares,
    for an account may have thousands of policies, and nearly always nothing differs.
    """
    while new := _listed(means, account, ~exists().where(_is_same(account))):
        with means.database.write() as session:
            for each in new:
                add(session, account, each, now=means.clock())
    changed = exists().where(and_(_is_same(account), _differs()))
    while others := _listed(means, account, changed):
        with means.database.write() as session:
            for each in others:
                _take_over(session, account, each, now=means.clock())
    while gone := _gone(means, account):
        with means.database.write() as session:
            session.execute(delete(PolicyText).where(PolicyText.id.in_(gone)))


def owner(account: str, arn: str) -> str:
    """Whose row it is: AWS's own policies are one for all accounts."""
    return OF_AWS if managed_policies.is_of_aws(arn) else account


def of(session: Session, account: str, arn: str) -> PolicyText | None:
    """The policy's row, to be changed."""
    query = select(PolicyText).where(PolicyText.account == owner(account, arn), PolicyText.arn == arn)
    return session.scalars(query.with_for_update()).one_or_none()


def add(session: Session, account: str, seen: Named, *, now: datetime) -> None:
    """Note a policy of which nothing is known yet, unless somebody has."""
    row = {
        "account": owner(account, seen.arn),
        "arn": seen.arn,
        "name": seen.name,
        "listed_version": seen.default_version,
        "updated_at": None,
        "attached": seen.attachments > 0,
        "version": "",
        "description": "",
        "read_at": None,
        "risk": "",
        "judged": 0,
        "next_try_at": now + LEISURE,
        "tries": 0,
        "fault": "",
        "document": "",
    }
    insert_unless_there(session, PolicyText, row)


Item = TypeVar("Item")


def portions(items: Sequence[Item], size: int) -> Iterable[Sequence[Item]]:
    return (items[start : start + size] for start in range(0, len(items), size))


def _is_same(account: str) -> ColumnElement[bool]:
    """AWS's own policies have one row, the account's own their own."""
    return and_(PolicyText.arn == SnapshotPolicy.arn, PolicyText.account.in_((OF_AWS, account)))


def _differs() -> ColumnElement[bool]:
    """An AWS policy that is attached in one account is listed as idle in another: that changes nothing."""
    return or_(
        PolicyText.listed_version != SnapshotPolicy.default_version,
        PolicyText.name != SnapshotPolicy.name,
        and_(SnapshotPolicy.attachments > 0, PolicyText.attached.is_(False)),
    )


def _listed(means: Means, account: str, such: ColumnElement[bool]) -> Sequence[Named]:
    columns = (SnapshotPolicy.name, SnapshotPolicy.arn, SnapshotPolicy.default_version, SnapshotPolicy.attachments)
    query = select(*columns).where(SnapshotPolicy.account == account, such).limit(_AT_ONCE)
    with means.database.read() as session:
        return [Named(*row) for row in session.execute(query)]


def _take_over(session: Session, account: str, seen: Named, *, now: datetime) -> None:
    row = of(session, account, seen.arn)
    if row is None:
        return
    row.name, row.listed_version = seen.name, seen.default_version
    row.attached = row.attached or seen.attachments > 0
    row.next_try_at, row.tries, row.fault = now, 0, ""


def _gone(means: Means, account: str) -> Sequence[int]:
    """What the account no longer has, and what of AWS no account has any more."""
    own, any_account = SnapshotPolicy.account == account, SnapshotPolicy.arn == PolicyText.arn
    query = select(PolicyText.id).where(
        or_(
            and_(PolicyText.account == account, ~exists().where(own, any_account)),
            and_(PolicyText.account == OF_AWS, PolicyText.arn.not_in(select(SnapshotPolicy.arn))),
        )
    )
    with means.database.read() as session:
        return session.scalars(query.limit(_AT_ONCE)).all()
