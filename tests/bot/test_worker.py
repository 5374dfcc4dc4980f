"""The worker: mirrors that go when they are called or when something falls due, whatever happens."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog
from slack_sdk import WebClient
from sqlalchemy import select

from bot import parts
from bot.catalog_in_force import CatalogInForce
from bot.mirror import Mirror
from bot.worker import NAGGED_WITHIN, Duty, Worker
from catalog import load
from iam.faults import Later, Never
from messages.posting import Posting
from messages.publishing import Publishing
from models.catalog_copy import CatalogFault
from models.claims import Kind
from models.database import Database
from models.decision import Answer
from models.lease_states import LeaseState
from models.round import Round
from models.round_states import RoundState
from models.survey import Survey
from models.survey_states import SurveyState
from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn
from tests.workflow.town import CATALOG, S3, Town
from workflow import answering, surveying


class Heard:
    """A logger that keeps what it is told."""

    def __init__(self) -> None:
        self.events: list[dict[str, Any]] = []
        self.log = structlog.wrap_logger(None, processors=[self._keep])

    def _keep(self, _logger: object, _name: str, event: dict[str, Any]) -> dict[str, Any]:
        self.events.append(event)
        raise structlog.DropEvent


class Passes:
    """What a mirror runs: counts its passes, and gives what is due next."""

    def __init__(self, *then: Callable[[], datetime | None]) -> None:
        self.at: list[float] = []
        self._then = iter(then)

    def __call__(self) -> datetime | None:
        self.at.append(time.monotonic())
        return next(self._then, lambda: None)()

    def reach(self, number: int, within: float = 5) -> bool:
        until = time.monotonic() + within
        while len(self.at) < number and time.monotonic() < until:
            time.sleep(0.005)
        return len(self.at) >= number


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def start(heard: Heard) -> Iterator[Callable[[Passes], Mirror]]:
    mirrors = []

    def start(passes: Passes) -> Mirror:
        mirror = Mirror("test", passes, clock=parts.clock, log=heard.log)
        mirror.start()
        mirrors.append(mirror)
        return mirror

    yield start
    for mirror in mirrors:
        mirror.stop()


Start = Callable[[Passes], Mirror]


def fail() -> None:
    raise ZeroDivisionError


def test_it_goes_at_once_and_then_only_when_called(start: Start) -> None:
    passes = Passes()
    mirror = start(passes)
    assert passes.reach(1)
    assert not passes.reach(2, within=0.2)
    mirror.wake()
    assert passes.reach(2)


def test_it_goes_by_itself_when_what_it_said_falls_due(start: Start) -> None:
    passes = Passes(lambda: parts.clock() + timedelta(seconds=0.3))
    start(passes)
    assert passes.reach(2)
    assert 0.25 < passes.at[1] - passes.at[0] < 3


def test_what_is_overdue_is_done_at_once(start: Start) -> None:
    passes = Passes(lambda: parts.clock() - timedelta(hours=1))
    start(passes)
    assert passes.reach(2, within=1)


def test_a_call_in_the_middle_of_a_pass_is_not_lost(start: Start) -> None:
    entered, go_on = threading.Event(), threading.Event()

    def wait() -> None:
        entered.set()
        go_on.wait(5)

    passes = Passes(wait)
    mirror = start(passes)
    entered.wait(5)
    for _ in range(3):
        mirror.wake()
    go_on.set()
    assert passes.reach(2)
    assert not passes.reach(3, within=0.2), "three calls are answered by one look"


def test_who_is_told_to_stop_while_somebody_goes_first_does_not_wait_for_another_call(heard: Heard) -> None:
    courteous, go_on = threading.Event(), threading.Event()

    def give_way() -> None:
        courteous.set()
        go_on.wait(5)

    mirror = Mirror("test", Passes(), clock=parts.clock, log=heard.log, give_way=give_way)
    mirror.start()
    assert courteous.wait(5)
    stopping = threading.Thread(target=mirror.stop)
    stopping.start()
    time.sleep(0.1)
    go_on.set()
    stopping.join(5)
    assert not stopping.is_alive()


def test_a_pass_that_fails_is_told_and_does_not_end_the_loop(start: Start, heard: Heard) -> None:
    passes = Passes(fail, fail)
    mirror = start(passes)
    for number in (1, 2, 3):
        assert passes.reach(number)
        time.sleep(0.05)
        mirror.wake()
    told = [event for event in heard.events if event["event"] == "mirror.failed"]
    assert [event["mirror"] for event in told] == ["test"] * 2


def test_stopped_it_begins_nothing_new(start: Start) -> None:
    passes = Passes()
    mirror = start(passes)
    assert passes.reach(1)
    mirror.stop()
    mirror.wake()
    assert not passes.reach(2, within=0.1)


@pytest.fixture
def town(database: Database, aws: Emulated) -> Iterator[Town]:
    town = Town(database, aws)
    yield town
    town.means.claims.close()


@pytest.fixture
def worker(town: Town, stand_in: StandIn, heard: Heard, tmp_path: Path) -> Worker:
    stand_in.reset()
    path = tmp_path / "catalog.yaml"
    path.write_text(CATALOG)
    town.means = town.worker(claims=town.means.claims, clock=parts.clock, log=heard.log)
    catalog = CatalogInForce(path, town.database, clock=parts.clock, log=heard.log)
    catalog.start()
    client = WebClient(token=stand_in.bot_token, base_url=stand_in.api_url, retry_handlers=[])
    posting = Posting(town.database, town.means.claims, client, parts.clock, heard.log)
    publishing = Publishing(town.database, town.means.claims, client, catalog.current, parts.clock, heard.log)
    return Worker(town.means, posting, publishing, catalog)


@pytest.mark.parametrize("fault", [Later("Rate exceeded"), Never("not authorized", code="AccessDenied")])
def test_a_duty_that_aws_holds_up_is_told_and_done_at_its_next_turn(
    worker: Worker, heard: Heard, fault: Exception
) -> None:
    turns = iter([fault, None])

    def run() -> None:
        found = next(turns)
        if found is not None:
            raise found

    guarded = worker._guarded(Duty("test", timedelta(seconds=1), run))
    guarded()
    guarded()
    assert [event["duty"] for event in heard.events if event["event"] == "duty.postponed"] == ["test"]


def test_once_does_all_that_is_due_though_aws_refuses_to_be_read(worker: Worker, town: Town) -> None:
    """For cron: a right that is missing for the snapshot must not keep a lease from ending."""
    town.clock.now = parts.clock() - timedelta(hours=2)
    number = town.leases(S3, lasts=timedelta(seconds=1))
    worker.run_once()
    assert town.held() == {S3}
    town.aws.fault("GetAccountAuthorizationDetails", do="deny")
    time.sleep(1.1)
    worker.run_once()
    assert (town.held(), town.lease(number).state) == (set(), LeaseState.ended)


def test_once_holds_the_names_of_the_catalog_against_the_account(worker: Worker, town: Town) -> None:
    town.catalog = load.parse(CATALOG.replace("group: s3-users", "group: s3-usrs", 1), file="catalog.yaml")
    worker.run_once()
    with town.database.read() as session:
        [said] = session.scalars(select(CatalogFault.said))
    assert "account main has no group 's3-usrs'; did you mean 's3-users'?" in said


def test_once_ends_a_lease_before_it_asks_what_it_was_used_for(worker: Worker, town: Town) -> None:
    town.clock.now = parts.clock() - timedelta(hours=2)
    town.leases(S3, lasts=timedelta(seconds=1))
    worker.run_once()
    assert town.held() == {S3}
    town.aws.set_advisor(seconds=0)
    town.aws.clear_calls()
    time.sleep(1.1)
    worker.run_once()
    called = [call.operation for call in town.aws.calls()]
    assert called.index("RemoveUserFromGroup") < called.index("GenerateServiceLastAccessedDetails")


def test_a_round_by_hand_waits_for_a_survey_for_longer_than_for_aws(worker: Worker, town: Town) -> None:
    town.clock.now = parts.clock()
    with town.database.write() as session:
        number = surveying.begin(session, "main", unused_days=90, now=town.clock())
    surveying.admit(town.means, number)
    patient = Worker(replace(town.means, clock=town.clock), worker._posting, worker._publishing, worker._catalog)
    nagging = threading.Thread(target=patient.nag)
    with town.means.claims.hold(Kind.survey, number):  # another worker has it in hand
        nagging.start()
        for waited in (1, 2):
            town.aws.wait_for(lambda waited=waited: _round(town).tries >= waited, what="it to wait")
            town.clock.passes(NAGGED_WITHIN)
    nagging.join(60)
    assert not nagging.is_alive()
    assert _round(town).state is RoundState.told
    with town.database.read() as session:
        assert session.get_one(Survey, number).state is SurveyState.judged


def _round(town: Town) -> Round:
    with town.database.read() as session:
        return session.scalars(select(Round)).one_or_none() or Round(tries=0)


def test_what_a_hand_has_made_due_is_taken_up_when_it_puts_its_row_down(worker: Worker, town: Town) -> None:
    """A vote, judged by one hand, is a lease that another makes live: with no tick to help."""
    town.clock.now = parts.clock()
    number = town.asks()
    worker.start()
    worker._scheduler.pause()
    try:
        with town.database.write() as session:
            answering.cast(session, number, Answer.approve, by="U0BOB", now=parts.clock())
        town.aws.wait_for(lambda: town.held() == {S3}, what="the grant")
        town.aws.wait_for(lambda: town.lease(number).state is LeaseState.live, what="the lease")
    finally:
        worker.stop()


def test_it_runs_until_it_is_stopped(worker: Worker, town: Town) -> None:
    """Live at once after the commit, ended at its moment: nobody calls but the commit itself."""
    worker.start()
    try:
        town.clock.now = parts.clock()
        number = town.leases(S3, lasts=timedelta(seconds=1))
        town.aws.wait_for(lambda: town.held() == {S3}, what="the grant")
        town.aws.wait_for(lambda: town.lease(number).state is LeaseState.ended, what="the end")
        assert town.held() == set()
        lease = town.lease(number)
        assert lease.ended_at is not None
        assert lease.ends_at is not None
        assert lease.ended_at - lease.ends_at < timedelta(seconds=3)
    finally:
        worker.stop()
