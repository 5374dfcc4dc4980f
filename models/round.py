"""A round: one look at the accounts, by a firing of the schedule or asked for by hand, and what was found in it."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.round_states import START, TABLE, RoundMove, RoundState


class RoundKind(StrEnum):
    """What is looked for."""

    nags = "nags"  # what is unused or unsafe, one finding each
    checkup = "checkup"  # how the account stands against the security checklist, item by item


class Round(Base):
    """The row is the claim: a firing inserted once happens once over all processes."""

    __tablename__ = "round"
    __table_args__ = (Index(None, "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    firing: Mapped[str] = mapped_column(unique=True)
    """The time of the schedule's firing, or a word of its own for a round asked for by hand."""
    kind: Mapped[RoundKind] = mapped_column(
        Enum(RoundKind, native_enum=False, create_constraint=True, length=32, name="kind"), default=RoundKind.nags
    )
    asked_by: Mapped[str | None]
    """Who asked for a checkup by hand, and has it told in their DM; empty: told in the channel for nags."""
    state: Mapped[RoundState] = mapped_column(
        Enum(RoundState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    due_at: Mapped[datetime]
    told_at: Mapped[datetime | None]
    findings: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    items: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """Of a checkup: iam/checkup_item.py as JSON, each with the name of its `account`."""
    digest: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """Of nags: what the surveys have counted, the largest findings, and what is not told and why; or nothing."""
    unused_days: Mapped[int]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[RoundState, Mapping[RoundMove, RoundState]]:
        return TABLE
