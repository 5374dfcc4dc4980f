"""Reminding a review's reviewers: when half of its time is over, a day before its end, and at its end."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.inserting import insert_unless_there
from models.post import Post, PostKind
from models.review import Review
from workflow import policy, reviews
from workflow.means import Means

DAY = timedelta(days=1)
"""Nobody is reminded more often than this."""


def moments(begun: datetime, until: datetime) -> tuple[tuple[PostKind, datetime], ...]:
    """When reviewers are reminded, a day apart at least; of a review of two days only its end is told."""
    length = until - begun
    half = ((PostKind.half_time, begun + length / 2),) if length >= 4 * DAY else ()
    return (*half, (PostKind.last_day, until - DAY)) if length > 2 * DAY else ()


def next_moment(kept: Review, *, now: datetime) -> datetime | None:
    """When to look again whether somebody is to be reminded."""
    return min((moment for _, moment in _moments(kept) if moment > now), default=None)


def remind(means: Means, kept: Review) -> None:
    """Remind of what has fallen due: once, of the latest alone where several were missed."""
    now = means.clock()
    due = [kind for kind, moment in _moments(kept) if moment <= now]
    if not due or (kept.reminded_at is not None and now - kept.reminded_at < DAY):
        return
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        whom = map(policy.named, reviews.still_reviewing(means.catalog(), standing))
        if _is_told(session, standing, due[-1]):
            return
        standing.reminded_at = now
        tell(session, standing, due[-1], whom, now=now)
    means.log.info("review.reminded", review=kept.id, kind=due[-1].value)


def tell(session: Session, kept: Review, kind: PostKind, whom: Iterable[str], *, now: datetime) -> None:
    """Have this message about the review, once for each of them."""
    for audience in dict.fromkeys(whom):
        row = {"kind": kind, "review_id": kept.id, "audience": audience, "next_try_at": now}
        insert_unless_there(session, Post, row)


def _is_told(session: Session, kept: Review, kind: PostKind) -> bool:
    return session.scalar(select(Post.id).where(Post.review_id == kept.id, Post.kind == kind).limit(1)) is not None


def _moments(kept: Review) -> tuple[tuple[PostKind, datetime], ...]:
    return moments(kept.begun_at, kept.until) if kept.begun_at is not None else ()
