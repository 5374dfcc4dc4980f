"""An offer: a credential promised to one person in Slack. It is made at their click; no row ever has its secret."""

from collections.abc import Mapping
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.offer_states import START, TABLE, OfferMove, OfferState


class OfferKind(StrEnum):
    """What is promised."""

    password = "password"  # noqa: S105 (a word for what it is)
    key = "key"


class Offer(Base):
    """For one person alone, and for the IAM user of this unique id alone."""

    __tablename__ = "offer"
    __table_args__ = (
        Index(None, "request_id"),
        Index(None, "state", "lapses_at"),
        Index(None, "tidy_at"),
        Index(None, "mail_at"),
        Index(None, "account", "user_unique_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The plan that promised it; empty where somebody rotates a key of their own."""
    state: Mapped[OfferState] = mapped_column(
        Enum(OfferState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[OfferKind] = mapped_column(
        Enum(OfferKind, native_enum=False, create_constraint=True, length=32, name="kind")
    )
    person: Mapped[str]
    """Their Slack id."""
    account: Mapped[str]
    user: Mapped[str]
    user_unique_id: Mapped[str]
    must_reset: Mapped[bool] = mapped_column(default=False)
    """Whether the password is to be changed at the first sign-in."""
    offered_at: Mapped[datetime]
    lapses_at: Mapped[datetime]
    keys_before: Mapped[list[str]] = mapped_column(default=list)
    """Ids of the access keys that were there before the first try: none of them is ours to delete."""
    making_since: Mapped[datetime | None]
    """When the first try began of which it is not known that nothing is left in AWS."""
    tried_at: Mapped[datetime | None]
    """When the last of these tries began."""
    key_id: Mapped[str | None]
    """The access key that was made last; shown, if the offer is."""
    tidy_at: Mapped[datetime | None]
    """When AWS is to be looked through for what a broken-off try has left; empty when nothing can be."""
    shown_at: Mapped[datetime | None]
    mail_at: Mapped[datetime | None]
    """When its owner is to be written to how to sign in; empty when nobody is, or when it was done."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[OfferState, Mapping[OfferMove, OfferState]]:
        return TABLE
