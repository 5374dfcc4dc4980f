"""A review's item: one member of the group, as IAM showed them when the review began."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.review_item_states import START, TABLE, ItemMove, ItemState

_LOOKED = "look_at IS NOT NULL"


class ReviewItem(Base):
    """Somebody who joins later has none; who is known by the unique id, for a name may come to be another's."""

    __tablename__ = "review_item"
    __table_args__ = (
        UniqueConstraint("review_id", "unique_id"),
        Index(None, "review_id", "state"),
        Index("ix_review_item_look_at", "look_at", sqlite_where=text(_LOOKED), postgresql_where=text(_LOOKED)),
        Index(None, "request_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("review.id"))
    state: Mapped[ItemState] = mapped_column(
        Enum(ItemState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    user: Mapped[str]
    """The IAM user's name."""
    unique_id: Mapped[str]
    arn: Mapped[str]
    email: Mapped[str | None]
    """What the catalog's tag said, as far as the snapshot knew: whose IAM user it is."""
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    decided_as: Mapped[str] = mapped_column(default="")
    """What gave the right to it at that moment, as the catalog writes it: U0BOB or @s3-owners."""
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The plan that takes it back."""
    done_at: Mapped[datetime | None]
    """When it came to its end."""
    why: Mapped[str] = mapped_column(default="")
    """AWS's own words, where it refuses."""
    look_at: Mapped[datetime | None]
    """When Access Advisor is to be asked about it; empty: not, or not any more."""
    looked_at: Mapped[datetime | None]
    """When Access Advisor's answer came; empty: what was used is not known."""
    last_used: Mapped[datetime | None]
    """When one of the group's services was last reached; empty though looked at: not in the time that AWS tells of."""
    used: Mapped[str] = mapped_column(default="")
    """Which service that was, by its prefix."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[ItemState, Mapping[ItemMove, ItemState]]:
        return TABLE
