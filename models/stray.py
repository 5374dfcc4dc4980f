"""A stray: a copy of a post that a crash left behind, found by a click on it, to be withdrawn."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Stray(Base):
    """Gone from the table once it is gone from Slack."""

    __tablename__ = "stray"
    __table_args__ = (UniqueConstraint("channel", "ts"), Index(None, "next_try_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    channel: Mapped[str]
    ts: Mapped[str]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
