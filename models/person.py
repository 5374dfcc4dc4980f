"""A person: who it is in Slack, as Slack last told us."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, Enum
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base


class Standing(StrEnum):
    """What Slack says somebody is to the workspace. Only a member may ask or decide."""

    member = "member"
    guest = "guest"
    stranger = "stranger"
    bot = "bot"
    deactivated = "deactivated"


class Person(Base):
    """One Slack user. Nothing here is authority: a decision looks Slack up again."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("slack_id <> ''", name="slack_id"),)

    slack_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    tz: Mapped[str] = mapped_column(default="UTC")
    standing: Mapped[Standing] = mapped_column(
        Enum(Standing, native_enum=False, create_constraint=True, length=32, name="standing")
    )
    looked_up_at: Mapped[datetime]
    dm_channel: Mapped[str | None]
