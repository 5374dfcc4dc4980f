"""Metrics: what the rows say at the moment of the scrape."""

from datetime import timedelta

import pytest
from prometheus_client.parser import text_string_to_metric_families

from bot import metrics
from models.database import Database
from models.lease_states import LeaseState
from models.request_states import RequestState
from sandbox.aws.driver import Emulated
from tests.workflow.town import S3, Town


def scraped(town: Town) -> dict[str, float]:
    page = metrics.page(town.database, clock=town.clock).decode()
    return {
        "/".join([sample.name.removeprefix("leasehold_"), *sample.labels.values()]): sample.value
        for family in text_string_to_metric_families(page)
        for sample in family.samples
    }


@pytest.fixture
def town(database: Database, aws: Emulated) -> Town:
    return Town(database, aws)


def test_every_state_is_told_at_nought_too(town: Town) -> None:
    found = scraped(town)
    assert {name.partition("/")[2] for name in found if name.startswith("requests/")} == set(RequestState)
    assert {name.partition("/")[2] for name in found if name.startswith("leases/")} == set(LeaseState)
    assert found["snapshot_age_seconds/main"] == -1, "the town's snapshot is of a moment that is still to come"
    assert sum(found.values()) == -1


def test_it_follows_a_lease_to_its_end_and_says_when_it_is_overdue(town: Town) -> None:
    town.leases(S3, lasts=timedelta(hours=1))
    assert scraped(town)["principals_behind"] == 1
    town.enforces()
    found = scraped(town)
    assert (found["leases/live"], found["requests/granted"], found["principals_behind"]) == (1, 1, 0)
    assert found["posts_behind"] == 1
    town.aws.fault("RemoveUserFromGroup", do="throttle")
    town.clock.passes(timedelta(hours=1, seconds=1))
    town.enforces()
    found = scraped(town)
    assert (found["leases/ending"], found["leases_overdue"]) == (1, 1)
    town.aws.clear_faults()
    town.settles()
    found = scraped(town)
    assert (found["leases/ended"], found["leases_overdue"], found["principals_behind"]) == (1, 0, 0)
    town.means.claims.close()
