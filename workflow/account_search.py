"""Searching the snapshot by typing: groups and users of an account, for the menus of a form."""

from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from models.policy_text import OF_AWS, PolicyText
from models.snapshot import SnapshotGroup, SnapshotPolicy, SnapshotUser
from workflow import policy_search
from workflow.policy_search import Found

MOST = 100
"""Options of a menu: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""
LONGEST = 128

Row = TypeVar("Row", SnapshotUser, SnapshotGroup)


def groups(session: Session, account: str, typed: str) -> Sequence[SnapshotGroup]:
    return _found(session, SnapshotGroup, account, typed)


def users(session: Session, account: str, typed: str) -> Sequence[SnapshotUser]:
    return _found(session, SnapshotUser, account, typed)


def group(session: Session, account: str, name: str) -> SnapshotGroup | None:
    """The group of that name, which IAM tells from others without regard to case."""
    return _named(session, SnapshotGroup, account, name)


def user(session: Session, account: str, name: str) -> SnapshotUser | None:
    """The same for a user."""
    return _named(session, SnapshotUser, account, name)


def groups_of(session: Session, account: str, names: Iterable[str]) -> Mapping[str, SnapshotGroup]:
    """Those of these that there are, by name."""
    query = select(SnapshotGroup).where(SnapshotGroup.account == account, SnapshotGroup.name.in_(list(names)))
    return {each.name: each for each in session.scalars(query)}


def arns_of(session: Session, account: str, numbers: Iterable[str]) -> Mapping[str, str]:
    """What the numbers of policies in a menu stand for, those that the account has still."""
    wanted = [number for each in numbers if (number := _number(each)) is not None]
    query = _policies(account).where(PolicyText.id.in_(wanted)).with_only_columns(PolicyText.id, PolicyText.arn)
    return {str(number): arn for number, arn in session.execute(query)}


def policies_of(session: Session, account: str, arns: Iterable[str]) -> Mapping[str, Found]:
    """Those of these that the account has, by ARN."""
    numbers = session.scalars(_policies(account).where(PolicyText.arn.in_(list(arns)))).all()
    return {each.arn: each for each in policy_search.shown(session, numbers)}


def _policies(account: str) -> Select[int]:
    query = select(PolicyText.id).join(SnapshotPolicy, SnapshotPolicy.arn == PolicyText.arn)
    return query.where(SnapshotPolicy.account == account, PolicyText.account.in_((OF_AWS, account)))


def _number(written: str) -> int | None:
    return int(written) if written.isascii() and written.isdigit() and len(written) < 19 else None


def _found(session: Session, kind: type[Row], account: str, typed: str) -> Sequence[Row]:
    """What begins with what was typed before what only contains it; for nothing typed, the first by name."""
    wanted, folded = typed.strip().lower()[:LONGEST], func.lower(kind.name)
    begins = case((folded.startswith(wanted, autoescape=True), 0), else_=1)
    query = select(kind).where(kind.account == account, folded.contains(wanted, autoescape=True))
    return session.scalars(query.order_by(begins, folded).limit(MOST)).all()


def _named(session: Session, kind: type[Row], account: str, name: str) -> Row | None:
    query = select(kind).where(kind.account == account, func.lower(kind.name) == name.lower())
    return session.scalars(query.limit(1)).one_or_none()
