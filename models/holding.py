"""A holding: what somebody holds in AWS on our account; written down before AWS is touched."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.holding_states import START, TABLE, HoldingMove, HoldingState


class Holding(Base):
    """One step at one principal. `ours` is decided once, before the first call, and never again from a look."""

    __tablename__ = "holding"
    __table_args__ = (Index(None, "principal_id", "state"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    principal_id: Mapped[int] = mapped_column(ForeignKey("principal.id"))
    step: Mapped[dict[str, Any]]
    state: Mapped[HoldingState] = mapped_column(
        Enum(HoldingState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    ours: Mapped[bool]
    """False: it stood before, and stays."""
    held_key: Mapped[str | None] = mapped_column(unique=True)
    """Principal and step until it is gone: a step is held once, however many leases give it."""
    noted_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    """When AWS was last asked to make or unmake it."""
    gone_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    """AWS's own words, while it says no."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[HoldingState, Mapping[HoldingMove, HoldingState]]:
        return TABLE


def held_key(principal_id: int, step: Mapping[str, Any]) -> str:
    return f"{principal_id}/" + "/".join(f"{name}={step[name]}" for name in sorted(step))
