"""A post: a message in Slack that we keep true."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Enum, ForeignKey, Index, UniqueConstraint, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models import stir
from models.base import Base, BigId

_BEHIND = "shown_version < version"


class PostKind(StrEnum):
    """Which message it is; each kind has one file in messages/."""

    card = "card"  # the request before its approvers, in their channel
    receipt = "receipt"  # the asker's DM that follows the request from its filing on
    outcome = "outcome"  # the asker's DM that says how it ended, or that the access is live, and follows the lease
    warning = "warning"  # the asker's DM shortly before the end
    alarm = "alarm"  # an administrator's DM: AWS refuses, or a removal is late
    digest = "digest"  # what one round has found, in its channel or in the DM of who asked for it
    invitation = "invitation"  # the DM in which a new user gets a password or a key, once
    answer = "answer"  # the asker's DM that answers a question about the account
    review = "review"  # a review before its reviewers, in their channel
    half_time = "half-time"  # a reviewer's DM when half of a review's time is over
    last_day = "last-day"  # the same a day before its end
    review_end = "review-end"  # the same at its end, with what came of it
    reminder = "reminder"  # somebody's DM of one round of nags: their findings, with what they can do about each
    progress = "progress"  # the asker's DM that tells how far a survey is, and then what it found
    trimming = "trimming"  # an administrator's DM: what a bundle gives and nobody uses


class Post(Base):
    """Where it stands in Slack, which state of things it shows, and which it should."""

    __tablename__ = "post"
    __table_args__ = (
        UniqueConstraint("kind", "request_id", "audience"),
        UniqueConstraint("kind", "round_id", "audience"),
        UniqueConstraint("kind", "inquiry_id", "audience"),
        UniqueConstraint("kind", "review_id", "audience"),
        UniqueConstraint("kind", "survey_id", "audience"),
        UniqueConstraint("kind", "trimming_id", "audience"),
        Index("ix_post_behind", "next_try_at", sqlite_where=text(_BEHIND), postgresql_where=text(_BEHIND)),
        Index(None, "request_id"),
        Index(None, "channel", "ts"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    kind: Mapped[PostKind] = mapped_column(
        Enum(PostKind, native_enum=False, create_constraint=True, length=32, name="kind")
    )
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    inquiry_id: Mapped[int | None] = mapped_column(ForeignKey("inquiry.id"))
    review_id: Mapped[int | None] = mapped_column(ForeignKey("review.id"))
    survey_id: Mapped[int | None] = mapped_column(ForeignKey("survey.id"))
    trimming_id: Mapped[int | None] = mapped_column(ForeignKey("trimming.id"))
    audience: Mapped[str]
    """A channel (C…), a person (U…), or a user group (@handle), of which each member gets one."""
    channel: Mapped[str | None]
    ts: Mapped[str | None]
    version: Mapped[int] = mapped_column(default=1)
    """Counts what happened to the subject."""
    shown_version: Mapped[int] = mapped_column(default=0)
    sending_since: Mapped[datetime | None]
    """Set and committed before the first send: found set after a crash, a copy may stand in Slack already."""
    is_repeat: Mapped[bool] = mapped_column(default=False)
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")


def touch(session: Session, request_id: int, *, now: datetime) -> None:
    """Say that something about this request has changed: all its posts are behind now, and so are Homes."""
    session.execute(
        update(Post)
        .where(Post.request_id == request_id)
        .values(version=Post.version + 1, next_try_at=now)
        .execution_options(synchronize_session=False)
    )
    stir.stir(session, request_id)


def touch_round(session: Session, round_id: int, *, now: datetime) -> None:
    """Say the same of a round."""
    session.execute(
        update(Post)
        .where(Post.round_id == round_id)
        .values(version=Post.version + 1, next_try_at=now)
        .execution_options(synchronize_session=False)
    )


def touch_review(session: Session, review_id: int, *, now: datetime) -> None:
    """Say the same of a review."""
    session.execute(
        update(Post)
        .where(Post.review_id == review_id)
        .values(version=Post.version + 1, next_try_at=now)
        .execution_options(synchronize_session=False)
    )


def touch_survey(session: Session, survey_id: int, *, now: datetime) -> None:
    """Say the same of a survey."""
    session.execute(
        update(Post)
        .where(Post.survey_id == survey_id)
        .values(version=Post.version + 1, next_try_at=now)
        .execution_options(synchronize_session=False)
    )
