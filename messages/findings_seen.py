"""Findings as messages show them: the rows, with what has come of each, read at once."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages.finding_words import Seen
from models.finding_answer import FindingAnswer, Gesture
from models.finding_answer_states import AnswerState
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingState
from models.plan import Plan
from models.plan_states import PlanState
from models.request import Request


def load(session: Session, numbers: Sequence[int], offers: Mapping[str, Any]) -> list[Seen]:
    """In the order of the numbers: three queries."""
    rows = {each.id: each for each in session.scalars(select(KeptFinding).where(KeptFinding.id.in_(numbers)))}
    answers: dict[int, list[FindingAnswer]] = {}
    given = select(FindingAnswer).where(FindingAnswer.finding_id.in_(numbers)).order_by(FindingAnswer.id)
    for answer in session.scalars(given):
        answers.setdefault(answer.finding_id, []).append(answer)
    plans = _plans(session, [each.request_id for each in rows.values() if each.request_id is not None])
    return [
        _seen(rows[number], answers.get(number, []), plans, offers.get(str(number), {}))
        for number in numbers
        if number in rows
    ]


def count_open(session: Session, numbers: Sequence[int]) -> int:
    """How many of these nobody has answered."""
    query = select(KeptFinding.id).where(KeptFinding.id.in_(numbers), KeptFinding.state == FindingState.open)
    return len(session.scalars(query).all())


def _plans(session: Session, numbers: Sequence[int]) -> dict[int, tuple[Request, Plan]]:
    query = select(Request, Plan).join(Plan, Plan.request_id == Request.id).where(Request.id.in_(numbers))
    return {request.id: (request, plan) for request, plan in session.execute(query)}


def _seen(
    finding: KeptFinding,
    answers: Sequence[FindingAnswer],
    plans: Mapping[int, tuple[Request, Plan]],
    offer: Mapping[str, Any],
) -> Seen:
    request, plan = plans.get(finding.request_id or 0, (None, None))
    is_made = plan is not None and plan.state is PlanState.made
    taken = [each for each in answers if each.state is AnswerState.taken]
    latest = taken[-1] if taken and taken[-1].why else None
    wanted = {Gesture.undo} if finding.state is FindingState.gone else {Gesture.take_back, Gesture.lease}
    return Seen(
        finding,
        offer,
        pending=next((each for each in answers if each.state is AnswerState.cast), None),
        failed=latest if latest is not None and latest.gesture in wanted else None,
        request=request if is_made else None,
        plan=plan if is_made else None,
    )
