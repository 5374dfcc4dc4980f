"""An answer to a finding: what somebody wants to become of it, and what came of that."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.finding_answer_states import START, TABLE, AnswerMove, AnswerState


class Gesture(StrEnum):
    """What was clicked."""

    take_back = "take_back"
    lease = "lease"  # the same, and a bundle that gives it is asked for in its place
    keep = "keep"
    disown = "disown"
    undo = "undo"  # what was taken back is restored


class FindingAnswer(Base):
    """Written at the click, judged right after. A reason and the place of the click come along; nothing else does."""

    __tablename__ = "finding_answer"
    __table_args__ = (Index(None, "state", "next_try_at"), Index(None, "finding_id"), Index(None, "request_id"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    finding_id: Mapped[int] = mapped_column(ForeignKey("kept_finding.id"))
    state: Mapped[AnswerState] = mapped_column(
        Enum(AnswerState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    by: Mapped[str]
    gesture: Mapped[Gesture] = mapped_column(
        Enum(Gesture, native_enum=False, create_constraint=True, length=32, name="gesture")
    )
    reason: Mapped[str] = mapped_column(default="")
    """Why it is kept, as it was typed."""
    bundle: Mapped[str] = mapped_column(default="")
    """Which one is asked for in its place."""
    cast_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    trigger_id: Mapped[str | None] = mapped_column(unique=True)
    waiting: Mapped[str | None] = mapped_column(unique=True)
    """Finding, person and gesture until it is judged: clicked twice at once, it is one."""
    channel: Mapped[str | None]
    stood: Mapped[list[str]] = mapped_column(default=list)
    """What was taken, as it stood then (iam/as_it_stands.py), change by change."""
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The plan that it began."""
    why: Mapped[str] = mapped_column(default="")
    """Why it was refused, or AWS's own words where its plan did not come off."""
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[AnswerState, Mapping[AnswerMove, AnswerState]]:
        return TABLE


def waiting(finding: int, by: str, gesture: Gesture) -> str:
    """The value of `waiting`."""
    return f"{finding}/{by}/{gesture.value}"
