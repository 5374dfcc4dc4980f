"""A round of nags: claimed once over all workers, made up once, never for the time before the first run."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from finding_town import is_surveyed
from sqlalchemy import select
from town import CATALOG, Town

from catalog import load
from iam.faults import Later
from models.catalog_copy import CatalogCopy
from models.claims import Kind
from models.database import Database
from models.post import PostKind
from models.round import Round
from models.round_states import RoundState
from sandbox.aws.driver import Emulated
from tests.conftest import Engine
from workflow import nagging

MONDAY = datetime(2026, 11, 23, 8, tzinfo=UTC)
"""Nine o'clock in Berlin, the schedule's firing before the town's morning."""
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def surveyed(request: pytest.FixtureRequest) -> None:
    """What a round does about surveys stands in its own proofs."""
    if "town" in request.fixturenames:
        is_surveyed(request.getfixturevalue("town"))


def first_run(town: Town, at: datetime) -> None:
    with town.database.write() as session:
        session.add(CatalogCopy(digest="x", text=CATALOG, first_taken_at=at, taken_at=at))


def rounds(town: Town) -> list[Round]:
    with town.database.read() as session:
        return list(session.scalars(select(Round).order_by(Round.id)))


def gathered(town: Town, number: int) -> Round:
    """Gather, try by try, until AWS has written its report."""

    def is_told() -> bool:
        town.clock.passes(timedelta(minutes=2))
        nagging.gather(town.means, number)
        return rounds(town)[-1].state is RoundState.told

    town.aws.wait_for(is_told, seconds=5, what="the round")
    return rounds(town)[-1]


def test_a_firing_is_claimed_once_and_the_next_when_it_comes(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    for _ in range(3):
        nagging.claim_due(town.means)
    assert [each.firing for each in rounds(town)] == [MONDAY.isoformat()]
    town.clock.passes(6 * DAY - timedelta(hours=1, seconds=1))
    nagging.claim_due(town.means)
    assert len(rounds(town)) == 1
    town.clock.passes(timedelta(seconds=1))
    nagging.claim_due(town.means)
    assert rounds(town)[-1].firing == (MONDAY + 7 * DAY).isoformat()


def test_missed_firings_are_made_up_once_by_the_latest(town: Town) -> None:
    first_run(town, MONDAY - 100 * DAY)
    town.clock.passes(20 * DAY)
    nagging.claim_due(town.means)
    nagging.claim_due(town.means)
    assert [each.firing for each in rounds(town)] == [(MONDAY + 14 * DAY + 7 * DAY).isoformat()]


@pytest.mark.parametrize("since", [MONDAY, MONDAY + timedelta(hours=1), None])
def test_one_from_before_the_first_run_is_not_owed(town: Town, since: datetime | None) -> None:
    if since is not None:
        first_run(town, since)
    nagging.claim_due(town.means)
    assert rounds(town) == []


def test_without_nags_in_the_catalog_there_are_none(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    lines = [line for line in CATALOG.splitlines() if not line.startswith("nags:")]
    town.catalog = load.parse("\n".join(lines), file="catalog.yaml")
    nagging.claim_due(town.means)
    assert rounds(town) == []


def test_of_many_workers_one_claims_it(town: Town) -> None:
    first_run(town, MONDAY - DAY)
    gate = threading.Barrier(4)

    def claim() -> None:
        gate.wait()
        nagging.claim_due(town.means)

    threads = [threading.Thread(target=claim) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(rounds(town)) == 1


def test_it_is_told_once_with_what_was_found(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"password": True}}})
    number = nagging.ask_for_one(town.means)
    told = gathered(town, number)
    assert [(each["kind"], each["subject"]) for each in told.findings] == [("no-mfa", "ann")]
    assert (told.told_at, told.unused_days, told.next_try_at) == (town.clock(), 90, None)
    assert town.posts(PostKind.digest) == ["C0SECURITY"]
    nagging.gather(town.means, number)
    assert town.posts(PostKind.digest) == ["C0SECURITY"]


def test_asked_for_by_hand_it_is_one_more_each_time(town: Town) -> None:
    assert nagging.ask_for_one(town.means) != nagging.ask_for_one(town.means)


@pytest.mark.parametrize(("do", "wait"), [("throttle", timedelta(seconds=2)), ("deny", timedelta(hours=1))])
def test_what_aws_cannot_answer_now_comes_later_and_the_round_stays_owed(town: Town, do: str, wait: timedelta) -> None:
    number = nagging.ask_for_one(town.means)
    town.aws.fault("GenerateCredentialReport", do=do)
    nagging.gather(town.means, number)
    (owed,) = rounds(town)
    assert (owed.state, owed.tries, bool(owed.fault)) == (RoundState.due, 1, True)
    assert owed.next_try_at is not None
    assert wait * 0.3 <= owed.next_try_at - town.clock() <= wait
    assert nagging.due(town.means) == []
    town.aws.clear_faults()
    assert gathered(town, number).fault == ""


def test_another_worker_gathers_it_already(make_database_url: Callable[[Engine], str], aws: Emulated) -> None:
    town = Town(Database(make_database_url("postgresql")), aws)
    number, other = nagging.ask_for_one(town.means), town.worker()
    with other.claims.hold(Kind.round, number):
        assert not nagging.gather(town.means, number)
    assert rounds(town)[0].tries == 0
    assert nagging.gather(town.means, number)
    other.claims.close()
    town.means.claims.close()
    town.database.close()


def test_an_account_that_does_not_answer_is_no_clean_account(town: Town) -> None:
    town.aws.down()
    number = nagging.ask_for_one(town.means)
    nagging.gather(town.means, number)
    assert rounds(town)[0].state is RoundState.due
    with pytest.raises(Later):
        nagging._findings(town.means, unused_days=90)
