"""Answering: a click is written down as a vote at once; whether it counts is judged right after."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.decision import Answer, Decision, vote_key
from models.decision_states import DecisionState
from models.inserting import insert_unless_there
from models.request import Request
from workflow import keeping, telling
from workflow.refusals.deciding import AlreadyAnswered, NoSuchRequest


def cast(
    session: Session,
    number: int,
    answer: Answer,
    *,
    by: str,
    reason: str = "",
    trigger_id: str | None = None,
    channel: str | None = None,
    message_ts: str | None = None,
    now: datetime,
) -> None:
    """Write one click down; the same delivery, or the same answer of the same person, a second time does nothing."""
    if session.scalar(select(Request.id).where(Request.id == number)) is None:
        telling.whisper(session, NoSuchRequest(number=number).mrkdwn, to=by, channel=channel, now=now)
        return
    row = {
        "version": 1,
        "state": DecisionState.cast,
        "request_id": number,
        "by": by,
        "answer": answer,
        "reason": keeping.kept(reason),
        "cast_at": now,
        "next_try_at": now,
        "trigger_id": trigger_id,
        "vote_key": vote_key(number, by, answer),
        "channel": channel,
        "message_ts": message_ts,
    }
    if insert_unless_there(session, Decision, row) is None:
        _say_if_it_differs(session, number, answer, by=by, trigger_id=trigger_id, channel=channel, now=now)


def _say_if_it_differs(
    session: Session,
    number: int,
    answer: Answer,
    *,
    by: str,
    trigger_id: str | None,
    channel: str | None,
    now: datetime,
) -> None:
    standing = session.scalars(select(Decision).where(Decision.vote_key == vote_key(number, by, answer))).one_or_none()
    if standing is not None and standing.answer is not answer and standing.trigger_id != trigger_id:
        telling.whisper(session, AlreadyAnswered(number=number).mrkdwn, to=by, channel=channel, now=now)
