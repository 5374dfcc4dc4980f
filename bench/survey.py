"""What a survey of 5,000 costs that is kept, and a second one with nothing changed, each against its least.

AWS is the stand-in that has its answers ready (bench/swift_aws.py): 50 ms a call, a report ready after 1 s. The least
of the first is two calls for each report, one for each page of the authorization details, four for the account as a
whole; the second has to ask for the account as a whole alone. The least of time is what the calls of the first take so
many at a time, and one report; judging and keeping come after it. Memory is that of the process that reads and judges,
and what the worker's own grew by.
"""

import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import psutil
import structlog

from bench import scan, swift_aws
from bench.swift_account import PAGE, Account
from bench.swift_aws import Swift
from bot import parts
from catalog import load
from iam import survey_usage
from iam.aws import Way
from migrations import schema
from models.claims import Claims
from models.database import Database
from models.survey import Survey
from workflow import surveying
from workflow.means import Means, Profile
from workflow.surveyor import Surveyor

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

CATALOG = """
version: 1
admins: [U0CLEO]
channels: {approvals: C0APPROVALS}
bundles: {any: {description: Any, gives: [{group: any}], approvers: [U0CLEO], duration: {default: 1h, max: 1h}}}
"""


@dataclass(frozen=True)
class Row:
    """`factor` is of reading; `share` the second survey's calls in a hundred of the first one's; megabytes."""

    reports: int
    at_once: int
    calls: int
    least_calls: int
    reading: float
    least_seconds: float
    factor: float
    keeping: float
    findings: int
    peak: float
    worker_grown: float
    again_calls: int
    share: float
    again_seconds: float


@dataclass(frozen=True)
class Made:
    """One survey with the calls that it took, and bytes at the peak of its process."""

    survey: Survey
    calls: Counter[str]
    peak: int

    @property
    def reading(self) -> timedelta:
        assert self.survey.read_at is not None  # noqa: S101 (it came to its end)
        return self.survey.read_at - self.survey.begun_at

    @property
    def whole(self) -> timedelta:
        assert self.survey.judged_at is not None, self.survey.fault  # noqa: S101 (as above)
        return self.survey.judged_at - self.survey.begun_at


class Only:
    """The one account, and nobody in Slack."""

    def __init__(self, aws: Swift) -> None:
        self._aws = aws

    def way(self, _account: str) -> Way:
        variables = [f"{name}={value}" for name, value in self._aws.env().items()]
        return Way(None, python=("/usr/bin/env", *variables, sys.executable))

    def iam(self, account: str) -> "IAMClient":
        raise LookupError(account)

    def iam_once(self, account: str) -> "IAMClient":
        raise LookupError(account)

    def ses(self, account: str) -> Any:  # noqa: ANN401 (as the workflow's protocol has it)
        raise LookupError(account)

    def reach(self, _roles: Mapping[str, str | None]) -> None:
        """There is but one way."""

    def profile(self, slack_id: str) -> Profile:
        raise LookupError(slack_id)

    def by_address(self, address: str) -> Profile | None:
        raise LookupError(address)

    def members(self, _handle: str) -> frozenset[str]:
        return frozenset()


def measure() -> Row:
    account = Account(*scan.LARGE)
    delays = swift_aws.Delays(scan.LATENCY, scan.JOB)
    with swift_aws.started(account, delays) as aws, _means(aws) as means:
        before = psutil.Process().memory_info().rss
        first = _surveyed(means, aws)
        grown = psutil.Process().memory_info().rss - before
        second = _surveyed(means, aws)
    assert first.survey.counts == second.survey.counts  # noqa: S101 (nothing changed)
    assert not first.survey.notes  # noqa: S101 (as above)
    calls, least = first.calls.total(), 2 * first.survey.total + -(-account.entries // PAGE) + 4
    fewest = scan.JOB + least * scan.LATENCY / survey_usage.AT_ONCE
    return Row(
        reports=first.survey.total,
        at_once=survey_usage.AT_ONCE,
        calls=calls,
        least_calls=least,
        reading=round(first.reading.total_seconds(), 1),
        least_seconds=round(fewest, 1),
        factor=round(first.reading.total_seconds() / fewest, 2),
        keeping=round((first.whole - first.reading).total_seconds(), 1),
        findings=sum(first.survey.counts["findings"].values()),
        peak=round(max(first.peak, second.peak) / 1e6),
        worker_grown=round(grown / 1e6),
        again_calls=second.calls.total(),
        share=round(100 * second.calls.total() / calls, 2),
        again_seconds=round(second.whole.total_seconds(), 1),
    )


@contextmanager
def _means(aws: Swift) -> Iterator[Means]:
    with tempfile.TemporaryDirectory() as folder:
        database = Database(f"sqlite:///{Path(folder) / 'survey.db'}")
        schema.upgrade(database.engine)
        catalog, only = load.parse(CATALOG, file="catalog.yaml"), Only(aws)
        log = structlog.wrap_logger(None, processors=[_silence])
        yield Means(database, Claims(database), only, only, lambda: catalog, parts.clock, log)
        database.close()


def _surveyed(means: Means, aws: Swift) -> Made:
    aws.calls()
    with means.database.write() as session:
        number = surveying.begin(session, "main", unused_days=scan.WINDOW.days, now=means.clock())
    surveying.admit(means, number)
    peak, over = [0], threading.Event()
    watching = threading.Thread(target=_watch, args=(peak, over))
    watching.start()
    Surveyor().carry_out(means, number)
    over.set()
    watching.join()
    with means.database.read() as session:
        return Made(session.get_one(Survey, number), aws.calls(), peak[0])


def _watch(peak: list[int], over: threading.Event) -> None:
    while not over.wait(0.2):
        for child in psutil.Process().children():
            try:
                if "iam.survey_process" in child.cmdline():
                    peak[0] = max(peak[0], child.memory_info().rss)
            except psutil.Error:
                continue


def _silence(_logger: object, _name: str, _event: object) -> str:
    raise structlog.DropEvent


def main() -> None:
    for name, value in vars(measure()).items():
        print(f"{name.replace('_', ' ')}: {value:,}")


if __name__ == "__main__":
    main()
