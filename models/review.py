"""A review: every membership of one group is to be confirmed by an owner until a date."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Enum, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.review_states import START, TABLE, ReviewMove, ReviewState

_TRIED = "next_try_at IS NOT NULL"


class Review(Base):
    """Members, reviewers and what becomes of the rest are frozen when it begins."""

    __tablename__ = "review"
    __table_args__ = (
        Index("ix_review_next_try_at", "next_try_at", sqlite_where=text(_TRIED), postgresql_where=text(_TRIED)),
        Index(None, "state"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[ReviewState] = mapped_column(
        Enum(ReviewState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    account: Mapped[str]
    """The catalog's name for it."""
    group: Mapped[str]
    """As it was typed; from the beginning on as IAM spells it."""
    group_id: Mapped[str] = mapped_column(default="")
    """IAM's unique id: one of the same name may be another group."""
    asked_by: Mapped[str]
    asked_at: Mapped[datetime]
    trigger_id: Mapped[str | None] = mapped_column(unique=True)
    open_key: Mapped[str | None] = mapped_column(unique=True)
    """Account and group while it is under way: a group is reviewed once at a time."""
    until: Mapped[datetime]
    begun_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    reviewers: Mapped[list[str]] = mapped_column(default=list)
    """As the catalog named them when it began."""
    takes_back: Mapped[bool] = mapped_column(default=False)
    """Whether the catalog had what is not confirmed taken back when it began."""
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]
    """When the group was last looked at in IAM."""
    reminded_at: Mapped[datetime | None]
    services: Mapped[list[str] | None]
    """What the group's policies allow, by prefix, as Access Advisor tells; None: not looked up yet."""
    stopped_by: Mapped[str | None]
    why: Mapped[str] = mapped_column(default="")
    """Why it was refused, or what holds it up: a Refusal's words, or AWS's own."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[ReviewState, Mapping[ReviewMove, ReviewState]]:
        return TABLE


def open_key(account: str, group: str) -> str:
    """IAM tells groups apart without regard to case."""
    return f"{account}/{group}".casefold()
