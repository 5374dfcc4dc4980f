"""`leasehold scan`, run as an operator runs it: every form, what it says of itself, and its faults in one line."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from bot import scan_files, scan_page, scan_table
from bot.scanned import TITLES, Scanned, tally
from iam import scan
from iam.finding import Finding
from sandbox import company
from sandbox.aws.driver import Emulated

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def lease_corp() -> Iterator[Emulated]:
    with Emulated.start() as started:
        company.seed(started)
        started.set_advisor(seconds=0)
        yield started


def leasehold_scan(aws: Emulated | None, *words: str, **env: str) -> subprocess.CompletedProcess[str]:
    """In an environment with neither Slack nor a database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SLACK_", "AWS_", "DATABASE_"))}
    return subprocess.run(
        [sys.executable, "-m", "bot", "scan", *words],
        cwd=ROOT,
        env=kept | {"NO_PROXY": "127.0.0.1", "AWS_EC2_METADATA_DISABLED": "true"} | (aws.env() if aws else {}) | env,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )


def test_json_is_as_the_contract_has_it(lease_corp: Emulated) -> None:
    done = leasehold_scan(lease_corp, "--format", "json")
    assert done.returncode == 0
    told = json.loads(done.stdout)
    assert (told["account"], told["principals"]) == ("123456789012", 16)
    assert (datetime.now(UTC) - datetime.fromisoformat(told["taken_at"])).total_seconds() < 120
    assert {each["kind"] for each in told["findings"]} == set(scan.KINDS)
    for each in told["findings"]:
        assert set(each) == {"kind", "principal", "subject", "last_used", "since", "evidence", "suggestion"}
        assert each["principal"] is None or each["principal"].startswith("arn:aws:iam::123456789012:")
        assert each["last_used"] is None or datetime.fromisoformat(each["last_used"]).tzinfo
        assert each["since"] is None or isinstance(each["since"], int)
        assert each["subject"]
        assert each["evidence"]
        assert each["suggestion"]
    looking, counted = done.stderr.splitlines()
    assert looking.startswith("leasehold: looking as arn:aws:sts::123456789012:assumed-role/")
    assert re.fullmatch(r"leasehold: \d+ findings, by \d+ calls of AWS in \d+ s", counted)


def test_the_table_says_how_many_and_what_to_do(lease_corp: Emulated) -> None:
    done = leasehold_scan(lease_corp)
    assert done.returncode == 0
    assert done.stdout.startswith("Account 123456789012, ")
    assert all(title in done.stdout for title in TITLES.values())
    assert re.search(r"Unused services +\d+ +█{30}", done.stdout)
    assert "\x1b" not in done.stdout


def test_csv_is_a_line_a_finding_written_to_a_file(lease_corp: Emulated, tmp_path: Path) -> None:
    out = tmp_path / "scan.csv"
    done = leasehold_scan(lease_corp, "--format", "csv", "--out", str(out), "--days", "200")
    assert (done.returncode, done.stdout) == (0, "")
    assert done.stderr.splitlines()[-1].endswith(f"written to {out}")
    lines = list(csv.DictReader(io.StringIO(out.read_text())))
    assert tuple(lines[0]) == scan_files.COLUMNS
    assert {each["subject"] for each in lines if each["kind"] == "unused-user"} == {"old-backup"}
    assert not {each["subject"] for each in lines if each["kind"] == "unused-password"}, "180 days are not 200"


def test_html_is_one_page_that_needs_nothing_else(lease_corp: Emulated, tmp_path: Path) -> None:
    out = tmp_path / "scan.html"
    assert leasehold_scan(lease_corp, "--format", "html", "--out", str(out)).returncode == 0
    page = Page(out.read_text())
    assert not {"script", "link", "img", "iframe", "object", "form"} & {tag for tag, _ in page.tags}
    assert [value for _, given in page.tags for name, value in given if name in {"src", "srcset", "action"}] == []
    assert {value[0] for tag, given in page.tags for name, value in given if tag == "a" and name == "href"} == {"#"}
    assert not re.search(r"url\(|@import|https?:", out.read_text())
    assert [("class", "bar") in given for tag, given in page.tags if tag == "div"].count(True) == len(scan.KINDS)
    assert {f"#{value}" for _, given in page.tags for name, value in given if name == "id"} == {
        value for tag, given in page.tags for name, value in given if tag == "a" and name == "href"
    }


def test_it_changes_nothing(lease_corp: Emulated) -> None:
    lease_corp.clear_calls()
    assert leasehold_scan(lease_corp, "--format", "json").returncode == 0
    assert [call.operation for call in lease_corp.changes()] == []


def test_another_role_is_taken_and_said(lease_corp: Emulated) -> None:
    done = leasehold_scan(lease_corp, "--format", "json", "--role-arn", "arn:aws:iam::222222222222:role/audit")
    assert json.loads(done.stdout)["account"] == "222222222222"
    assert "looking as arn:aws:sts::222222222222:assumed-role/audit/leasehold" in done.stderr


def test_root_is_not_refused_and_is_told_that_less_is_enough(lease_corp: Emulated) -> None:
    lease_corp.set_caller("root-key", "arn:aws:iam::123456789012:root")
    done = leasehold_scan(lease_corp, "--format", "json", AWS_ACCESS_KEY_ID="root-key")
    assert done.returncode == 0
    assert "looking as arn:aws:iam::123456789012:root" in done.stderr
    assert "a role that may only read is enough" in done.stderr.replace("\n", " ")


def faulty(done: subprocess.CompletedProcess[str]) -> str:
    """The last line of a fault: exit 1, nothing on standard output, no traceback."""
    assert (done.returncode, done.stdout) == (1, "")
    assert "Traceback" not in done.stderr
    return done.stderr.splitlines()[-1]


def test_a_fault_of_aws_is_one_line(lease_corp: Emulated, tmp_path: Path) -> None:
    assert faulty(leasehold_scan(None)) == "leasehold: AWS: the bot has no AWS credentials"
    assert faulty(leasehold_scan(None, "--role-arn", "arn:aws:iam::1:role/x")).endswith("no AWS credentials")
    assert "(nope)" in faulty(leasehold_scan(lease_corp, AWS_PROFILE="nope"))
    lease_corp.fault("GetAccountAuthorizationDetails", do="deny")
    line = faulty(leasehold_scan(lease_corp))
    lease_corp.clear_faults()
    assert line.startswith("leasehold: AWS: User: ")
    assert "GetAccountAuthorizationDetails" in line
    gone = tmp_path / "folder"
    gone.mkdir()
    assert leasehold_scan(lease_corp, "--out", str(gone)).returncode == 2
    assert leasehold_scan(lease_corp, "--out", str(tmp_path / "no" / "scan.csv")).returncode == 2


# Forms, of what no account has


class Page(HTMLParser):
    """The tags of a page with their attributes, and its text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, list[tuple[str, Any]]]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, attrs))

    def handle_data(self, data: str) -> None:
        self.text += data


def scanned(*findings: Finding) -> Scanned:
    return Scanned("1", "arn:<b>", datetime(2026, 11, 27, tzinfo=UTC), 90, 3, findings, ("<i>not read</i>",))


def finding(kind: str, *, subject: str = "x", suggestion: str = "do", since: int | None = None) -> Finding:
    return Finding(kind, "arn:aws:iam::1:user/people/ann", subject, None, since, "seen", suggestion)


def whole(told: Iterator[str]) -> str:
    return "".join(told)


HOSTILE = ("=cmd|'/c calc'!A1", "@SUM(A1)", "+1", "-1", "\tx", "[red]x[/red]", '"><script>alert(1)</script>')


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_a_name_in_every_form(name: str) -> None:
    told = scanned(finding("no-mfa", subject=name, suggestion=name))
    (line,) = csv.DictReader(io.StringIO(whole(scan_files.as_csv(told))))
    assert line["subject"][0] not in "=+-@\t\r\n"
    assert line["subject"].removeprefix("'") == name
    assert json.loads(whole(scan_files.as_json(told)))["findings"][0]["subject"] == name
    page = Page(whole(scan_page.page(told)))
    assert "script" not in {tag for tag, _ in page.tags}
    assert name.rpartition("/")[2] in page.text
    assert "<i>not read</i>" in page.text
    assert name.strip() in whole(scan_table.as_text(told, width=400))


def test_what_one_change_would_take_away_is_one_row_and_the_largest_come_first() -> None:
    services = [
        finding("unused-service", subject=name, since=100, suggestion=f"replace it by a policy without {name}: so")
        for name in ("s3", "sqs")
    ]
    first, second = tally([finding("no-mfa"), *services]).rows
    assert (first.who, first.what, first.findings) == ("ann", "2 services: s3, sqs", 2)
    assert first.suggestion == "replace it by a policy without them: so"
    assert second.kind == "no-mfa"


def test_a_kind_is_shown_as_far_as_it_can_be_read_and_the_rest_is_counted() -> None:
    many = [finding("no-mfa", subject=f"person-{number}") for number in range(scan_table.MOST + 20)]
    told = whole(scan_table.as_text(scanned(finding("old-key"), *many), width=400))
    assert told.count("person-") == scan_table.MOST
    assert "20 lines more: --format csv has them all" in told
    assert "Old access keys" in told
    assert whole(scan_page.page(scanned(*many))).count("person-") == len(many)


def test_an_account_without_findings_is_said_to_have_none() -> None:
    assert "0 findings" in whole(scan_table.as_text(scanned()))
    assert "Nothing was found." in whole(scan_page.page(scanned()))
    assert whole(scan_files.as_csv(scanned())).splitlines() == [",".join(scan_files.COLUMNS)]


def test_every_kind_has_a_title() -> None:
    assert set(TITLES) == set(scan.KINDS)
