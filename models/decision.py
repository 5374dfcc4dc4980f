"""A decision: one person's yes or no to a request, or an administrator's end to a lease."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.decision_states import START, TABLE, DecisionMove, DecisionState


class Answer(StrEnum):
    approve = "approve"
    deny = "deny"
    revoke = "revoke"


class Decision(Base):
    """Written at the click, judged right after. What was clicked, and where, comes along; nothing else does."""

    __tablename__ = "decision"
    __table_args__ = (Index(None, "state", "next_try_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), index=True)
    state: Mapped[DecisionState] = mapped_column(
        Enum(DecisionState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    by: Mapped[str]
    answer: Mapped[Answer] = mapped_column(
        Enum(Answer, native_enum=False, create_constraint=True, length=32, name="answer")
    )
    reason: Mapped[str] = mapped_column(default="")
    cast_at: Mapped[datetime]
    judged_at: Mapped[datetime | None]
    trigger_id: Mapped[str | None] = mapped_column(unique=True)
    vote_key: Mapped[str | None] = mapped_column(unique=True)
    """One standing vote a person and request; empty once refused, so that a right gained later can be used."""
    email: Mapped[str | None]
    principal_unique_id: Mapped[str | None]
    """Who the voter is in IAM: distinct people are counted by it, and nobody decides for his own user."""
    channel: Mapped[str | None]
    message_ts: Mapped[str | None]
    why: Mapped[str] = mapped_column(default="")
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[DecisionState, Mapping[DecisionMove, DecisionState]]:
        return TABLE


def vote_key(request_id: int, by: str, answer: Answer) -> str:
    question = "revoke" if answer is Answer.revoke else "answer"
    return f"{request_id}/{by}/{question}"
