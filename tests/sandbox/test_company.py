"""Lease Corp's account has something for every feature to show, and the demo's catalog fits it."""

import re
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import yaml

from iam import checkup, hygiene, scan, survey
from sandbox import company
from sandbox.aws.driver import Emulated, State
from sandbox.bot import Bot
from sandbox.slack import seed as slack_seed
from sandbox.slack.driver import StandIn
from sandbox.stage import CATALOG

if TYPE_CHECKING:
    from iam.finding import Finding

USERS = "arn:aws:iam::123456789012:user/"


@pytest.fixture(scope="module")
def aws() -> Iterator[Emulated]:
    with Emulated.start() as started:
        company.seed(started)
        yield started


@pytest.fixture(scope="module")
def state(aws: Emulated) -> State:
    return aws.state()


@pytest.fixture(scope="module")
def findings(aws: Emulated) -> "list[Finding]":
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the credential report")
    return hygiene.findings(aws.iam, unused_days=90, now=datetime.now(UTC))


def _used(aws: Emulated, arn: str) -> dict[str, int | None]:
    """By service, how many days ago it was used; None is never."""
    aws.set_advisor(seconds=0)
    job = aws.iam.generate_service_last_accessed_details(Arn=arn)["JobId"]
    told = aws.iam.get_service_last_accessed_details(JobId=job, MaxItems=1000)["ServicesLastAccessed"]
    now = datetime.now(UTC)
    return {one["ServiceNamespace"]: (now - at).days if (at := one.get("LastAuthenticated")) else None for one in told}


def test_every_kind_of_finding_that_hygiene_knows_is_there(findings: "list[Finding]") -> None:
    known = set(re.findall(r'kind="([a-z-]+)"', Path(hygiene.__file__).read_text(encoding="utf-8")))
    assert len(known) >= 4
    assert {finding.kind for finding in findings} == known


def test_a_scan_finds_something_of_every_kind(aws: Emulated) -> None:
    window, now = timedelta(days=90), datetime.now(UTC)
    read = survey.read(aws.iam, window=window, now=now)
    found = list(scan.findings(read, window=window, now=now))
    assert {finding.kind for finding in found} == set(scan.KINDS)
    told = {(finding.kind, (finding.principal or "").rpartition("/")[2], finding.subject) for finding in found}
    assert told >= {
        ("administrator", "cleo", "arn:aws:iam::aws:policy/AdministratorAccess"),
        ("escalation", "hal", "arn:aws:iam::123456789012:policy/ops-automation"),
        ("idle-group", "migration-2024", "migration-2024"),
        ("inline-policy", "fay", "data-lake-read"),
        ("redundant-policy", "fay", "arn:aws:iam::aws:policy/AmazonAthenaFullAccess"),
        ("two-keys", "dan", "dan"),
        ("unused-group-membership", "dan", "data"),
        ("unused-group-membership", "hal", "s3-users"),
        ("unused-policy", "dan", "arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess"),
        ("unused-role", "report-export", "report-export"),
        ("unused-service", "ann", "iam"),
        ("unused-user", "old-backup", "old-backup"),
    }
    services = {(who, subject) for kind, who, subject in told if kind == "unused-service"}
    assert not services & {("ann", "ec2"), ("bob", "s3"), ("cleo", "iam"), ("hal", "ssm"), ("thumbnails", "s3")}
    assert [finding.kind for finding in found] == sorted((each.kind for each in found), key=scan.KINDS.index)


def test_who_is_reminded_of_what(findings: "list[Finding]") -> None:
    told = {((finding.principal or "").removeprefix(USERS), finding.kind) for finding in findings}
    assert told == {
        ("arn:aws:iam::123456789012:root", "root-key"),
        ("bob", "no-mfa"),
        ("dan", "unused-key"),
        ("fay", "unused-key"),
        ("hal", "unused-password"),
        ("old-backup", "unused-key"),
    }


def test_the_checkup_has_something_to_show_in_each_state(aws: Emulated, findings: "list[Finding]") -> None:
    items = checkup.look(aws.iam, admin_group="admins", now=datetime.now(UTC))
    assert {item.key for item in items if item.state == "well"} == {
        *("password-length", "no-star", "cloudshell", "certificates"),
        *("individual-users", "administrators", "inline-in-groups"),
    }
    assert {item.key for item in items if item.state == "unknown"} == {"access-analyzer", "central-users"}
    evidence = {item.key: item.evidence for item in items}
    assert evidence["user-mfa"] == "1 of 6 users with a console password has no MFA: bob"
    assert evidence["old-keys"].startswith("5 active keys are older than 90 days: old-backup key 1 (1000 days)")
    assert evidence["groups-only"].endswith("old-backup (AmazonS3FullAccess)")


AGED: dict[str, Callable[[State], bool]] = {
    "old-key": lambda state: _days(state["users"]["ann"]["keys"][0]["created"]) > 90,
    "two-keys": lambda state: len(state["users"]["dan"]["keys"]) == 2,
    "direct-policy": lambda state: bool(state["users"]["dan"]["policies"]),
    "inline-policy": lambda state: bool(state["users"]["fay"]["inline"]),
    "idle-group": lambda state: state["groups"]["migration-2024"]["members"] == [],
    "escalation": lambda state: (
        state["users"]["hal"]["policies"] == ["arn:aws:iam::123456789012:policy/ops-automation"]
    ),
    "redundant-policy": lambda state: (
        set(state["users"]["fay"]["policies"]) <= set(state["groups"]["data"]["policies"])
    ),
}


@pytest.mark.parametrize("kind", AGED)
def test_what_later_findings_look_for_is_there(state: State, kind: str) -> None:
    assert AGED[kind](state)


def _days(since: str) -> int:
    return (datetime.now(UTC) - datetime.fromisoformat(since).replace(tzinfo=UTC)).days


def test_some_use_what_they_have_and_some_do_not(aws: Emulated) -> None:
    ann = _used(aws, f"{USERS}ann")
    assert (ann["ec2"], ann["cloudwatch"], ann["iam"]) == (1, 2, None)
    cleo = _used(aws, f"{USERS}cleo")
    assert len(cleo) > 60
    assert {service for service, days in cleo.items() if days is not None} == {"iam", "s3", "ec2"}
    data = _used(aws, "arn:aws:iam::123456789012:group/data")
    assert (data["athena"], data["redshift"]) == (2, None)
    # Dan is in that group, and uses nothing that it alone gives; nor does hal of s3-users.
    assert {_used(aws, f"{USERS}dan")[service] for service in ("athena", "glue", "redshift")} == {None}
    assert _used(aws, f"{USERS}hal")["s3"] is None
    assert set(_used(aws, f"{USERS}old-backup").values()) <= {300, None}
    assert set(_used(aws, "arn:aws:iam::123456789012:role/report-export").values()) == {None}
    assert _used(aws, "arn:aws:iam::123456789012:role/thumbnails")["s3"] == 0


def test_roles_and_root_have_their_ages(aws: Emulated) -> None:
    unused = aws.iam.get_role(RoleName="report-export")["Role"]
    assert unused["RoleLastUsed"] == {}
    assert datetime.now(UTC) - unused["CreateDate"] > timedelta(days=600)
    assert aws.iam.get_role(RoleName="thumbnails")["Role"]["RoleLastUsed"]["LastUsedDate"]
    summary = aws.iam.get_account_summary()["SummaryMap"]
    assert (summary["AccountAccessKeysPresent"], summary["AccountMFAEnabled"]) == (1, 0)


def test_the_people_of_the_workspace_are_in_iam_but_for_the_new_hire_and_the_guest(state: State) -> None:
    people = {one["email"] for one in yaml.safe_load(slack_seed.DEFAULT.read_text(encoding="utf-8"))["people"]}
    tagged = {user["tags"]["email"] for user in state["users"].values() if "email" in user["tags"]}
    assert len(people) == 8
    assert people - tagged == {"eve@example.com", "gus@example.com"}
    assert tagged <= people


def test_ann_has_nothing_yet_of_what_the_story_asks_for(state: State) -> None:
    ann = state["users"]["ann"]
    assert (ann["groups"], ann["policies"]) == (["developers"], [])


def test_the_account_is_the_same_each_time(aws: Emulated, state: State) -> None:
    aws.reset()
    company.seed(aws)
    again = aws.state()
    for kind in ("users", "groups", "roles"):
        assert {name: _lasting(one) for name, one in again[kind].items()} == {
            name: _lasting(one) for name, one in state[kind].items()
        }


def _lasting(one: State) -> State:
    kept = ("groups", "members", "policies", "inline", "tags", "password")
    return {key: one.get(key) for key in kept} | {"mfa": len(one.get("mfa", [])), "keys": len(one.get("keys", []))}


def test_the_demos_catalog_has_no_faults_in_this_company(aws: Emulated, tmp_path: Path) -> None:
    with StandIn.start() as slack:
        bot = Bot(
            slack, aws, database_url=f"sqlite:///{tmp_path / 'bot.db'}", catalog=CATALOG, log=tmp_path / "bot.log"
        )
        bot.runs("migrate")
        found = bot.runs("check")
    assert (found.returncode, found.stdout.strip(), found.stderr) == (0, "no faults found", "")
