"""A review as it is seen: how many are in which state, who answered, and the names that are worth saying."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.review import Review
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from models.review_states import ReviewState

_NAMED = 60
"""Names of each state that are read: more would not fit into a message."""
_TOLD = (
    ItemState.rejected,
    ItemState.unconfirmed,
    ItemState.taken_back,
    ItemState.failed,
    ItemState.gone,
    ItemState.leased,
    ItemState.unanswered,
)


@dataclass(frozen=True)
class ReviewSeen:
    """`names` of each state, some of them; `answered` says who has answered for how many."""

    review: Review
    counts: Mapping[ItemState, int]
    names: Mapping[ItemState, Sequence[str]]
    answered: Sequence[tuple[str, int]]

    @property
    def all(self) -> int:
        return sum(self.counts.values())

    @property
    def to_answer(self) -> int:
        """How many there are to answer for: those who have it from a lease, or are out already, are not."""
        return self.all - self.count(ItemState.leased, ItemState.gone)

    @property
    def open(self) -> int:
        return self.count(ItemState.open)

    def count(self, *states: ItemState) -> int:
        return sum(self.counts.get(state, 0) for state in states)


def load(session: Session, number: int) -> ReviewSeen:
    review = session.get_one(Review, number)
    of_it = ReviewItem.review_id == number
    counted = session.execute(select(ReviewItem.state, func.count()).where(of_it).group_by(ReviewItem.state))
    counts = {row[0]: row[1] for row in counted}
    names = {state: _names(session, number, state) for state in _TOLD if counts.get(state)}
    answered = session.execute(
        select(ReviewItem.decided_by, func.count())
        .where(of_it, ReviewItem.decided_by.is_not(None))
        .group_by(ReviewItem.decided_by)
        .order_by(func.count().desc(), ReviewItem.decided_by)
    )
    return ReviewSeen(review, counts, names, [(str(who), count) for who, count in answered])


def under_way(session: Session) -> list[ReviewSeen]:
    """The reviews that stand before their reviewers, the oldest first."""
    query = select(Review.id).where(Review.state.in_((ReviewState.open, ReviewState.closing))).order_by(Review.id)
    return [load(session, number) for number in session.scalars(query)]


def _names(session: Session, number: int, state: ItemState) -> list[str]:
    query = select(ReviewItem.user).where(ReviewItem.review_id == number, ReviewItem.state == state)
    return list(session.scalars(query.order_by(ReviewItem.user).limit(_NAMED)))
