"""Taking back in a review: who is rejected, or was not confirmed in time, leaves the group by a plan."""

from collections.abc import Sequence
from datetime import datetime
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from models import post
from models.deed import Deed
from models.deed_states import DeedState
from models.move import BOT, move
from models.person import Person
from models.plan import Plan
from models.plan_states import PlanState
from models.review import Review
from models.review_item import ReviewItem
from models.review_item_states import GOING, ItemMove, ItemState
from workflow import review_members, review_plans, snapshotting, telling
from workflow.means import Means
from workflow.refusals.reviews import AccessTakenBack


def is_to_plan(means: Means, number: int) -> bool:
    """Whether somebody is to be taken out for whom there is no plan yet."""
    query = select(ReviewItem.id).where(
        ReviewItem.review_id == number, ReviewItem.state.in_(GOING), ReviewItem.request_id.is_(None)
    )
    with means.database.read() as session:
        return session.scalar(query.limit(1)) is not None


def plan(means: Means, kept: Review) -> None:
    """Have them taken out: a plan for each who decided so, all in one transaction. Raises Later or Never."""
    names = review_members.look(means, kept)
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(Review, kept.id, with_for_update=True)
        going = _without_plan(session, standing)
        review_members.settle(session, standing, going, names=names, now=now)
        left = [item for item in going if item.state in GOING]
        for item in left:
            item.user = names[item.unique_id]  # renamed meanwhile, perhaps; IAM takes the name
        for _, items in groupby(sorted(left, key=_by_whom), key=_by_whom):
            number = review_plans.file(session, standing, list(items), catalog=means.catalog(), now=now)
            means.log.info("review.planned", review=kept.id, request=number)
        post.touch_review(session, kept.id, now=now)


def follow(means: Means, number: int) -> bool:
    """Note what became of plans that are over; whether any is under way still."""
    with means.database.read() as session:
        waiting = select(ReviewItem.request_id).where(
            ReviewItem.review_id == number, ReviewItem.state.in_(GOING), ReviewItem.request_id.is_not(None)
        )
        plans = list(session.scalars(select(Plan).where(Plan.request_id.in_(waiting))))
    over = [each for each in plans if each.state in {PlanState.made, PlanState.failed}]
    for each in over:
        _note(means, number, each, names=_names(means, number))
    return len(over) < len(plans)


def _without_plan(session: Session, kept: Review) -> Sequence[ReviewItem]:
    return [item for item in review_members.in_state(session, kept.id, *GOING) if item.request_id is None]


def _by_whom(item: ReviewItem) -> str:
    return item.decided_by or ""


def _names(means: Means, number: int) -> review_members.Names:
    with means.database.read() as session:
        kept = session.get_one(Review, number)
    return review_members.look(means, kept)


def _note(means: Means, number: int, over: Plan, *, names: review_members.Names) -> None:
    now = means.clock()
    with means.database.write() as session:
        session.get_one(Review, number, with_for_update=True)
        deeds = _deeds(session, over)
        for item in review_members.in_state(session, number, *GOING):
            if item.request_id == over.request_id:
                _end(session, item, deeds.get(item.user), over, names=names, now=now)
        post.touch_review(session, number, now=now)
    means.log.info("review.taken_back", review=number, request=over.request_id)


def _deeds(session: Session, over: Plan) -> dict[str, Deed]:
    """What was done, by the name of the IAM user; what AWS refused stands as noted."""
    found = session.scalars(select(Deed).where(Deed.plan_id == over.id))
    return {str(deed.change["user"]): deed for deed in found}


def _end(  # one membership, what was done about it, and who is in the group now
    session: Session,
    item: ReviewItem,
    deed: Deed | None,
    over: Plan,
    *,
    names: review_members.Names,
    now: datetime,
) -> None:
    detail = {"request": over.request_id, "plan": over.id}
    item.done_at = over.ended_at or now
    if deed is None or deed.state is not DeedState.made:
        item.why = over.why
        move(session, item, ItemMove.fail, by=BOT, at=now, why=over.why, detail=detail)
    elif deed.called_at is None and item.unique_id in names:
        item.request_id, item.done_at = None, None  # renamed before the plan came to them: by the new name, then
    elif deed.called_at is None:
        move(session, item, ItemMove.vanish, by=BOT, at=now, why="was out of the group already", detail=detail)
    else:
        why = _in_words(item)
        move(session, item, ItemMove.take_back, by=BOT, at=now, detail=detail)
        _tell(session, item, why=why, now=now)


def _in_words(item: ReviewItem) -> str:
    if item.state is ItemState.rejected:
        return "in a review its owners said that it is not needed."
    return "nobody confirmed it in a review of the group."


def _tell(session: Session, item: ReviewItem, *, why: str, now: datetime) -> None:
    """Whoever loses something hears of it, where we know who that is in Slack."""
    review = session.get_one(Review, item.review_id)
    known = session.execute(select(Person.slack_id, Person.email).where(Person.email.is_not(None)))
    theirs = [who for who, email in known if item.email and snapshotting.folded(email) == item.email]
    if len(theirs) == 1:
        told = AccessTakenBack(user=item.user, group=review.group, why=why)
        telling.whisper(session, told.mrkdwn, to=theirs[0], now=now)
