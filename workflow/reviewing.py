"""Reviewing: a review goes on, from its beginning over reminders to its end; once over all workers."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Unconfirmed
from iam.faults import Fault, Later, Never
from models import post
from models.claims import Kind
from models.move import BOT, move
from models.post import PostKind
from models.review import Review
from models.review_answer import AnswerKind, ReviewAnswer
from models.review_answer_states import AnswerState
from models.review_item import ReviewItem
from models.review_item_states import GOING, ItemMove, ItemState
from models.review_states import ReviewMove, ReviewState
from workflow import (
    backoff,
    policy,
    review_beginning,
    review_members,
    review_reminding,
    review_taking_back,
    review_use,
    reviews,
)
from workflow.means import Means
from workflow.refusal import Refusal
from workflow.refusals.reviews import ReviewNotBegun

BEGUN_WITHIN = timedelta(hours=1)
"""Whoever starts one waits for its card; what cannot be looked up for so long is not waited for any more."""
SEEN_EVERY = timedelta(hours=1)
"""How often the group is looked at for who is out of it, while nothing else happens."""
AWAY = timedelta(hours=6)
"""If the group was not looked at for so long, nothing was running: nobody could answer, or this is an older copy of the
database, which has lost answers."""
LEFT_AFTER = timedelta(days=1)
"""So much time is left to answer after that at least; nobody loses access for an outage of ours."""
FOLLOWED = timedelta(seconds=2)
"""How soon it is looked at what became of a plan."""
REFUSED_AGAIN = timedelta(minutes=10)
"""AWS forbids the look: until somebody has mended that, it is tried so often."""

TOLD_AFTER = 3
"""Tries that AWS or Slack has put off before the card says so."""


def due(means: Means) -> list[int]:
    """Numbers of the reviews with which to go on now."""
    query = select(Review.id).where(Review.next_try_at <= means.clock()).order_by(Review.next_try_at)
    with means.database.read() as session:
        return list(session.scalars(query.limit(50)))


def go_on(means: Means, number: int) -> bool:
    """Go on with one, as far as it goes now. False when another worker has it in hand."""
    with means.claims.hold(Kind.review, number) as ours:
        if ours:
            _go_on(means, number)
        return ours


def _go_on(means: Means, number: int) -> None:
    kept = _read(means, number)
    if kept.next_try_at is None or kept.next_try_at > means.clock():
        return
    try:
        if kept.state is ReviewState.starting:
            review_beginning.begin(means, kept)
        else:
            _tend(means, kept)
    except Refusal as refusal:
        review_beginning.refuse(means, number, refusal)
    except (Later, Never) as fault:
        _put_off(means, kept, fault)


def _tend(means: Means, kept: Review) -> None:
    """Every part may be done again: it begins with what the rows and IAM say."""
    asked = kept.next_try_at
    is_followed = review_taking_back.follow(means, kept.id)
    if kept.state is ReviewState.open:
        kept = _while_open(means, kept)
    if review_taking_back.is_to_plan(means, kept.id):
        review_taking_back.plan(means, kept)
        is_followed = True
    if kept.state is ReviewState.closing and not is_followed:
        _finish(means, kept.id)
    _rest(means, kept.id, asked=asked, is_followed=is_followed)


def _while_open(means: Means, kept: Review) -> Review:
    away = means.clock() - (kept.seen_at or means.clock())
    if away >= AWAY and kept.until < means.clock() + LEFT_AFTER:
        kept = _extend(means, kept, away=away)
    if kept.seen_at is None or away >= SEEN_EVERY:
        _see(means, kept)
    if _is_over(means, kept):
        _close(means, kept)
        return _read(means, kept.id)
    review_reminding.remind(means, kept)
    if kept.services is None:
        review_use.learn_services(means, kept)
    return _read(means, kept.id)


def _extend(means: Means, kept: Review, *, away: timedelta) -> Review:
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        if standing.state is ReviewState.open:
            detail = {"until": standing.until.isoformat(), "away": int(away.total_seconds())}
            standing.until = now + LEFT_AFTER
            why = "nothing was running for a while, so nobody could answer"
            move(session, standing, ReviewMove.extend, by=BOT, at=now, why=why, detail=detail)
            post.touch_review(session, kept.id, now=now)
    means.log.warning("review.extended", review=kept.id, away=int(away.total_seconds()))
    return _read(means, kept.id)


def _is_over(means: Means, kept: Review) -> bool:
    """The date has come, and what was said before it is judged; or there is nobody left to answer for."""
    with means.database.read() as session:
        if not _has_open(session, kept.id):
            return True
        cast = select(ReviewAnswer.id).where(
            ReviewAnswer.review_id == kept.id,
            ReviewAnswer.state == AnswerState.cast,
            ReviewAnswer.kind == AnswerKind.members,
            ReviewAnswer.cast_at < kept.until,
        )
        return means.clock() >= kept.until and session.scalar(cast.limit(1)) is None


def _see(means: Means, kept: Review) -> None:
    """Who has left the group meanwhile is nobody's to answer for."""
    names = review_members.look(means, kept)
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        items = review_members.in_state(session, kept.id, ItemState.open)
        gone = [item for item in items if item.unique_id not in names]
        review_members.settle(session, standing, gone, names=names, now=now)
        standing.seen_at = now
        if gone:
            post.touch_review(session, kept.id, now=now)


def _close(means: Means, kept: Review) -> None:
    """Nobody answers any more. What is taken back is what the catalog had taken back then, and has now."""
    names = review_members.look(means, kept)
    now, catalog = means.clock(), means.catalog()
    takes_back = (
        kept.takes_back and catalog.reviews is not None and catalog.reviews.unconfirmed is Unconfirmed.take_back
    )
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        if standing.state is not ReviewState.open:
            return
        items = review_members.in_state(session, kept.id, ItemState.open)
        review_members.settle(session, standing, items, names=names, now=now)
        for item in items:
            if item.state is ItemState.open:
                _expire(session, item, standing, takes_back=takes_back, now=now)
        detail = {"takes_back": takes_back, "reviewers": list(standing.reviewers)}
        move(session, standing, ReviewMove.close, by=BOT, at=now, detail=detail)
        whom = [*map(policy.named, reviews.still_reviewing(catalog, standing)), standing.asked_by]
        review_reminding.tell(session, standing, PostKind.review_end, whom, now=now)
        post.touch_review(session, kept.id, now=now)
    means.log.info("review.closing", review=kept.id, takes_back=takes_back)


def _expire(session: Session, item: ReviewItem, kept: Review, *, takes_back: bool, now: datetime) -> None:
    if takes_back:
        # Decided by whoever started the review, when they did; the plan says so.
        move(session, item, ItemMove.expire, by=kept.asked_by, at=now, why=f"not confirmed until {kept.until}")
    else:
        item.done_at = now
        move(session, item, ItemMove.leave, by=BOT, at=now, why=f"not confirmed until {kept.until}, and listed")


def _finish(means: Means, number: int) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Review, number, with_for_update=True)
        if kept.state is not ReviewState.closing or _is_going(session, number):
            return
        kept.ended_at, kept.open_key, kept.why = now, None, ""
        move(session, kept, ReviewMove.finish, by=BOT, at=now)
        post.touch_review(session, number, now=now)
    means.log.info("review.ended", review=number)


def _rest(means: Means, number: int, *, asked: datetime | None, is_followed: bool) -> None:
    """Say when to look again, unless somebody has called meanwhile."""
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Review, number, with_for_update=True)
        had_trouble, kept.tries, kept.why = bool(kept.why), 0, ""
        if had_trouble:
            post.touch_review(session, number, now=now)
        if kept.next_try_at == asked:
            kept.next_try_at = _next(session, kept, is_followed=is_followed, now=now)


def _next(session: Session, kept: Review, *, is_followed: bool, now: datetime) -> datetime | None:
    if is_followed or _is_going(session, kept.id):
        return now + FOLLOWED
    if kept.state is ReviewState.open:
        if kept.services is None:
            return now + review_use.AGAIN
        reminding = review_reminding.next_moment(kept, now=now)
        seeing = (kept.seen_at or now) + SEEN_EVERY
        ends = kept.until if kept.until > now else now + FOLLOWED
        return min(filter(None, (reminding, seeing, ends)))
    return now + FOLLOWED if kept.state is ReviewState.closing else None


def _is_going(session: Session, number: int) -> bool:
    query = select(ReviewItem.id).where(ReviewItem.review_id == number, ReviewItem.state.in_(GOING))
    return session.scalar(query.limit(1)) is not None


def _has_open(session: Session, number: int) -> bool:
    query = select(ReviewItem.id).where(ReviewItem.review_id == number, ReviewItem.state == ItemState.open)
    return session.scalar(query.limit(1)) is not None


def _read(means: Means, number: int) -> Review:
    with means.database.read() as session:
        return session.get_one(Review, number)


def _put_off(means: Means, kept: Review, fault: Fault) -> None:
    """What holds it up is said on its card; a review that has not begun is given up after a while."""
    now = means.clock()
    if kept.state is ReviewState.starting and (isinstance(fault, Never) or kept.asked_at + BEGUN_WITHIN < now):
        review_beginning.refuse(means, kept.id, ReviewNotBegun(group=kept.group, words=fault.words))
        return
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        standing.tries += 1
        wait = backoff.after(standing.tries, fault.after) if isinstance(fault, Later) else REFUSED_AGAIN
        standing.next_try_at = now + wait
        is_worth_telling = isinstance(fault, Never) or standing.tries >= TOLD_AFTER
        if is_worth_telling and standing.why != fault.words:
            standing.why = fault.words
            post.touch_review(session, kept.id, now=now)
    means.log.warning("review.postponed", review=kept.id, fault=fault.words)
