"""A review's members: who of them is in the group still, by IAM at this moment; who is there by a lease."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import group_members
from iam.group_members import Group
from models.holding import Holding
from models.holding_states import HoldingState
from models.move import BOT, move
from models.principal import Principal
from models.review import Review
from models.review_item import ReviewItem
from models.review_item_states import ItemMove, ItemState
from workflow.means import Means

Names = Mapping[str, str]
"""Each member's name in IAM, by the unique id."""


def look(means: Means, kept: Review) -> Names:
    """Who is in the group right now; nobody, when it is gone or is another of that name. Raises Later or Never."""
    seen = group(means, kept)
    return {each.unique_id: each.name for each in seen.members} if seen is not None else {}


def group(means: Means, kept: Review) -> Group | None:
    """The group that is under review, if it is there still. Raises Later or Never."""
    seen = group_members.read(means.accounts.iam(kept.account), kept.group)
    return seen if seen is not None and seen.unique_id == kept.group_id else None


def leased(session: Session, kept: Review) -> frozenset[str]:
    """Unique ids of those whom a lease has put into the group, and will take out."""
    query = (
        select(Principal.unique_id, Holding.step)
        .join(Holding, Holding.principal_id == Principal.id)
        .where(Principal.account == kept.account, Holding.state != HoldingState.gone, Holding.ours.is_(True))
    )
    return frozenset(unique_id for unique_id, step in session.execute(query) if step.get("group") == kept.group)


def settle(session: Session, kept: Review, items: Iterable[ReviewItem], *, names: Names, now: datetime) -> None:
    """Let go of whom there is nothing to decide about: who is out already, and who is in by a lease."""
    by_lease = leased(session, kept)
    for item in items:
        if item.unique_id not in names:
            item.done_at = now
            move(session, item, ItemMove.vanish, by=BOT, at=now, why="not in the group any more")
        elif item.unique_id in by_lease:
            item.done_at = now
            move(session, item, ItemMove.lease, by=BOT, at=now, why="in the group by a lease")


def in_state(session: Session, number: int, *states: ItemState) -> list[ReviewItem]:
    """The review's items in these states, by name, to be changed in this transaction."""
    query = select(ReviewItem).where(ReviewItem.review_id == number, ReviewItem.state.in_(states))
    return list(session.scalars(query.order_by(ReviewItem.user, ReviewItem.id).with_for_update()))
