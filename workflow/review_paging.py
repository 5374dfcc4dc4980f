"""Paging through a review: whom somebody may answer for, in the order of their names; the right to it is looked up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.person import Person, Standing
from models.review import Review
from models.review_answer import AnswerKind, ReviewAnswer
from models.review_answer_states import AnswerState
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from models.review_states import ReviewState
from workflow import lease_warnings, policy, recognising, review_judging, review_members, reviews
from workflow.means import Means, Profile
from workflow.refusals.reviews import NoSuchReview, ReviewIsOver


@dataclass(frozen=True)
class Left:
    """Whom there is to answer for; `own` are the reader's, by name."""

    items: Sequence[ReviewItem]
    own: Sequence[str]


def check_may_see(means: Means, number: int, by: str) -> None:
    """Whether somebody may be shown the members to answer for. Raises a Refusal, Later or Never."""
    with means.database.read() as session:
        kept = session.get(Review, number)
    if kept is None:
        raise NoSuchReview(number=number)
    person = recognising.somebody(means, recognising.live_person(means, by))
    policy.right_to_review(
        person,
        group=kept.group,
        reviewers=reviews.still_reviewing(means.catalog(), kept),
        members=means.directory.members,
    )
    if kept.state is not ReviewState.open:
        raise ReviewIsOver(number=number, state=reviews.STANDS[kept.state])


def left(means: Means, number: int, by: str, *, after: int | None = None) -> Left:
    """Who is left for this person behind that member, as far as the rows tell: what counts is judged at the answer."""
    reader = _remembered(means, by)
    with means.database.read() as session:
        items = _open(session, number, by, after=after)
        members = review_judging.whose(session, items)
    own = [item for item in items if policy.are_one(reader, members[item.id])]
    theirs = {item.id for item in own}
    return Left([item for item in items if item.id not in theirs], [item.user for item in own])


def warnings(means: Means, number: int, items: Sequence[ReviewItem]) -> Mapping[int, str]:
    """What to know before one of these is taken back, by the number of the item.

    A lease that put somebody into the group itself loses nothing: that membership is left to it.
    """
    with means.database.read() as session:
        kept = session.get_one(Review, number)
        left_alone = review_members.leased(session, kept)
    names = {item.unique_id: item.user for item in items if item.unique_id not in left_alone}
    told = lease_warnings.of_members(means, names, kept.group)
    return {item.id: told[item.unique_id] for item in items if item.unique_id in told}


def _open(session: Session, number: int, by: str, *, after: int | None) -> list[ReviewItem]:
    said = select(ReviewAnswer.choices).where(
        ReviewAnswer.review_id == number,
        ReviewAnswer.by == by,
        ReviewAnswer.kind == AnswerKind.members,
        ReviewAnswer.state == AnswerState.cast,
    )
    pending = {int(item) for choices in session.scalars(said) for item in choices}
    last = session.get(ReviewItem, after) if after is not None else None
    query = select(ReviewItem).where(ReviewItem.review_id == number, ReviewItem.state == ItemState.open)
    items = sorted(session.scalars(query), key=_place)
    return [item for item in items if item.id not in pending and (last is None or _place(item) > _place(last))]


def _place(item: ReviewItem) -> tuple[str, int]:
    return item.user.casefold(), item.id


def _remembered(means: Means, by: str) -> policy.Somebody:
    """As Slack showed them last: nobody waits for Slack here."""
    with means.database.read() as session:
        kept = session.get(Person, by)
    email, standing = (kept.email, kept.standing) if kept is not None else (None, Standing.member)
    return recognising.somebody(means, Profile(slack_id=by, name="", email=email, tz="UTC", standing=standing))
