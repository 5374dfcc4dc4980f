"""Whoever has never asked for anything is found in Slack by their address, before a round is told."""

from dataclasses import replace
from datetime import timedelta

import pytest
from finding_town import Findings
from sqlalchemy import select
from town import Town

from iam.faults import Later, Never
from models.kept_finding import KeptFinding
from models.person import Person, Standing
from models.unmatched import Unmatched
from workflow import introducing


def owner(town: Town, number: int) -> str | None:
    with town.database.read() as session:
        return session.get_one(KeptFinding, number).owner


def met(town: Town) -> set[str]:
    with town.database.read() as session:
        return set(session.scalars(select(Person.slack_id)))


def test_who_has_the_address_is_met_and_the_findings_are_theirs(town: Town) -> None:
    number = Findings(town).unused_group("dan", owner=None)
    before = met(town)
    introducing.introduce(town.means)
    assert owner(town, number) == "U0DAN"
    assert met(town) - before <= {"U0DAN"}


def test_nobody_is_looked_up_of_whom_nothing_is_found_or_who_is_known(town: Town) -> None:
    number = Findings(town).unused_group("dan", owner=None)
    introducing.introduce(town.means)
    town.slack.fault = Later("no more", code="ratelimited")
    introducing.introduce(town.means)
    assert owner(town, number) == "U0DAN"


def test_who_is_not_in_slack_is_asked_for_once_a_week(town: Town) -> None:
    number = Findings(town).unused_group("dan", owner=None)
    dan = town.slack.people.pop("U0DAN")
    introducing.introduce(town.means)
    with town.database.read() as session:
        assert session.scalars(select(Unmatched.address)).all() == ["dan@example.com"]
    town.slack.people["U0DAN"] = dan
    introducing.introduce(town.means)
    assert owner(town, number) is None
    town.clock.passes(introducing.ASKED_AGAIN + timedelta(seconds=1))
    introducing.introduce(town.means)
    assert owner(town, number) == "U0DAN"


def test_when_slack_has_had_enough_what_was_learned_stays(town: Town) -> None:
    findings = Findings(town)
    ann = findings.unused_group("ann", owner=None)
    introducing.introduce(town.means)
    dan = findings.unused_group("dan", owner=None)
    town.slack.fault = Later("no more", code="ratelimited")
    with pytest.raises(Later):
        introducing.introduce(town.means)
    assert (owner(town, ann), owner(town, dan)) == ("U0ANN", None)
    town.slack.fault = None
    introducing.introduce(town.means)
    assert owner(town, dan) == "U0DAN"


def test_a_right_that_is_missing_leaves_them_to_the_administrators(town: Town) -> None:
    number = Findings(town).unused_group("dan", owner=None)
    town.slack.fault = Never("Slack says: missing_scope", code="missing_scope")
    introducing.introduce(town.means)
    assert owner(town, number) is None


def test_a_guest_is_met_and_owns_nothing(town: Town) -> None:
    number = Findings(town).unused_group("dan", owner=None)
    dan = town.slack.people["U0DAN"]
    town.slack.people["U0DAN"] = replace(dan, standing=Standing.guest)
    introducing.introduce(town.means)
    assert owner(town, number) is None
    town.slack.fault = Later("not asked again", code="ratelimited")
    introducing.introduce(town.means)
