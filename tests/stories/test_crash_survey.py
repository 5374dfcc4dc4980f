"""Kill -9 at every named step of a survey: it goes on, asks nothing that is kept, and finds the same."""

import ast
import signal
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import boto3
import pytest

from iam import condensing, scan, survey
from iam.aws import CONFIG
from sandbox.aws.driver import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY
from tests.stories.house import CATALOG, House
from tests.stories.mortal import Mortal

ROOT = Path(__file__).resolve().parents[2]
NAMING = ("workflow/surveying.py", "workflow/surveyor.py", "workflow/keeping_findings.py")
"""The files whose steps are named by what they log."""
ASK = "GenerateServiceLastAccessedDetails"
REPORTS = 67
JUDGED = "SELECT count(*) FROM survey WHERE state = 'judged'"


@dataclass
class Surveyed:
    """A house in which surveys are made; what was kept when the bot was found dead, and how often it had asked."""

    mortal: Mortal
    deaths: list[tuple[set[str], int]] = field(default_factory=list)
    calls: int | None = None
    """How often AWS had been asked when the story was over; whoever compares asks too."""

    @property
    def house(self) -> House:
        return self.mortal.house

    def asks(self) -> None:
        self.mortal.does(lambda: self.house.cleo.types("/iam survey"))

    def wait_for(self, rows: str, what: str) -> None:
        """Wait until this counts something."""

        def look() -> bool:
            if self.house.bot.process.poll() is not None:
                kept = {arn for (arn,) in self.house.rows("SELECT arn FROM usage_report")}
                self.deaths.append((kept, len(self.house.aws.calls(ASK))))
                self.mortal.revive()
            return bool(self.house.rows(rows)[0][0])

        self.mortal.house.wait_for(look, seconds=90, what=what)

    def agrees(self) -> None:
        """What stands is what the engine finds in one go."""
        self.mortal.settles()
        self.calls = len(self.house.aws.calls(ASK))
        assert _standing(self.house) == _found_now(self.house)

    def turn(self, column: str, value: datetime) -> None:
        self.house.execute(f"UPDATE survey SET {column} = '{value:%Y-%m-%d %H:%M:%S}' WHERE next_try_at IS NOT NULL")  # noqa: S608 (words of the stories' own)


Story = Callable[[Surveyed], None]


def _is_made_twice(surveyed: Surveyed) -> None:
    """The second one finds that somebody left a group since."""
    surveyed.asks()
    surveyed.wait_for(JUDGED, "the survey")
    surveyed.house.aws.iam.remove_user_from_group(GroupName="s3-users", UserName="person-00")
    surveyed.asks()
    surveyed.wait_for(f"SELECT ({JUDGED}) = 2", "the second survey")
    surveyed.agrees()
    assert surveyed.house.rows("SELECT count(*) FROM kept_finding WHERE state = 'gone'")[0][0] == 2
    assert surveyed.house.rows("SELECT count(*) FROM usage_report")[0][0] == REPORTS
    told = [each for each in surveyed.house.cleo.dm() if "findings*" in each.visible_text()]
    assert 2 <= len(told) <= 3, "one each; one more where a copy may stand in Slack already"


def _is_asked_by_somebody_else(surveyed: Surveyed) -> None:
    surveyed.mortal.does(lambda: surveyed.house.ann.types("/iam survey"))
    surveyed.wait_for("SELECT count(*) FROM survey WHERE state = 'refused'", "the refusal")
    surveyed.mortal.settles()
    assert "Only administrators" in surveyed.house.dms(surveyed.house.ann)
    assert surveyed.house.aws.calls(ASK) == []


def _is_refused_by_aws(surveyed: Surveyed) -> None:
    surveyed.mortal.settles()
    surveyed.house.aws.fault("GetAccountAuthorizationDetails", do="deny")
    surveyed.asks()
    surveyed.wait_for("SELECT count(*) FROM survey WHERE state = 'refused'", "the refusal")
    surveyed.mortal.settles()
    assert "is not authorized" in surveyed.house.dms(surveyed.house.cleo)


def _is_held_up(surveyed: Surveyed) -> None:
    """AWS has no time for a while."""
    surveyed.mortal.settles()
    surveyed.house.aws.fault("GetAccountAuthorizationDetails", do="error", times=200)
    surveyed.asks()
    surveyed.wait_for("SELECT count(*) FROM survey WHERE tries > 0", "AWS to hold it up")
    surveyed.house.aws.clear_faults()
    surveyed.turn("next_try_at", datetime.now(UTC) - timedelta(seconds=1))
    surveyed.wait_for(JUDGED, "the survey")
    surveyed.agrees()


def _loses_its_account(surveyed: Surveyed) -> None:
    surveyed.house.aws.fault("GetServiceLastAccessedDetails", do="throttle")
    surveyed.asks()
    surveyed.wait_for("SELECT count(*) FROM survey WHERE state = 'reading'", "it to be under way")
    surveyed.mortal.kill()
    surveyed.house.catalog.write_text(
        CATALOG.replace("bundles:", "accounts: {other: {}}\nbundles:")
        .replace("    gives:", "    account: other\n    gives:")
        .replace("users: {approvers", "users: {account: other, approvers")
    )
    surveyed.mortal.start_to_die("survey.left")
    surveyed.wait_for("SELECT count(*) FROM survey WHERE state = 'left'", "it to be left")


@dataclass(frozen=True)
class Point:
    """The n-th time that this step is passed in this story."""

    event: str
    nth: int
    story: Story

    def __str__(self) -> str:
        return f"{self.story.__name__}-{self.event}-{self.nth}"


TELLING = (Point("survey.portion", 1, _is_made_twice), Point("survey.kept", 1, _is_made_twice))
"""The two that run every time."""
MATRIX = (
    *TELLING,
    Point("survey.begun", 1, _is_made_twice),
    Point("survey.portion", 2, _is_made_twice),
    Point("survey.read", 1, _is_made_twice),
    Point("survey.found", 1, _is_made_twice),
    Point("survey.judged", 1, _is_made_twice),
    Point("survey.begun", 2, _is_made_twice),
    Point("survey.read", 2, _is_made_twice),
    Point("survey.found", 2, _is_made_twice),
    Point("finding.gone", 1, _is_made_twice),
    Point("survey.judged", 2, _is_made_twice),
    Point("survey.turned_away", 1, _is_asked_by_somebody_else),
    Point("survey.refused", 1, _is_refused_by_aws),
    Point("survey.postponed", 1, _is_held_up),
    Point("survey.left", 1, _loses_its_account),
)


@pytest.fixture
def surveyed(empty_house: House) -> Surveyed:
    """Sixty users of a group that one of them uses."""
    house, aws = empty_house, empty_house.aws
    names = [f"person-{place:02}" for place in range(60)]
    aws.seed({"users": {name: {"groups": ["s3-users"]} for name in names}, "roles": {"app": []}})
    aws.seed({"users": {"zoe": {"password": True, "keys": 2}}})
    for name in (*names, "zoe"):
        aws.age_user(name, 300.5)
    aws.age_group("s3-users", 300.5)
    aws.service_used("s3", user="person-01", days_ago=3)
    aws.set_advisor(seconds=0.2)
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the report")
    return Surveyed(Mortal(house))


def test_every_named_step_is_a_point_of_the_matrix_and_the_other_way_round() -> None:
    assert {point.event for point in MATRIX} == set(_named_steps())


@pytest.mark.parametrize("point", TELLING, ids=str)
def test_a_bot_killed_here_goes_on_with_its_survey(surveyed: Surveyed, point: Point) -> None:
    _dies_and_lives(surveyed, point)


@pytest.mark.slow
@pytest.mark.parametrize("point", [point for point in MATRIX if point not in TELLING], ids=str)
def test_a_bot_killed_at_any_named_step_goes_on_with_its_survey(surveyed: Surveyed, point: Point) -> None:
    _dies_and_lives(surveyed, point)


def _dies_and_lives(surveyed: Surveyed, point: Point) -> None:
    surveyed.mortal.start_to_die(point.event, point.nth)
    point.story(surveyed)
    assert surveyed.mortal.died_at() == [point.event]
    assert surveyed.mortal.statuses in ([-signal.SIGKILL], [])
    for kept, asked in surveyed.deaths:
        again = {call.parameters["Arn"] for call in surveyed.house.aws.calls(ASK)[asked : surveyed.calls]}
        assert not (kept & again) - {_arn("user/person-00"), _arn("group/s3-users")}, "but those that changed since"


def _named_steps() -> list[str]:
    return [
        str(node.args[0].value)
        for path in NAMING
        for node in ast.walk(ast.parse((ROOT / path).read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func).rpartition(".")[0].endswith("log")
        and isinstance(node.args[0], ast.Constant)
    ]


def _standing(house: House) -> set[tuple[Any, ...]]:
    return set(
        house.rows("SELECT principal, kind, subject, evidence, since FROM kept_finding WHERE standing IS NOT NULL")
    )


def _found_now(house: House) -> set[tuple[Any, ...]]:
    """What the engine finds in one go, without a database."""
    session = boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)
    window, now = timedelta(days=90), datetime.now(UTC)
    read = survey.read(session.client("iam", endpoint_url=house.aws.url, config=CONFIG), window=window, now=now)
    found = condensing.condensed(scan.findings(read, window=window, now=now))
    return {(each.principal or "", each.kind, each.subject, each.evidence, each.since) for each in found}


def _arn(name: str) -> str:
    return f"arn:aws:iam::123456789012:{name}"
