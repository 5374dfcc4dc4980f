"""Reading for the checkup: the whole account in a fixed number of calls, none of them a user."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from iam import authorization, credential_report, faults
from iam.authorization import Details
from iam.checkup_item import Refused
from iam.credential_report import Row

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

T = TypeVar("T")


@dataclass(frozen=True)
class PasswordPolicy:
    """The account's own; `remembers` former passwords that may not be used again, 0 where none is remembered."""

    shortest: int
    remembers: int


@dataclass(frozen=True)
class Certificate:
    """A server certificate that IAM keeps."""

    name: str
    expires_at: datetime


@dataclass(frozen=True)
class Reading:
    """What AWS shows of one account; what it refused to show is its words. Of passwords None is: AWS's default."""

    report: tuple[Row, ...] | Refused
    summary: Mapping[str, int] | Refused
    passwords: PasswordPolicy | Refused | None
    certificates: tuple[Certificate, ...] | Refused
    root_has_virtual_mfa: bool | Refused
    details: Details | Refused


def read(iam: "IAMClient") -> Reading:
    """Five calls and two that come in pages of up to 1,000: MFA devices, authorization details. Raises Later.

    The report comes first: while AWS is still writing it nothing else need be asked.
    """
    return Reading(
        report=_unless_refused(lambda: tuple(credential_report.read(iam))),
        summary=_unless_refused(lambda: summary(iam)),
        passwords=_unless_refused(lambda: passwords(iam)),
        certificates=_unless_refused(lambda: _certificates(iam)),
        root_has_virtual_mfa=_unless_refused(lambda: _root_has_virtual_mfa(iam)),
        details=_unless_refused(lambda: authorization.read(iam, "User", "Group", "Role", "LocalManagedPolicy")),
    )


def _unless_refused(look: Callable[[], T]) -> T | Refused:
    """One look that AWS refuses leaves the others to tell what they can."""
    try:
        return look()
    except faults.Never as fault:
        return Refused(fault.words)


def summary(iam: "IAMClient") -> Mapping[str, int]:
    with faults.told():
        return {str(name): value for name, value in iam.get_account_summary()["SummaryMap"].items()}


def passwords(iam: "IAMClient") -> PasswordPolicy | None:
    try:
        with faults.told():
            policy = iam.get_account_password_policy()["PasswordPolicy"]
    except faults.Missing:
        return None
    return PasswordPolicy(policy.get("MinimumPasswordLength", 6), policy.get("PasswordReusePrevention", 0))


def _certificates(iam: "IAMClient") -> tuple[Certificate, ...]:
    with faults.told():
        pages = iam.get_paginator("list_server_certificates").paginate(PaginationConfig={"PageSize": 1_000})
        found = [each for page in pages for each in page["ServerCertificateMetadataList"]]
    return tuple(Certificate(each["ServerCertificateName"], each["Expiration"]) for each in found)


def _root_has_virtual_mfa(iam: "IAMClient") -> bool:
    """Whether an app on a phone is among root's devices; who has a device of hardware is told nowhere else."""
    with faults.told():
        pages = iam.get_paginator("list_virtual_mfa_devices").paginate(
            AssignmentStatus="Assigned", PaginationConfig={"PageSize": 1_000}
        )
        owners = [each.get("User", {}).get("Arn", "") for page in pages for each in page["VirtualMFADevices"]]
    return any(owner.endswith(":root") for owner in owners)
