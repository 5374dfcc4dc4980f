"""What was used, by Access Advisor: one report a user, group, role or policy, many of them on their way at a time.

A report takes AWS some seconds, and it costs two calls, which is the least: one asks for it, one reads it, as long as
it is ready when it is first looked at. It belongs to the session that asked, so one process asks and reads.
https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateServiceLastAccessedDetails.html
"""

import heapq
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from iam import faults, patience, usage_report, usage_xml
from iam.usage_report import Report, Usage

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

Told = Callable[[int, int], None]
"""Called with how many reports are done, and of how many."""

AT_ONCE = 8
"""Calls at a time: AWS names sweeps of these calls as the usual cause of throttling in IAM."""
ON_THEIR_WAY = 500
"""Reports asked for and not read yet: enough to ask for more until the first of them may be looked at. With 200 there
was nothing to call meanwhile, and a survey of 5,000 took a quarter longer (python -m bench.survey)."""
FIRST_LOOK = 2.0
"""Seconds from asking to the first look; a look that comes too early is a call for nothing."""
LONGEST_WAIT = 10.0
LOOKS = 60
"""With up to LONGEST_WAIT seconds between two, some ten minutes; then the report is left out."""
NOT_READY = "AWS did not have its report ready in time"
GONE = "it was deleted meanwhile"
REPORTS = 3
"""Reports of one that may fail, until it is left out."""
PAGE = 1_000
"""Services a page, AWS's most; it has fewer than five hundred."""


Each = Callable[[str, Report | str], None]
"""Called with each report as it comes, by ARN, or with the reason why there is none; from one thread at a time."""


def read(
    iam: "IAMClient",
    arns: Sequence[str],
    *,
    told: Told = lambda _done, _total: None,
    each: Each = lambda _arn, _told: None,
    known: Usage | None = None,
    page: int = PAGE,
    looks: int = LOOKS,
) -> Usage:
    """Ask for a report on each. Raises nothing of AWS's: what it did not tell is left out, and why is said.

    What is `known` is done already: AWS is not asked, and `each` is not called.
    """
    desk = _Desk(iam, arns, told, each, known=known or Usage(), page=page, looks=looks)
    if not desk.is_anything_left:
        return Usage(desk.reports, desk.left_out)
    with usage_xml.read_past_boto3(iam), ThreadPoolExecutor(AT_ONCE, thread_name_prefix="usage") as pool:
        try:
            for worker in [pool.submit(desk.work) for _ in range(min(AT_ONCE, len(arns)))]:
                worker.result()
        finally:
            desk.close()
    return Usage(desk.reports, desk.left_out)


@dataclass(frozen=True)
class _Task:
    """One report: not asked for while `job` is None. `tries` counts what went wrong, `looks` what was not ready."""

    arn: str
    job: str | None = None
    tries: int = 0
    looks: int = 0


class _Desk:
    """What is to be asked, what is on its way, and what came of it; its workers share it."""

    def __init__(
        self, iam: "IAMClient", arns: Sequence[str], told: Told, each: Each, *, known: Usage, page: int, looks: int
    ) -> None:
        self.reports = {arn: known.reports[arn] for arn in arns if arn in known.reports}
        self.left_out = {arn: known.left_out[arn] for arn in arns if arn in known.left_out}
        self._iam = iam
        self._told = told
        self._each = each
        self._page = page
        self._looks = looks
        self._total = len(arns)
        self._new = deque(_Task(arn) for arn in arns if arn not in self.reports and arn not in self.left_out)
        self._due: list[tuple[float, str, _Task]] = []
        self._on_their_way = 0
        self._is_closed = False
        self._was_given_one = False
        self._turn = threading.Condition()

    @property
    def is_anything_left(self) -> bool:
        return bool(self._new)

    def work(self) -> None:
        """Do what is next until nothing is left."""
        try:
            while (task := self._next()) is not None:
                self._do(task)
        finally:
            self.close()

    def close(self) -> None:
        """Let nobody wait any longer."""
        with self._turn:
            self._is_closed = True
            self._turn.notify_all()

    def _next(self) -> _Task | None:
        with self._turn:
            while not self._is_closed:
                now = time.monotonic()
                if self._due and self._due[0][0] <= now:
                    return heapq.heappop(self._due)[2]
                if self._new and self._on_their_way < ON_THEIR_WAY:
                    self._on_their_way += 1
                    return self._new.popleft()
                self._turn.wait(self._due[0][0] - now if self._due else None)
        return None

    def _do(self, task: _Task) -> None:
        try:
            self._ask(task) if task.job is None else self._look(task, task.job)
        except faults.Missing:
            # Of a report: it lapsed, or another session's key was meant. Of a principal: it is gone.
            if task.job is None:
                self._leave_out(task, GONE)
            else:
                self._again(replace(task, job=None), "AWS does not know its report any more")
        except faults.Later as fault:
            self._again(task, fault.words)
        except faults.Never as fault:
            self._refused(task, fault)

    def _ask(self, task: _Task) -> None:
        with faults.told():
            job = self._iam.generate_service_last_accessed_details(
                Arn=task.arn, Granularity=usage_report.level(task.arn)
            )["JobId"]
        self._was_given_one = True
        self._put_off(replace(task, job=job), FIRST_LOOK)

    def _look(self, task: _Task, job: str) -> None:
        with faults.told():
            page = self._iam.get_service_last_accessed_details(JobId=job, MaxItems=self._page)
        if page["JobStatus"] == "IN_PROGRESS":
            self._not_ready(task)
            return
        if page["JobStatus"] == "FAILED":
            words = page.get("Error", {}).get("Message", "AWS gives no reason")
            self._again(replace(task, job=None), f"its report failed: {words}", tries=REPORTS)
            return
        services = [*usage_xml.services(page)]
        while page.get("IsTruncated") and page.get("Marker"):
            with faults.told():
                page = self._iam.get_service_last_accessed_details(
                    JobId=job, MaxItems=self._page, Marker=page["Marker"]
                )
            services += usage_xml.services(page)
        self._keep(task, usage_report.read(services))

    def _not_ready(self, task: _Task) -> None:
        if task.looks >= self._looks:
            self._leave_out(task, NOT_READY)
        else:
            self._put_off(replace(task, looks=task.looks + 1), min(1.5**task.looks, LONGEST_WAIT))

    def _again(self, task: _Task, words: str, *, tries: int = patience.TRIES) -> None:
        tried = task.tries + 1
        if tried >= tries:
            self._leave_out(task, words)
        else:
            self._put_off(replace(task, tries=tried), patience.pause(tried))

    def _refused(self, task: _Task, fault: faults.Never) -> None:
        self._leave_out(task, fault.words)
        if fault.is_denial and not self._was_given_one:
            # Who has not the right is not told so once for each of five thousand.
            with self._turn:
                refused, self._new = list(self._new), deque()
                self._on_their_way += len(refused)
            for each in refused:
                self._leave_out(each, fault.words)

    def _put_off(self, task: _Task, seconds: float) -> None:
        with self._turn:
            heapq.heappush(self._due, (time.monotonic() + seconds, task.arn, task))
            self._turn.notify()

    def _keep(self, task: _Task, report: Report) -> None:
        with self._turn:
            self.reports[task.arn] = report
            self._is_done(task, report)

    def _leave_out(self, task: _Task, words: str) -> None:
        with self._turn:
            self.left_out[task.arn] = words
            self._is_done(task, words)

    def _is_done(self, task: _Task, told: Report | str) -> None:
        self._on_their_way -= 1
        done = len(self.reports) + len(self.left_out)
        self._each(task.arn, told)
        self._told(done, self._total)
        self._is_closed = self._is_closed or done == self._total
        self._turn.notify_all()
