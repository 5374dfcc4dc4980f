"""What somebody reached lately, by service: Access Advisor's report of one user.

The list is every service that the user's policies allow, used or not; attempts count, denied ones too; it is up to
four hours late and goes back 400 days. A report belongs to the session that asked for it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

PORTION = 1_000
MOST = 1_000
"""Reports of which a process knows that it has asked for them; the oldest is forgotten first."""


@dataclass(frozen=True)
class Reached:
    """One service by its prefix, such as s3; `at` None: not in the time that AWS tells of."""

    prefix: str
    at: datetime | None


class Reports:
    """Those that this process has asked for, one for a process: AWS shows a report to nobody else.

    Two workers that go on with the same question each ask for a report, and the first that reads its own has the
    answer; a report's number that stood in the database would go from one to the other and be good for neither.
    """

    def __init__(self) -> None:
        self._asked: dict[Hashable, str] = {}

    def reached(self, iam: "IAMClient", arn: str, *, question: Hashable) -> tuple[Reached, ...] | None:
        """What this one reached; None while AWS makes the report that `question` needs. Raises Never and Later."""
        job = self._asked.get(question)
        if job is None:
            self._keep(question, begin(iam, arn))
            return None
        try:
            told = read(iam, job)
        except faults.Missing:
            # The session has ended since, or AWS has forgotten it.
            self._asked.pop(question, None)
            return None
        except faults.Never:
            self._asked.pop(question, None)
            raise
        if told is not None:
            self._asked.pop(question, None)
        return told

    def _keep(self, question: Hashable, job: str) -> None:
        self._asked[question] = job
        while len(self._asked) > MOST:
            self._asked.pop(next(iter(self._asked)), None)


def begin(iam: "IAMClient", arn: str) -> str:
    """Ask for a report and give its number."""
    with faults.told():
        return iam.generate_service_last_accessed_details(Arn=arn, Granularity="SERVICE_LEVEL")["JobId"]


def read(iam: "IAMClient", job: str) -> tuple[Reached, ...] | None:
    """The report, None while it is being made. Raises Missing when it is none of this session's, and Never, Later."""
    found: list[Reached] = []
    marker: dict[str, Any] = {}
    while True:
        with faults.told():
            page: dict[str, Any] = {**iam.get_service_last_accessed_details(JobId=job, MaxItems=PORTION, **marker)}
        if page["JobStatus"] == "IN_PROGRESS":
            return None
        if page["JobStatus"] == "FAILED":
            raise faults.Never(str((page.get("Error") or {}).get("Message") or "Access Advisor's report failed"))
        services = page.get("ServicesLastAccessed") or []
        found += [Reached(each["ServiceNamespace"], each.get("LastAuthenticated")) for each in services]
        if not page.get("IsTruncated"):
            return tuple(found)
        marker = {"Marker": page["Marker"]}
