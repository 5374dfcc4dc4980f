"""A review's answer: what one reviewer said at once of some of its members, or that it is to stop."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.review_answer_states import START, TABLE, AnswerMove, AnswerState

_TRIED = "next_try_at IS NOT NULL"


class AnswerKind(StrEnum):
    members = "members"  # keep, or take back, for some of them
    stop = "stop"  # end the review and take nothing back


class Choice(StrEnum):
    """What becomes of one membership."""

    keep = "keep"
    take_back = "take-back"


class ReviewAnswer(Base):
    """Written at the click, judged right after by the right to it at that moment."""

    __tablename__ = "review_answer"
    __table_args__ = (
        Index("ix_review_answer_tried", "next_try_at", sqlite_where=text(_TRIED), postgresql_where=text(_TRIED)),
        Index(None, "review_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    state: Mapped[AnswerState] = mapped_column(
        Enum(AnswerState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[AnswerKind] = mapped_column(
        Enum(AnswerKind, native_enum=False, create_constraint=True, length=32, name="kind")
    )
    by: Mapped[str]
    choices: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """A Choice for each item, by its number."""
    cast_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    trigger_id: Mapped[str | None] = mapped_column(unique=True)
    """One delivery seen twice is one answer."""
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    why: Mapped[str] = mapped_column(default="")
    """Why it was refused, whole or in part: a Refusal's words."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[AnswerState, Mapping[AnswerMove, AnswerState]]:
        return TABLE
