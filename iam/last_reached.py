"""What somebody reached lately, by service: Access Advisor's report of one user.

The list is every service that the user's policies allow, used or not; attempts count, denied ones too; it is up to
four hours late and goes back 400 days. A report belongs to the session that asked for it.
https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

PORTION = 1_000


@dataclass(frozen=True)
class Reached:
    """One service by its prefix, such as s3; `at` None: not in the time that AWS tells of."""

    prefix: str
    at: datetime | None


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
