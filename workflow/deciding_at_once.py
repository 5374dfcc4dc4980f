"""Deciding at once: whoever asks has the right to it alone, which was looked up a moment ago, and it is recorded so."""

from datetime import datetime

from sqlalchemy.orm import Session

from models.decision import Answer, Decision, vote_key
from models.decision_states import DecisionMove
from models.move import move
from models.request import Request
from models.request_states import RequestMove
from workflow import carrying_out


def decide(session: Session, request: Request, *, now: datetime) -> None:
    """Let the open plan be approved by whoever asked for it, by a decision like any other."""
    decision = Decision(
        request_id=request.id,
        by=request.asker,
        answer=Answer.approve,
        reason=request.reason,
        cast_at=request.asked_at,
        judged_at=now,
        email=request.asker_email,
        vote_key=vote_key(request.id, request.asker, Answer.approve),
    )
    session.add(decision)
    session.flush()
    move(session, decision, DecisionMove.tally, by=request.asker, at=now, detail={"answer": Answer.approve.value})
    move(session, request, RequestMove.approve, by=request.asker, at=now)
    request.decided_by, request.decided_at, request.lapses_at = request.asker, now, None
    carrying_out.begin(session, request, now=now)
