"""How long a scan takes against the least time that its calls need, and how much memory.

AWS answers after 50 ms here and has a report ready after 1 s. The least is two calls for each report, one for each page
of the authorization details, four for the account as a whole, one to learn whose account it is; and of time what these
calls take so many at a time, and one report. 500 reports are read of the emulated AWS, which answers one call at a time
and works on each; 5,000 of a stand-in that has its answers ready (bench/swift_aws.py), by `leasehold scan`.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import boto3
import psutil

from bench import swift_aws
from bench.checkup import PORTION
from bench.swift_account import PAGE, Account
from bot.scanning import FORMS
from iam import scan, survey, survey_usage
from iam.aws import CONFIG
from sandbox.aws.driver import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, Emulated

USERS, GROUPS, ROLES, POLICIES = 400, 40, 40, 20
LARGE = 3_850, 150, 1_000, 50
"""5,000 principals, and policies of the account's own."""
LATENCY, JOB = 0.05, 1.0
WINDOW = timedelta(days=90)


@dataclass(frozen=True)
class Row:
    """Seconds of reading and of judging, against the least for this many calls at a time; megabytes at the peak."""

    principals: int
    calls: int
    least_calls: int
    seconds: float
    least_seconds: float
    judging: float
    findings: int
    peak: float
    grown: float


def measure(aws: Emulated) -> Row:
    _fill(aws)
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", seconds=60, what="the report")
    aws.set_advisor(seconds=JOB)
    aws.latency(LATENCY)
    aws.clear_calls()
    session = boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)
    iam = session.client("iam", endpoint_url=aws.url, config=CONFIG)
    before, now, begun = psutil.Process().memory_info().rss, datetime.now(UTC), time.perf_counter()
    read = survey.read(iam, window=WINDOW, now=now)
    took = time.perf_counter() - begun
    found = sum(1 for _ in scan.findings(read, window=WINDOW, now=now))
    judging, after = time.perf_counter() - begun - took, psutil.Process().memory_info().rss
    aws.latency(0)
    counts = Counter(call.operation for call in aws.calls())
    least = 2 * len(read.usage.reports) + counts["GetAccountAuthorizationDetails"] + 4
    assert read.calls == counts.total()  # noqa: S101 (what was measured is what is told)
    assert not read.usage.left_out  # noqa: S101 (as above)
    return Row(
        principals=len(read.usage.reports),
        calls=read.calls,
        least_calls=least,
        seconds=round(took, 1),
        least_seconds=round(JOB + least * LATENCY / survey_usage.AT_ONCE, 1),
        judging=round(judging, 2),
        findings=found,
        peak=round(after / 1e6),
        grown=round((after - before) / 1e6),
    )


@dataclass(frozen=True)
class Large:
    """A scan of 5,000 as a process: until all is read, and then judged and written; its memory at the peak."""

    principals: int
    reports: int
    at_once: int
    least_calls: int
    calls: int
    least_seconds: float
    reading: float
    factor: float
    judging: float
    findings: int
    peak: float
    written: float


def measure_large(form: str = "json") -> Large:
    account = Account(*LARGE)
    reports = len(account.everybody) + account.policies
    least = 2 * reports + -(-account.entries // PAGE) + 4 + 1
    with swift_aws.started(account, swift_aws.Delays(LATENCY, JOB)) as aws, tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "scan"
        begun = time.perf_counter()
        command = [sys.executable, "-m", "bot", "scan", "--format", form, "--out", str(out)]
        scanning = subprocess.Popen(command, env=os.environ | aws.env(), stderr=subprocess.PIPE, text=True)
        # What it writes is begun when all is read.
        while not out.exists() and not _is_over(scanning.pid):
            time.sleep(0.02)
        reading = time.perf_counter() - begun
        _, status, used = os.wait4(scanning.pid, 0)
        took = time.perf_counter() - begun
        said = scanning.stderr.read().splitlines()[-1] if scanning.stderr else ""
        assert status == 0, said  # noqa: S101 (what was measured is what is told)
        fewest = JOB + least * LATENCY / survey_usage.AT_ONCE
        return Large(
            principals=len(account.everybody),
            reports=reports,
            at_once=survey_usage.AT_ONCE,
            least_calls=least,
            calls=aws.calls().total(),
            least_seconds=round(fewest, 1),
            reading=round(reading, 1),
            factor=round(reading / fewest, 2),
            judging=round(took - reading, 1),
            findings=int(said.split()[1].replace(",", "")),
            peak=round(used.ru_maxrss * 1_024 / 1e6),
            written=round(out.stat().st_size / 1e6, 1),
        )


def _is_over(process: int) -> bool:
    """Without taking its end from whoever waits for it."""
    return os.waitid(os.P_PID, process, os.WEXITED | os.WNOHANG | os.WNOWAIT) is not None


def _fill(aws: Emulated) -> None:
    statement = {"Effect": "Allow", "Action": ["s3:*", "sqs:Send*"], "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    policies = {f"policy-{number:03}": document for number in range(POLICIES)}
    of_aws = ("AmazonEC2ReadOnlyAccess", "AmazonS3FullAccess", "PowerUserAccess", "AmazonAthenaFullAccess")
    groups = {f"group-{number:03}": [of_aws[number % len(of_aws)]] for number in range(GROUPS)}
    roles = {f"role-{number:03}": [of_aws[number % len(of_aws)]] for number in range(ROLES)}
    aws.seed({"groups": groups, "policies": policies, "roles": roles})
    users = {f"person-{number:04}": _user(number) for number in range(USERS)}
    names = list(users)
    for start in range(0, USERS, PORTION):
        aws.seed({"users": {name: users[name] for name in names[start : start + PORTION]}})
    for name in (*groups,):
        aws.age_group(name, 500)
    for name in names:
        aws.age_user(name, 500)
        aws.service_used("s3", user=name, days_ago=3)


def _user(place: int) -> dict[str, object]:
    policies = [f"policy-{place % POLICIES:03}"] if place % 5 == 0 else []
    return {"groups": [f"group-{place % GROUPS:03}", f"group-{(place * 7 + 1) % GROUPS:03}"], "policies": policies}


def main() -> None:
    for form in FORMS:
        print(f"{form}: {measure_large(form)}", flush=True)
    with Emulated.start() as aws:
        row = measure(aws)
    print(f"{row.principals} reports: {row.calls} calls (least {row.least_calls}), {row.findings:,} findings")
    print(
        f"{row.seconds} s (least {row.least_seconds}) and {row.judging} s of judging; {row.peak} MB, {row.grown} grown"
    )


if __name__ == "__main__":
    main()
