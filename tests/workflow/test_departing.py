"""Who leaves the workspace: access ends, and taking the IAM user back is put before the administrators, once."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import structlog
from sqlalchemy import select
from town import S3, Town

from iam.faults import Later
from models import departure
from models.departure import Departure
from models.lease_states import LeaseState
from models.move import BOT
from models.person import Standing
from models.post import PostKind
from models.request import Request
from models.request_states import RequestState
from workflow import checking, departing, recognising

HOUR = timedelta(hours=1)


def leaves(town: Town, who: str = "U0ANN", *, email: str | None = None) -> None:
    """Slack shows somebody as deactivated, most often without an address."""
    town.slack.people[who] = replace(town.slack.people[who], standing=Standing.deactivated, email=email)


def is_noticed(town: Town, who: str = "U0ANN") -> None:
    with town.database.write() as session:
        departure.notice(session, who, now=town.clock())


def looks(town: Town) -> None:
    for number in departing.due(town.means):
        departing.look(town.means, number)
    for number in checking.due(town.means):
        checking.check(town.means, number)


def requests(town: Town) -> list[Request]:
    with town.database.read() as session:
        return list(session.scalars(select(Request).where(Request.asker == BOT)))


def noticed(town: Town) -> list[Departure]:
    with town.database.read() as session:
        return list(session.scalars(select(Departure)))


def test_who_is_deactivated_loses_what_they_lease_and_the_plan_is_put_forward_once(town: Town) -> None:
    recognising.live_person(town.means, "U0ANN")
    lease = town.leases(S3, lasts=HOUR)
    town.enforces()
    leaves(town)
    for _ in range(3):
        is_noticed(town)
        looks(town)
    town.settles()
    assert town.lease(lease).state is LeaseState.ended
    assert town.aws.groups_of("ann") == set()
    (request,) = requests(town)
    assert request.state is RequestState.waiting
    assert request.description == "offboard ann: take everything away and delete the IAM user"
    assert (request.whose, request.asker) == ("U0ANN", BOT)
    assert town.posts(PostKind.card) == ["C0APPROVALS"]
    assert town.posts(PostKind.receipt) == []


def test_the_plan_is_decided_on_and_made_like_any_other(town: Town) -> None:
    recognising.live_person(town.means, "U0ANN")
    leaves(town)
    is_noticed(town)
    looks(town)
    (request,) = requests(town)
    town.approves(request.id)
    town.finishes(request.id)
    assert "ann" not in town.aws.state()["users"]


def test_an_event_about_somebody_who_is_there_changes_nothing(town: Town) -> None:
    lease = town.leases(S3, lasts=HOUR)
    town.enforces()
    is_noticed(town)
    looks(town)
    assert (noticed(town), requests(town)) == ([], [])
    assert town.lease(lease).state is LeaseState.live


def test_who_left_while_no_event_came_is_found_within_a_day(town: Town) -> None:
    recognising.live_person(town.means, "U0ANN")
    lease = town.leases(S3, lasts=timedelta(days=7))
    town.enforces()
    leaves(town)
    assert departing.look_daily(town.means) == 0, "Slack was asked a moment ago"
    town.clock.passes(timedelta(hours=25))
    assert departing.look_daily(town.means) == 1
    looks(town)
    assert town.lease(lease).state in {LeaseState.ending, LeaseState.ended}
    assert len(requests(town)) == 1
    assert departing.look_daily(town.means) == 0


def test_who_comes_back_may_leave_again(town: Town) -> None:
    recognising.live_person(town.means, "U0ANN")
    leaves(town)
    is_noticed(town)
    looks(town)
    (first,) = requests(town)
    town.slack.people["U0ANN"] = replace(town.slack.people["U0ANN"], standing=Standing.member, email="ann@example.com")
    is_noticed(town)
    looks(town)
    assert noticed(town) == []
    assert town.request(first.id).state is RequestState.waiting, "the administrators decide, not the bot"


def test_while_slack_does_not_answer_nothing_is_done_and_nothing_is_lost(town: Town) -> None:
    recognising.live_person(town.means, "U0ANN")
    lease = town.leases(S3, lasts=HOUR)
    town.enforces()
    leaves(town)
    is_noticed(town)
    town.slack.fault = Later("ratelimited", after=timedelta(seconds=5))
    looks(town)
    assert town.lease(lease).state is LeaseState.live
    town.slack.fault = None
    town.clock.passes(timedelta(minutes=1))
    looks(town)
    assert town.lease(lease).state is LeaseState.ending


def test_who_dies_between_the_leases_and_the_plan_goes_on_with_the_plan(town: Town) -> None:
    recognising.live_person(town.means, "U0ANN")
    lease = town.leases(S3, lasts=HOUR)
    town.enforces()
    leaves(town)
    is_noticed(town)

    def dies(_logger: object, _method: str, event: dict[str, Any]) -> dict[str, Any]:
        if event["event"] == "departure.seen":
            raise KeyboardInterrupt
        raise structlog.DropEvent

    mortal = town.worker(log=structlog.wrap_logger(None, processors=[dies]))
    with pytest.raises(KeyboardInterrupt):
        departing.look(mortal, departing.due(town.means)[0])
    mortal.claims.close()
    assert town.lease(lease).state is LeaseState.ending
    assert requests(town) == []
    looks(town)
    assert len(requests(town)) == 1


def test_who_has_no_iam_user_leaves_quietly(town: Town) -> None:
    town.is_in_slack("gus")
    leaves(town, "U0GUS")
    is_noticed(town, "U0GUS")
    looks(town)
    assert requests(town) == []
    (row,) = noticed(town)
    assert row.left_at is not None
    assert row.next_try_at is None
