"""A review's plans: what it takes back is a plan like any other, decided by whoever answered or by its beginning."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from catalog.bundle import Catalog
from iam.memberships import LeaveGroup
from models.decision import Answer, Decision, vote_key
from models.decision_states import DecisionMove
from models.move import BOT, move
from models.post import PostKind
from models.request import Request
from models.request_states import RequestMove
from models.review import Review
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from workflow import carrying_out, planning, telling


@dataclass(frozen=True)
class _Decided:
    """Who has decided that they leave, when, and in which words that is recorded."""

    by: str
    at: datetime
    why: str


def file(session: Session, kept: Review, items: Sequence[ReviewItem], *, catalog: Catalog, now: datetime) -> int:
    """Write down one plan for all of these, decided as it is, and give the request's number.

    All were answered for by one person, or by none, and are told their plan's number in this transaction: so it is
    filed once. What AWS refuses of it keeps none of the rest from being done, and puts nobody back.
    """
    decided = _decided(kept, items[0])
    proposal = planning.Proposal(
        title=f"take {_listed([each.user for each in items])} out of the group {kept.group}, by review {kept.id}",
        about=f"review/{kept.id}/{items[0].id}",
        account=kept.account,
        changes=tuple(LeaveGroup(each.user, group=kept.group, unique_id=each.unique_id) for each in items),
        reason=decided.why,
        is_urgent=True,
    )
    number = planning.file(session, proposal, asker=BOT, trigger_id=None, now=now)
    request = session.get_one(Request, number, with_for_update=True)
    request.approvers, request.next_try_at = [decided.by], None
    move(session, request, RequestMove.open, by=BOT, at=now, why=decided.why)
    _approve(session, request, decided, now=now)
    channel = catalog.reviews.channel if catalog.reviews else catalog.approvals_channel
    telling.post(session, PostKind.card, request, audience=channel, now=now)
    for item in items:
        item.request_id = number
    return number


def _decided(kept: Review, item: ReviewItem) -> _Decided:
    if item.state is ItemState.rejected and item.decided_by is not None and item.decided_at is not None:
        why = f"Review {kept.id}: a reviewer says that this access goes."
        return _Decided(item.decided_by, item.decided_at, why)
    why = (
        f"Review {kept.id}: nobody confirmed this until {kept.until:%Y-%m-%d %H:%M} UTC, and the catalog has it taken "
        "back then. Whoever started the review has decided so."
    )
    return _Decided(kept.asked_by, kept.asked_at, why)


def _approve(session: Session, request: Request, decided: _Decided, *, now: datetime) -> None:
    """The decision, whose right was looked up when it was made, recorded like any other."""
    decision = Decision(
        request_id=request.id,
        by=decided.by,
        answer=Answer.approve,
        reason=decided.why,
        cast_at=decided.at,
        judged_at=now,
        vote_key=vote_key(request.id, decided.by, Answer.approve),
    )
    session.add(decision)
    session.flush()
    move(session, decision, DecisionMove.tally, by=decided.by, at=now, detail={"answer": Answer.approve.value})
    move(session, request, RequestMove.approve, by=decided.by, at=now, why=decided.why)
    request.decided_by, request.decided_at = decided.by, now
    carrying_out.begin(session, request, now=now)


def _listed(names: Sequence[str]) -> str:
    """A few by name, and how many more."""
    shown = [*names[:3], *([f"{len(names) - 3} more"] if len(names) > 3 else [])]
    return " and ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
