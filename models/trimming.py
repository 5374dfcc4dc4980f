"""A proposal to take out of a bundle what nobody used, as it was put before the administrators."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId


class Trimming(Base):
    """Never changed. The same finding about the same bundle is not proposed again for a while."""

    __tablename__ = "trimming"
    __table_args__ = (Index(None, "bundle", "proposed_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    bundle: Mapped[str]
    proposed_at: Mapped[datetime]
    finding: Mapped[str]
    """A digest of what would be cut, by which the same finding is known again."""
    leases: Mapped[int]
    """Leases of the time that was looked at, all of whose use is known."""
    cuts: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`kind` (group or policy), `given` as the catalog writes it, `instead` a policy or null, `lost` by name."""
    diff: Mapped[str]
    """Of the catalog's entry."""
