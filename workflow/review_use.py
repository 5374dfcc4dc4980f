"""The last use in a review: when each member last reached something that the group allows, as Access Advisor tells.

Reports take seconds and belong to the session that asked; so they are asked for as soon as a review has begun, one
member at a time, and the form shows what is known by then. Without them the rest is worth having.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import select, update

from iam.faults import Later, Never
from iam.last_reached import Reached
from models.claims import Kind
from models.review import Review
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from models.review_states import ReviewState
from workflow import backoff, review_members
from workflow.means import Means

AGAIN = timedelta(seconds=1)
"""Access Advisor takes some seconds for a report."""
AT_ONCE = 16


def due(means: Means) -> list[int]:
    """Numbers of the items about which Access Advisor is to be asked now."""
    query = select(ReviewItem.id).where(ReviewItem.look_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(ReviewItem.look_at).limit(AT_ONCE)))


def look(means: Means, number: int) -> bool:
    """Go on with one member. False when another worker has it in hand."""
    with means.claims.hold(Kind.review_item, number) as ours:
        if ours:
            _look(means, number)
        return ours


def learn_services(means: Means, kept: Review) -> None:
    """Find out what the group allows, and have its members looked at then; nothing while AWS makes its report."""
    try:
        told = _of_group(means, kept)
    except Never as fault:
        means.log.info("review.services_unknown", review=kept.id, fault=fault.words)
        told = ()
    if told is None:
        return
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        standing.services = sorted({each.prefix for each in told})
        if told:
            theirs = (ReviewItem.review_id == kept.id, ReviewItem.state == ItemState.open)
            session.execute(update(ReviewItem).where(*theirs).values(look_at=now))


def _of_group(means: Means, kept: Review) -> tuple[Reached, ...] | None:
    seen = review_members.group(means, kept)
    if seen is None:
        return ()
    return means.reports.reached(means.accounts.iam(kept.account), seen.arn, question=(Kind.review, kept.id))


def _look(means: Means, number: int) -> None:
    with means.database.read() as session:
        item = session.get_one(ReviewItem, number)
        kept = session.get_one(Review, item.review_id)
    if item.look_at is None:
        return
    if item.state is not ItemState.open or kept.state is not ReviewState.open:
        _put(means, item, look_at=None)
        return
    try:
        iam = means.accounts.iam(kept.account)
        told = means.reports.reached(iam, item.arn, question=(Kind.review_item, item.id))
    except Later as fault:
        _put(means, item, look_at=means.clock() + backoff.after(3, fault.after))
    except Never as fault:
        means.log.info("review.use_unknown", item=number, fault=fault.words)
        _put(means, item, look_at=None)
    else:
        _keep(means, item, told, services=kept.services or ())


def _keep(means: Means, item: ReviewItem, told: tuple[Reached, ...] | None, *, services: Iterable[str]) -> None:
    now = means.clock()
    if told is None:
        _put(means, item, look_at=now + AGAIN)
        return
    given = set(services)
    used = [(each.at, each.prefix) for each in told if each.at is not None and each.prefix in given]
    at, prefix = max(used, default=(None, ""))
    _put(means, item, look_at=None, looked_at=now, last_used=at, used=prefix)


def _put(means: Means, item: ReviewItem, **values: str | datetime | None) -> None:
    """These are of this file alone, and no part of what is decided: the version does not count them."""
    with means.database.write() as session:
        session.execute(update(ReviewItem).where(ReviewItem.id == item.id).values(**values))
