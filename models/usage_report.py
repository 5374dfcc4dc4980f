"""A usage report: which services a user, group, role or policy used, and when, as Access Advisor told us last."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class UsageReport(Base):
    """One for each account and ARN. The fingerprint says whether it still is about the same thing."""

    __tablename__ = "usage_report"
    __table_args__ = (UniqueConstraint("account", "arn"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    account: Mapped[str]
    """The catalog's name for it."""
    arn: Mapped[str]
    unique_id: Mapped[str] = mapped_column(default="")
    """A name comes back with somebody else, this does not; empty for a policy."""
    fingerprint: Mapped[str]
    """Of all the policies that it held when AWS was asked: the same one, nothing was granted or taken since."""
    taken_at: Mapped[datetime]
    listed: Mapped[list[str]] = mapped_column(default=list)
    """The services that AWS keeps count of there."""
    used: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """When each of them was last used, as ISO text; who never was is not in it."""
    actions: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    """The same for actions that AWS tracks, by service; empty: not asked for."""
    why: Mapped[str] = mapped_column(default="")
    """Why there is no report, in AWS's own words; empty: there is one."""
