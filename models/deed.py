"""A deed: one change of a plan on its way; written down before AWS is touched."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Enum, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.deed_states import START, TABLE, DeedMove, DeedState


class Deed(Base):
    """`ours` is decided once, before the first call: what was so already is neither made nor unmade."""

    __tablename__ = "deed"
    __table_args__ = (UniqueConstraint("plan_id", "place"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("plan.id"))
    place: Mapped[int]
    """Which of the plan's changes it is, from 0."""
    change: Mapped[dict[str, Any]]
    state: Mapped[DeedState] = mapped_column(
        Enum(DeedState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    ours: Mapped[bool]
    noted_at: Mapped[datetime]
    called_at: Mapped[datetime | None]
    """When AWS was last asked to make or unmake it."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[DeedState, Mapping[DeedMove, DeedState]]:
        return TABLE
