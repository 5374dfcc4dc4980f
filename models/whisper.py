"""A whisper: something said once to one person, which need not be kept true."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Whisper(Base):
    """Gone from the table once said; what matters for the record stands in moves."""

    __tablename__ = "whisper"
    __table_args__ = (Index(None, "next_try_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    audience: Mapped[str]
    """A person (U…), or a user group (@handle), of which each member hears it."""
    channel: Mapped[str | None]
    """Said there, for their eyes only; empty: in their DM."""
    text: Mapped[str]
    saying_since: Mapped[datetime | None]
    """Set and committed before it is said: found set after a crash, it may have been heard already."""
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
