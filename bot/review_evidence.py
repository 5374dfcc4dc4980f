"""A review as evidence: every member, the decision, by whom, by which right and when, and what was done."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.move import Move
from models.review import Review
from models.review_answer import Choice, ReviewAnswer
from models.review_item import ReviewItem
from models.review_item_states import ItemState

Told = dict[str, Any]


def read(session: Session, number: int) -> Told | None:
    """All of it, as JSON takes it; None when there is no review of that number."""
    review = session.get(Review, number)
    if review is None:
        return None
    items = list(session.scalars(select(ReviewItem).where(ReviewItem.review_id == number)))
    answers = session.scalars(select(ReviewAnswer).where(ReviewAnswer.review_id == number).order_by(ReviewAnswer.id))
    histories = _histories(session, "review_item", [each.id for each in items])
    return {
        **summary(session, review),
        "group_id": review.group_id,
        "asked_at": _moment(review.asked_at),
        "stopped_by": review.stopped_by,
        "why": review.why,
        "history": _histories(session, "review", [number]).get(number, []),
        "members": [_member(item, histories.get(item.id, [])) for item in sorted(items, key=lambda each: each.user)],
        "answers": [_answer(each) for each in answers],
    }


def every(session: Session) -> list[Told]:
    """All reviews, the newest first."""
    return [summary(session, each) for each in session.scalars(select(Review).order_by(Review.id.desc()))]


def summary(session: Session, review: Review) -> Told:
    """What one line says of it."""
    states = list(session.scalars(select(ReviewItem.state).where(ReviewItem.review_id == review.id)))
    return {
        "review": review.id,
        "account": review.account,
        "group": review.group,
        "state": review.state.value,
        "started_by": review.asked_by,
        "begun_at": _moment(review.begun_at),
        "until": _moment(review.until),
        "ended_at": _moment(review.ended_at),
        "reviewers": list(review.reviewers),
        "unconfirmed": "take-back" if review.takes_back else "list",
        "counts": {state.value: states.count(state) for state in ItemState if state in states},
    }


def _member(item: ReviewItem, history: list[Told]) -> Told:
    return {
        "user": item.user,
        "unique_id": item.unique_id,
        "arn": item.arn,
        "email": item.email,
        "outcome": item.state.value,
        "decision": _decision(item),
        "decided_by": item.decided_by,
        "decided_as": item.decided_as or None,
        "decided_at": _moment(item.decided_at),
        "done_at": _moment(item.done_at),
        "request": item.request_id,
        "last_used": _moment(item.last_used),
        "used": item.used or None,
        "use_looked_at": _moment(item.looked_at),
        "why": item.why or None,
        "history": history,
    }


def _decision(item: ReviewItem) -> str | None:
    """What a reviewer said; None: nobody has answered."""
    if item.decided_by is None:
        return None
    return Choice.keep.value if item.state is ItemState.confirmed else Choice.take_back.value


def _answer(answer: ReviewAnswer) -> Told:
    return {
        "kind": answer.kind.value,
        "by": answer.by,
        "at": _moment(answer.cast_at),
        "judged_at": _moment(answer.judged_at),
        "state": answer.state.value,
        "why": answer.why or None,
    }


def _histories(session: Session, subject: str, numbers: list[int]) -> Mapping[int, list[Told]]:
    """The records of changes of state, the oldest first."""
    found: dict[int, list[Told]] = {}
    for start in range(0, len(numbers), 500):
        portion = numbers[start : start + 500]
        query = select(Move).where(Move.subject == subject, Move.subject_id.in_(portion))
        for each in session.scalars(query.order_by(Move.id)):
            found.setdefault(each.subject_id, []).append(_move(each))
    return found


def _move(each: Move) -> Told:
    return {
        "at": _moment(each.at),
        "move": each.name,
        "from": each.from_state,
        "to": each.to_state,
        "by": each.by,
        "why": each.why or None,
        "detail": each.detail,
    }


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None
