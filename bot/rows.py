"""What a worker looks after row by row: each kind of rows, when it has something due, and what is done about one."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from workflow import (
    answering_findings,
    carrying_out,
    checking,
    checkups,
    departing,
    enforcing,
    inquiring,
    judging,
    mailing,
    nagging,
    reminding,
    review_judging,
    review_use,
    reviewing,
    rotating,
    surveying,
    tidying,
)
from workflow.due import Kind
from workflow.means import Means


@dataclass(frozen=True)
class Rows:
    """One row of one `thing` is in one hand at a time; `work` is False when another worker has it."""

    thing: str
    kinds: frozenset[Kind]
    due: Callable[[Means], Iterable[int]]
    work: Callable[[Means, int], bool]


def _rows(thing: str, *kinds: Kind, due: Callable[[Means], Iterable[int]], work: Callable[[Means, int], bool]) -> Rows:
    return Rows(thing, frozenset(kinds), due, work)


ASKED_SURVEY = _rows("asked survey", Kind.survey, due=surveying.due, work=surveying.admit)
REMINDED = _rows("reminder", Kind.reminder, due=reminding.due, work=reminding.remind)
JUDGED = (
    _rows("request", Kind.check, due=checking.due, work=checking.check),
    _rows("request", Kind.vote, due=judging.due, work=judging.judge),
    _rows("departure", Kind.departure, due=departing.due, work=departing.look),
    ASKED_SURVEY,
    _rows("inquiry", Kind.inquiry, due=inquiring.due, work=inquiring.answer),
    _rows("review answer", Kind.review_answer, due=review_judging.due, work=review_judging.judge),
    _rows("review", Kind.review, due=reviewing.due, work=reviewing.go_on),
    _rows("review item", Kind.review_use, due=review_use.due, work=review_use.look),
    _rows("round", Kind.round, due=nagging.due, work=nagging.gather),
    _rows("round", Kind.round, due=checkups.due, work=checkups.gather),
    _rows("finding", Kind.finding_answer, due=answering_findings.due, work=answering_findings.judge),
    REMINDED,
)
"""Questions, clicks and looks: what Slack and AWS have to be asked for."""

ENFORCED = (
    _rows("principal", Kind.principal, Kind.end, due=enforcing.due, work=enforcing.enforce),
    _rows("plan", Kind.plan, due=carrying_out.due, work=carrying_out.carry_out),
    _rows("offer", Kind.tidy, due=tidying.due, work=tidying.tidy),
    _rows("offer", Kind.mail, due=mailing.due, work=mailing.send),
    _rows("rotation", Kind.rotation, due=rotating.due, work=rotating.go_on),
)
"""What AWS is made to agree with."""
