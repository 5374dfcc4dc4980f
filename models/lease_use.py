"""What a lease was used for: of each service that its steps gave, whether it was used while the lease was live."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.lease_use_states import START, TABLE, LeaseUseMove, LeaseUseState

_TO_LOOK_AT = "next_try_at IS NOT NULL"


class LeaseUse(Base):
    """There from the moment that the lease is live."""

    __tablename__ = "lease_use"
    __table_args__ = (
        Index(
            "ix_lease_use_to_look_at",
            "next_try_at",
            sqlite_where=text(_TO_LOOK_AT),
            postgresql_where=text(_TO_LOOK_AT),
        ),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"), unique=True)
    state: Mapped[LeaseUseState] = mapped_column(
        Enum(LeaseUseState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    services: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """`prefix`, `name`, `stands` (used, unused, unknown), and `at`, the last use in the lease's time as ISO text."""
    is_whole: Mapped[bool] = mapped_column(default=True)
    """Whether all that the steps gave could be read; otherwise there may be more services than these."""
    looked_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")
    """What holds a look up, or has ended it, in AWS's own words."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[LeaseUseState, Mapping[LeaseUseMove, LeaseUseState]]:
        return TABLE
