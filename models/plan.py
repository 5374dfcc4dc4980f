"""A plan: an answer that changes people, groups or keys; made once, in order, and then it stands."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.plan_states import START, TABLE, PlanMove, PlanState


class Plan(Base):
    """The changes are the request's steps, as they were approved; each has a deed once it is begun."""

    __tablename__ = "plan"
    __table_args__ = (Index(None, "state", "next_try_at"), Index(None, "late_at"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int] = mapped_column(ForeignKey("request.id"), unique=True)
    state: Mapped[PlanState] = mapped_column(
        Enum(PlanState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    approved_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    """When it was made, or had failed and nothing was left of it."""
    late_at: Mapped[datetime | None]
    """When the admins are to be told that it takes long; empty once that has been done."""
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    undone_by: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The request whose plan has changed back what this one changed."""
    why: Mapped[str] = mapped_column(default="")
    """AWS's own words: why it failed, or what holds it up."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[PlanState, Mapping[PlanMove, PlanState]]:
        return TABLE
