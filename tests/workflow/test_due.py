"""What falls due next: the mirrors sleep until then, and no longer."""

from collections.abc import Callable
from datetime import datetime, timedelta

from town import S3, Town

from models.decision import Answer
from workflow import answering, due, enforcing, judging, nagging
from workflow.means import Means

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def falls_next(town: Town, look: Callable[[Means], due.Look]) -> datetime | None:
    return due.falls_next(town.means, look(town.means))


def test_with_nothing_to_come_there_is_no_moment(town: Town) -> None:
    assert (falls_next(town, due.to_judge), falls_next(town, due.to_enforce)) == (None, None)


def test_a_lease_brings_its_warning_then_its_end(town: Town) -> None:
    town.leases(S3, lasts=HOUR)
    town.enforces()
    live = town.clock()
    assert falls_next(town, due.to_enforce) == live + 51 * MINUTE
    town.clock.passes(51 * MINUTE)
    town.enforces()
    assert falls_next(town, due.to_enforce) == live + HOUR
    town.clock.passes(9 * MINUTE)
    town.enforces()
    assert falls_next(town, due.to_enforce) is None


def test_what_aws_put_off_comes_at_its_try_and_is_late_at_its_time(town: Town) -> None:
    town.leases(S3, lasts=HOUR)
    town.enforces()
    town.aws.fault("RemoveUserFromGroup", do="error", code="ServiceFailure", status=500)
    town.clock.passes(HOUR)
    town.enforces()
    again = falls_next(town, due.to_enforce)
    assert again is not None
    assert timedelta(0) < again - town.clock() < timedelta(seconds=3)
    assert (due.to_enforce(town.means).due, enforcing.due(town.means)) == (frozenset(), [])
    town.clock.now = again
    assert due.to_enforce(town.means).due == {due.Kind.principal}
    assert len(enforcing.due(town.means)) == 1


def test_an_open_request_comes_when_it_lapses(town: Town) -> None:
    town.asks()
    assert falls_next(town, due.to_enforce) == town.clock() + timedelta(hours=72)
    assert falls_next(town, due.to_judge) is None


def test_what_slack_put_off_is_judged_at_its_next_try(town: Town) -> None:
    from iam.faults import Later

    number = town.asks()
    town.slack.fault = Later("ratelimited", after=timedelta(seconds=30))
    with town.database.write() as session:
        answering.cast(session, number, Answer.approve, by="U0BOB", now=town.clock())
    town.judges()
    assert falls_next(town, due.to_judge) == town.clock() + timedelta(seconds=30)
    assert judging.due(town.means) == []


def test_a_round_put_off_comes_again(town: Town) -> None:
    number = nagging.ask_for_one(town.means)
    assert due.to_judge(town.means).due == {due.Kind.round}
    assert nagging.due(town.means) == [number]
    nagging.gather(town.means, number)  # AWS begins to write the report
    soon = falls_next(town, due.to_judge)
    assert soon is not None
    assert soon > town.clock()
