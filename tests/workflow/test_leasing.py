"""A lease: its clock starts when the access is live; it warns, ends on time or by hand, and is late loudly."""

from datetime import timedelta

import pytest
from town import S3, Town

from models.lease_states import LeaseState
from models.post import PostKind
from models.request_states import RequestState
from workflow import leasing
from workflow.refusals.deciding import NoSuchRequest
from workflow.refusals.leases import NoLease, NotYours

HOUR, MINUTE, SECOND = timedelta(hours=1), timedelta(minutes=1), timedelta(seconds=1)


def test_its_clock_starts_when_the_access_is_live(town: Town) -> None:
    town.aws.fault("AddUserToGroup", do="throttle", times=1)
    number = town.leases(S3, lasts=HOUR)
    approved = town.clock()
    town.enforces()
    assert (town.lease(number).live_at, town.lease(number).ends_at) == (None, None)
    town.clock.passes(10 * MINUTE)
    town.enforces()
    lease = town.lease(number)
    assert (lease.approved_at, lease.live_at) == (approved, approved + 10 * MINUTE)
    assert lease.ends_at == approved + 70 * MINUTE
    assert town.request(number).state is RequestState.granted
    assert town.posts(PostKind.outcome) == ["U0ANN"]


@pytest.mark.parametrize(
    ("lasts", "before"),
    [(HOUR, 9 * MINUTE), (20 * SECOND, 3 * SECOND), (8 * HOUR, HOUR), (7 * 24 * HOUR, HOUR)],
)
def test_it_warns_at_15_percent_and_at_most_an_hour_before_the_end(
    town: Town, lasts: timedelta, before: timedelta
) -> None:
    number = town.leases(S3, lasts=lasts)
    town.enforces()
    town.clock.passes(lasts - before - SECOND)
    town.enforces()
    assert town.posts(PostKind.warning) == []
    town.clock.passes(SECOND)
    town.enforces(2)
    assert town.posts(PostKind.warning) == ["U0ANN"]
    assert town.lease(number).state is LeaseState.live


def test_one_for_good_has_no_end_and_no_warning(town: Town) -> None:
    number = town.leases(S3, lasts=None)
    town.enforces()
    town.clock.passes(10_000 * HOUR)
    town.enforces()
    lease = town.lease(number)
    assert (lease.state, lease.ends_at, lease.warns_at) == (LeaseState.live, None, None)
    assert town.held() == {S3}
    with town.database.write() as session:
        leasing.give_back(session, number, by="U0ANN", now=town.clock())
    town.enforces()
    assert town.held() == set()


def test_it_ends_at_its_moment_and_not_before(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    town.clock.passes(HOUR - SECOND)
    town.enforces()
    assert town.held() == {S3}
    town.clock.passes(SECOND)
    town.enforces()
    lease = town.lease(number)
    assert (town.held(), lease.state, lease.ended_by) == (set(), LeaseState.ended, None)
    assert lease.ended_at == lease.ends_at == town.clock()


def test_after_downtime_across_its_end_it_ends_and_keeps_the_end_that_it_had(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    ends_at = town.lease(number).ends_at
    town.clock.passes(30 * HOUR)
    town.enforces()
    lease = town.lease(number)
    assert (lease.state, lease.ends_at, lease.ended_at) == (LeaseState.ended, ends_at, town.clock())
    assert town.posts(PostKind.warning) == [], "over already: nothing to warn of"


def test_its_holder_gives_it_back_and_nobody_else(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    for by, refusal in (("U0BOB", NotYours), ("U0CLEO", NotYours)):
        with pytest.raises(refusal), town.database.write() as session:
            leasing.give_back(session, number, by=by, now=town.clock())
    with pytest.raises(NoSuchRequest), town.database.write() as session:
        leasing.give_back(session, 999, by="U0ANN", now=town.clock())
    assert town.lease(number).state is LeaseState.live
    with town.database.write() as session:
        leasing.give_back(session, number, by="U0ANN", now=town.clock())
    with pytest.raises(NoLease, match="being taken back already"), town.database.write() as session:
        leasing.give_back(session, number, by="U0ANN", now=town.clock())
    town.enforces()
    assert (town.held(), town.lease(number).ended_by) == (set(), "U0ANN")
    with pytest.raises(NoLease, match="over already"), town.database.write() as session:
        leasing.give_back(session, number, by="U0ANN", now=town.clock())


def test_one_that_is_not_live_yet_can_be_revoked_and_never_becomes_live(town: Town) -> None:
    town.aws.fault("AddUserToGroup", do="drop-after", times=1)
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    with town.database.write() as session:
        assert leasing.revoke(session, number, by="U0CLEO", now=town.clock())
    with town.database.write() as session:
        assert not leasing.revoke(session, number, by="U0CLEO", now=town.clock())
    town.settles()
    assert (town.held(), town.lease(number).state) == (set(), LeaseState.ended)
    assert town.request(number).state is RequestState.cancelled


def test_a_removal_is_late_after_half_a_minute_and_told_once(town: Town) -> None:
    number = town.leases(S3, lasts=HOUR)
    town.enforces()
    town.aws.fault("RemoveUserFromGroup", do="throttle")
    town.clock.passes(HOUR)
    town.enforces()
    town.clock.passes(29 * SECOND)
    town.enforces()
    assert town.posts(PostKind.alarm) == []
    town.clock.passes(SECOND)
    town.enforces(3)
    assert town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]
    assert (town.lease(number).why, town.lease(number).late_at) == ("Rate exceeded", None)


def test_nobody_answers_for_three_days_and_it_lapses(town: Town) -> None:
    number = town.asks()
    town.clock.passes(timedelta(hours=72) - SECOND)
    town.keeps_time()
    assert town.request(number).state is RequestState.waiting
    town.clock.passes(SECOND)
    town.keeps_time()
    request = town.request(number)
    assert (request.state, request.open_key, request.decided_by) == (RequestState.lapsed, None, None)
    assert town.posts(PostKind.outcome) == ["U0ANN"]
    assert town.asks() != number
