"""An inquiry: a question about the account that takes a look at AWS; asked once, answered once, in a DM."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId

_ASKED = "next_try_at IS NOT NULL"


class InquiryKind(StrEnum):
    """What is asked."""

    who = "who"  # who or what is that?
    exposure = "exposure"  # what can this person reach, and what did they reach lately?
    advice = "advice"  # what was granted to this user, group or role and not used, and what could go?
    group_use = "group_use"  # who used lately what this group's policies allow?


class Inquiry(Base):
    """Nothing in AWS changes by it. The answer is as it was at that moment, and is not kept true."""

    __tablename__ = "inquiry"
    __table_args__ = (
        Index("ix_inquiry_asked", "next_try_at", sqlite_where=text(_ASKED), postgresql_where=text(_ASKED)),
        Index(None, "answered_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[InquiryKind] = mapped_column(
        Enum(InquiryKind, native_enum=False, create_constraint=True, length=32, name="kind")
    )
    asker: Mapped[str]
    about: Mapped[str]
    """As it was typed; a person as Slack writes one."""
    account: Mapped[str]
    asked_at: Mapped[datetime]
    trigger_id: Mapped[str | None] = mapped_column(unique=True)
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[datetime | None]
    answer: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """Until it is answered, as far as it is found: many looks are taken a few at a time."""
    why: Mapped[str] = mapped_column(default="")
    """Why there is no answer: a Refusal's words, or AWS's own."""
