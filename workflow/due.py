"""What is due, and what falls due next: so that a lease ends at its moment, not at the tick after it.

A mirror looks here each time somebody calls it, so one look is one statement of a few index seeks; who has something
due is asked for its rows only then, and what comes after it only when those are in hand.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, func, select
from sqlalchemy.orm import InstrumentedAttribute

from models.base import Moment
from models.decision import Decision
from models.decision_states import DecisionState
from models.departure import Departure
from models.finding_answer import FindingAnswer
from models.finding_answer_states import AnswerState
from models.inquiry import Inquiry
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingState
from models.lease import Lease
from models.lease_states import LEAVING, LeaseState
from models.offer import Offer
from models.offer_states import OfferState
from models.plan import Plan
from models.plan_states import UNDER_WAY
from models.principal import Principal
from models.reminder import Reminder
from models.reminder_states import ReminderState
from models.request import Request
from models.request_states import RequestState
from models.review import Review
from models.review_answer import ReviewAnswer
from models.review_item import ReviewItem
from models.rotation import Rotation
from models.rotation_states import UNDER_WAY as ROTATING
from models.round import Round
from models.round_states import RoundState
from models.survey import Survey
from models.survey_states import SurveyState
from workflow.means import Means


class Kind(StrEnum):
    """What can be due."""

    check = "a request to be checked"
    vote = "a vote to be judged"
    round = "a round to be gathered"
    end = "a lease to end"
    warning = "a holder to be warned"
    alarm = "a removal that is late"
    lapse = "a request to lapse"
    principal = "a principal that AWS does not agree about"
    departure = "somebody who may have left"
    inquiry = "a question about the account to be answered"
    finding_answer = "an answer to a finding to be judged"
    reminder = "somebody to be reminded"
    waking = "a finding that was kept for a while"
    survey = "a survey that somebody asked for"
    plan = "a plan to go on with"
    late_plan = "a plan that takes long"
    offer = "a promised credential to lapse"
    tidy = "a credential that may be in AWS and that nobody has seen"
    mail = "a mail about how to sign in"
    rotation = "a key whose turn it may be to go"
    review = "a review to go on with"
    review_answer = "a reviewer's answer to be judged"
    review_use = "a membership whose last use is to be looked up"


@dataclass(frozen=True)
class Look:
    """What one look has shown."""

    now: datetime
    first: Mapping[Kind, datetime]
    """The first moment of each kind."""

    @cached_property
    def due(self) -> frozenset[Kind]:
        return frozenset(kind for kind, moment in self.first.items() if moment <= self.now)


_Question = tuple[InstrumentedAttribute[datetime | None], ColumnElement[bool]]

_JUDGING: Mapping[Kind, _Question] = {
    Kind.check: (Request.next_try_at, Request.state == RequestState.checking),
    Kind.vote: (Decision.next_try_at, Decision.state == DecisionState.cast),
    Kind.round: (Round.next_try_at, Round.state == RoundState.due),
    Kind.inquiry: (Inquiry.next_try_at, Inquiry.next_try_at.is_not(None)),
    Kind.finding_answer: (FindingAnswer.next_try_at, FindingAnswer.state == AnswerState.cast),
    Kind.reminder: (Reminder.next_try_at, Reminder.state == ReminderState.due),
    Kind.waking: (KeptFinding.rests_until, KeptFinding.state == FindingState.resting),
    Kind.departure: (Departure.next_try_at, Departure.next_try_at.is_not(None)),
    Kind.review: (Review.next_try_at, Review.next_try_at.is_not(None)),
    Kind.review_answer: (ReviewAnswer.next_try_at, ReviewAnswer.next_try_at.is_not(None)),
    Kind.review_use: (ReviewItem.look_at, ReviewItem.look_at.is_not(None)),
    Kind.survey: (Survey.next_try_at, Survey.state == SurveyState.asked),
}
_ENFORCING: Mapping[Kind, _Question] = {
    Kind.end: (Lease.ends_at, Lease.state == LeaseState.live),
    Kind.warning: (Lease.warns_at, Lease.state == LeaseState.live),
    Kind.alarm: (Lease.late_at, Lease.state.in_(LEAVING)),
    Kind.lapse: (Request.lapses_at, Request.state == RequestState.waiting),
    Kind.principal: (Principal.next_try_at, Principal.enforced_version < Principal.wanted_version),
    Kind.plan: (Plan.next_try_at, Plan.state.in_(UNDER_WAY)),
    Kind.late_plan: (Plan.late_at, Plan.state.in_(UNDER_WAY)),
    Kind.offer: (Offer.lapses_at, Offer.state == OfferState.open),
    Kind.tidy: (Offer.tidy_at, Offer.tidy_at.is_not(None)),
    Kind.mail: (Offer.mail_at, Offer.mail_at.is_not(None)),
    Kind.rotation: (Rotation.look_at, Rotation.state.in_(ROTATING)),
}

_QUESTIONS = {**_JUDGING, **_ENFORCING}


def to_judge(means: Means) -> Look:
    return _look(means, tuple(_JUDGING))


def to_enforce(means: Means) -> Look:
    return _look(means, tuple(_ENFORCING))


def falls_next(means: Means, look: Look) -> datetime | None:
    """When the next thing falls due that was not due at that look; what was due hides what comes after it."""
    hidden = tuple(kind for kind in look.first if kind in look.due)
    later = _ask(means, hidden, _firsts_after(hidden), look.now) if hidden else {}
    moments = [moment for moment in {**look.first, **later}.values() if moment > look.now]
    return min(moments, default=None)


def _look(means: Means, kinds: tuple[Kind, ...]) -> Look:
    now = means.clock()
    return Look(now, _ask(means, kinds, _firsts(kinds), now))


def _ask(
    means: Means, kinds: tuple[Kind, ...], question: Select[*tuple[Any, ...]], now: datetime
) -> dict[Kind, datetime]:
    with means.database.look() as connection:
        moments = connection.execute(question, {"now": now}).one()
    return {kind: moment for kind, moment in zip(kinds, moments, strict=True) if moment is not None}


@cache
def _firsts(kinds: tuple[Kind, ...]) -> Select[*tuple[Any, ...]]:
    """The first moment of each kind, in one row; built once, for building costs more than asking."""
    questions = (_QUESTIONS[kind] for kind in kinds)
    return select(
        *(select(func.min(column)).where(where, column.is_not(None)).scalar_subquery() for column, where in questions)
    )


@cache
def _firsts_after(kinds: tuple[Kind, ...]) -> Select[*tuple[Any, ...]]:
    """The first moment of each kind after `now`."""
    questions = (_QUESTIONS[kind] for kind in kinds)
    return select(
        *(
            select(func.min(column)).where(where, column > bindparam("now", type_=Moment)).scalar_subquery()
            for column, where in questions
        )
    )
