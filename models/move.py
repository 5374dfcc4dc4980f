"""A move: the record of one change of state, and the one place where a state changes."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any, Protocol

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId

BOT = "leasehold"
"""Who moves what no person moved."""


class Move(Base):
    """What moved, from, to, by whom, when, and why; never changed, never deleted."""

    __tablename__ = "move"
    __table_args__ = (Index(None, "subject", "subject_id"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    at: Mapped[datetime]
    subject: Mapped[str]
    subject_id: Mapped[int] = mapped_column(BigId)
    name: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    by: Mapped[str]
    why: Mapped[str] = mapped_column(default="")
    detail: Mapped[dict[str, Any]] = mapped_column(default=dict)


class Movable(Protocol):
    """A row with a life cycle."""

    __tablename__: Any

    @property
    def id(self) -> Any: ...  # noqa: ANN401 (a mapped column)

    state: Any

    @property
    def table(self) -> Mapping[Any, Mapping[Any, Any]]: ...


class WrongMove(Exception):
    """The life cycle has no such move from here. Programs are wrong then, never people."""


def move(
    session: Session,
    row: Movable,
    name: StrEnum,
    *,
    by: str,
    at: datetime,
    why: str = "",
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Make one move and its record, in the transaction of `session`. The only writer of `state`."""
    before: StrEnum = row.state
    after: StrEnum | None = row.table[before].get(name)
    if after is None:
        raise WrongMove(f"{type(row).__name__} {row.id}: no move '{name}' from '{before}'")
    row.state = after
    session.add(
        Move(
            at=at,
            subject=row.__tablename__,
            subject_id=row.id,
            name=name.value,
            from_state=before.value,
            to_state=after.value,
            by=by,
            why=why,
            detail=dict(detail or {}),
        )
    )


def may(row: Movable, name: StrEnum) -> bool:
    """Whether the life cycle has this move from where the row is now."""
    return name in row.table[row.state]
