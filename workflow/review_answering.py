"""Answering a review: a click is written down at once; whether it counts is judged right after."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy.orm import Session

from models.inserting import insert_unless_there
from models.review import Review
from models.review_answer import AnswerKind, Choice, ReviewAnswer
from models.review_answer_states import AnswerState
from models.review_states import ReviewState
from workflow import reviews
from workflow.refusals.reviews import NoSuchReview, ReviewIsOver


def answer(
    session: Session,
    number: int,
    choices: Mapping[int, Choice],
    *,
    by: str,
    trigger_id: str,
    now: datetime,
) -> None:
    """Write down what a reviewer has chosen; the same delivery a second time does nothing."""
    if session.get(Review, number) is not None:
        said = {str(item): choice.value for item, choice in choices.items()}
        _cast(session, number, AnswerKind.members, said, by=by, trigger_id=trigger_id, now=now)


def stop(session: Session, number: int, *, by: str, trigger_id: str | None, now: datetime) -> None:
    """Write down that somebody wants it to end, with nothing taken back. Raises NoSuchReview and ReviewIsOver."""
    kept = session.get(Review, number)
    if kept is None:
        raise NoSuchReview(number=number)
    if kept.state is not ReviewState.open:
        raise ReviewIsOver(number=number, state=reviews.STANDS[kept.state])
    _cast(session, number, AnswerKind.stop, {}, by=by, trigger_id=trigger_id, now=now)


def _cast(
    session: Session,
    number: int,
    kind: AnswerKind,
    choices: Mapping[str, str],
    *,
    by: str,
    trigger_id: str | None,
    now: datetime,
) -> None:
    row = {
        "version": 1,
        "state": AnswerState.cast,
        "review_id": number,
        "kind": kind,
        "by": by,
        "choices": dict(choices),
        "cast_at": now,
        "trigger_id": trigger_id,
        "next_try_at": now,
        "tries": 0,
        "why": "",
    }
    insert_unless_there(session, ReviewAnswer, row)
