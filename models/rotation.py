"""A rotation: one access key takes the place of another, of the same person."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.rotation_states import START, TABLE, RotationMove, RotationState


class Rotation(Base):
    """No more access than before: so it needs nobody's approval. The new key is the offer's."""

    __tablename__ = "rotation"
    __table_args__ = (Index(None, "state", "look_at"), Index(None, "person"))

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offer.id"), unique=True)
    state: Mapped[RotationState] = mapped_column(
        Enum(RotationState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    person: Mapped[str]
    """Their Slack id."""
    account: Mapped[str]
    user: Mapped[str]
    user_unique_id: Mapped[str]
    old_key_id: Mapped[str]
    open_key: Mapped[str | None] = mapped_column(unique=True)
    """The old key while the rotation is under way: begun twice, it points here."""
    begun_at: Mapped[datetime]
    look_at: Mapped[datetime | None]
    """When it is to be seen whether the new key is in use, or the old one to be deleted; empty once it is over."""
    asleep_at: Mapped[datetime | None]
    """When AWS had made the old key inactive."""
    delete_at: Mapped[datetime | None]
    """When the old key is deleted, which is inactive by then."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[RotationState, Mapping[RotationMove, RotationState]]:
        return TABLE
