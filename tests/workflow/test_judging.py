"""Judging: a vote counts by what is so at the click. The right to it is told in tests/stories and tests/abuse."""

from datetime import timedelta

import pytest
from town import Town

from models.decision import Answer
from models.request_states import RequestState
from workflow import answering

LAPSES = timedelta(hours=72)


def votes(town: Town, number: int, answer: Answer) -> None:
    """Bob's click, written down; nobody has judged it yet."""
    with town.database.write() as session:
        answering.cast(session, number, answer, by="U0BOB", now=town.clock())


@pytest.mark.parametrize("answer", [Answer.approve, Answer.deny])
def test_a_vote_at_the_hour_of_the_lapse_or_after_it_counts_for_nothing(town: Town, answer: Answer) -> None:
    number = town.asks()
    town.clock.passes(LAPSES)
    votes(town, number, answer)
    town.judges()
    assert town.request(number).state is RequestState.waiting
    assert town.whispers() == [("U0BOB", f"Request {number} is lapsed already; your click changed nothing.")]
    town.keeps_time()
    request = town.request(number)
    assert (request.state, request.decided_by, request.open_key) == (RequestState.lapsed, None, None)


@pytest.mark.parametrize(
    ("answer", "state"), [(Answer.approve, RequestState.approved), (Answer.deny, RequestState.denied)]
)
def test_a_vote_before_the_lapse_counts_though_it_is_judged_later(
    town: Town, answer: Answer, state: RequestState
) -> None:
    number = town.asks()
    town.clock.passes(LAPSES - timedelta(seconds=1))
    votes(town, number, answer)
    town.clock.passes(timedelta(seconds=2))
    town.keeps_time()
    town.judges()
    assert town.request(number).state is state
    assert town.whispers() == []


def test_a_first_vote_in_time_keeps_the_request_open_no_longer_than_it_takes_to_judge_it(town: Town) -> None:
    number = town.asks("two-of-us")
    town.clock.passes(LAPSES - timedelta(seconds=1))
    votes(town, number, Answer.approve)
    town.clock.passes(timedelta(seconds=2))
    town.keeps_time()
    assert town.request(number).state is RequestState.waiting
    town.judges()
    town.keeps_time()
    assert town.request(number).state is RequestState.lapsed
