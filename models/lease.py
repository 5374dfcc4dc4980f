"""A lease: an answer with an end; access that is live until then."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.lease_states import START, TABLE, LeaseMove, LeaseState


class Lease(Base):
    """The steps are the ones that were approved; no later catalog changes what is taken back."""

    __tablename__ = "lease"
    __table_args__ = (
        Index(None, "state", "ends_at"),
        Index(None, "state", "warns_at"),
        Index(None, "principal_id", "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), unique=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"))
    state: Mapped[LeaseState] = mapped_column(
        Enum(LeaseState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    holder: Mapped[str]
    steps: Mapped[list[dict[str, Any]]]
    lasts: Mapped[timedelta | None]
    approved_at: Mapped[datetime]
    live_at: Mapped[datetime | None]
    ends_at: Mapped[datetime | None]
    """When the clock ends it; once it is over by hand, the moment of that."""
    warns_at: Mapped[datetime | None]
    """When the holder is to be warned; empty once that has been done."""
    late_at: Mapped[datetime | None]
    """When the admins are to be told that the removal is late; empty once that has been done."""
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[str | None]
    """The Slack user who gave back or revoked; empty when the clock ended it."""
    why: Mapped[str] = mapped_column(default="")
    """AWS's own words, when it refused."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[LeaseState, Mapping[LeaseMove, LeaseState]]:
        return TABLE
