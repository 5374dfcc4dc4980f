"""The survey: one account read whole, for a scan that changes nothing.

The calls are the least that tell it: one for each page of the authorization details (AWS's own policies that somebody
has come along), four for the credential report, the summary and the password policy, two for each user, group with
members, role and attached policy of the account's own (Access Advisor), and live looks at whom the report suspects. A
role that is a service's own is not asked about: nobody here can change it.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import TYPE_CHECKING, TypeVar

from iam import (
    authorization,
    checkup_reading,
    credential_report,
    faults,
    fingerprints,
    managed_policies,
    survey_credentials,
    survey_usage,
)
from iam.authorization import Details, PolicyDetail, RoleDetail, UserDetail
from iam.checkup_item import Refused
from iam.checkup_reading import PasswordPolicy
from iam.credential_report import Row
from iam.patience import patiently
from iam.survey_credentials import Live, Seen, Wanted
from iam.survey_memory import Forgetful, Memory
from iam.survey_usage import Told
from iam.usage_report import Report, Usage

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

T = TypeVar("T")

RIGHTS = (
    "iam:GenerateCredentialReport",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GetAccessKeyLastUsed",
    "iam:GetAccountAuthorizationDetails",
    "iam:GetAccountPasswordPolicy",
    "iam:GetAccountSummary",
    "iam:GetCredentialReport",
    "iam:GetLoginProfile",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GetServiceLastAccessedDetails",
    "iam:GetUser",
    "iam:ListAccessKeys",
    "iam:ListMFADevices",
)
"""The IAM actions that a survey may need; none changes anything. `sts:GetCallerIdentity` needs no right."""

SHOWN = 3
"""Lines of one kind in the notes; the rest is counted."""


@dataclass(frozen=True)
class Survey:
    """What AWS told of one account. `policies` are the managed ones that somebody has, and all of the account's own.

    What AWS refused is its words; `notes` are lines that say what is not known for that reason. `calls` of AWS.
    """

    taken_at: datetime
    details: Details
    policies: Mapping[str, PolicyDetail]
    usage: Usage
    report: tuple[Row, ...] | Refused
    summary: Mapping[str, int] | Refused
    passwords: PasswordPolicy | Refused | None
    live: Live = field(default_factory=Live)
    notes: tuple[str, ...] = ()
    calls: int = 0


def read(
    iam: "IAMClient",
    *,
    window: timedelta,
    now: datetime,
    told: Told = lambda _done, _total: None,
    memory: Memory | None = None,
) -> Survey:
    """Read it. Raises Later or Never when the authorization details cannot be had: without them there is no scan.

    What a memory has, AWS is not asked for again; what it tells is put there as it comes.
    """
    with _Counting(iam) as calls:
        details = patiently(lambda: authorization.read(iam, *PARTS))
        report = _unless_refused(lambda: tuple(credential_report.read(iam)))
        summary = _unless_refused(lambda: checkup_reading.summary(iam))
        passwords = _unless_refused(lambda: checkup_reading.passwords(iam))
        policies, missing = texts(iam, details)
        memory = memory or Forgetful()
        usage = _usage(iam, details, policies, memory=memory, told=told)
        rows = () if isinstance(report, Refused) else report
        live = _live(iam, survey_credentials.wanted(rows, window=window, now=now), memory)
    return Survey(
        taken_at=now,
        details=details,
        policies=policies,
        usage=usage,
        report=report,
        summary=summary,
        passwords=passwords,
        live=live,
        notes=(
            *_refusals({"credential report": report, "account summary": summary, "password policy": passwords}),
            *_listed("not read", missing),
            *_listed("no last use known", [f"{arn}: {words}" for arn, words in sorted(usage.left_out.items())]),
            *_listed("not looked at", [f"{user}: {words}" for user, words in live.unseen.items()]),
        ),
        calls=calls(),
    )


def is_a_service_s_own(role: RoleDetail) -> bool:
    """Whether the role is linked to a service, which alone changes it.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_roles_create-service-linked-role.html
    """
    return role.path.startswith("/aws-service-role/")


def _usage(
    iam: "IAMClient", details: Details, policies: Mapping[str, PolicyDetail], *, memory: Memory, told: Told
) -> Usage:
    arns = [*_asked_about(details)]
    abouts = fingerprints.of(details, policies)
    remembered = {arn: memory.report(arn, abouts[arn]) for arn in arns}
    known = Usage(
        {arn: each for arn, each in remembered.items() if isinstance(each, Report)},
        {arn: each for arn, each in remembered.items() if isinstance(each, str)},
    )
    told(len(known.reports) + len(known.left_out), len(arns))
    return survey_usage.read(
        iam, arns, told=told, each=lambda arn, each: memory.keep_report(arn, abouts[arn], each), known=known
    )


def _live(iam: "IAMClient", people: Sequence[Wanted], memory: Memory) -> Live:
    remembered = {each.row.arn: memory.look(each.row.arn, each.fingerprint) for each in people}
    known: dict[str, Seen] = {arn: seen for arn, seen in remembered.items() if seen is not None}
    return survey_credentials.look(
        iam,
        people,
        known=known,
        each=lambda one, seen: memory.keep_look(one.row.arn, one.fingerprint, seen),
    )


def _asked_about(details: Details) -> Iterator[str]:
    """The ARNs of whatever may have a use."""
    joined = {group for user in details.users for group in user.groups}
    yield from (user.arn for user in details.users)
    yield from (role.arn for role in details.roles if not is_a_service_s_own(role))
    yield from (group.arn for group in details.groups if group.name in joined)
    yield from (each.arn for each in details.policies if each.attachments and not managed_policies.is_of_aws(each.arn))


def texts(iam: "IAMClient", details: Details) -> tuple[dict[str, PolicyDetail], list[str]]:
    """The managed policies by ARN, and a line for each that cannot be had. What AWS left out is asked for by itself."""
    found = {each.arn: each for each in details.policies}
    bound: tuple[UserDetail | RoleDetail, ...] = (*details.users, *details.roles)
    held = {arn for holding in (bound, details.groups) for each in holding for arn in each.attached}
    held |= {each.boundary for each in bound if each.boundary}
    missing: list[str] = []
    for arn in sorted(held - found.keys()):
        told = _unless_refused(lambda arn=arn: _policy(iam, arn))  # type: ignore[misc]  # mypy cannot infer a default
        if isinstance(told, Refused):
            missing.append(f"{arn}: {told.words}")
        else:
            found[arn] = told
    return found, missing


def _policy(iam: "IAMClient", arn: str) -> PolicyDetail:
    listed = managed_policies.shown(iam, arn).listed
    text = managed_policies.text(iam, arn, version=listed.default_version)
    return PolicyDetail(listed.name, arn, text, listed.attachments)


def _unless_refused(look: Callable[[], T]) -> T | Refused:
    try:
        return patiently(look)
    except faults.Fault as fault:
        return Refused(fault.words)


def _refusals(looks: Mapping[str, object]) -> Iterator[str]:
    for name, told in looks.items():
        if isinstance(told, Refused):
            yield f"{name}: {told.words}"


def _listed(what: str, lines: Sequence[str]) -> Iterator[str]:
    yield from (f"{what}: {line}" for line in lines[:SHOWN])
    if len(lines) > SHOWN:
        yield f"{what}: {len(lines) - SHOWN:,} more"


class _Counting:
    """How often a client calls, its own second tries left aside."""

    def __init__(self, iam: "IAMClient") -> None:
        self._events = iam.meta.events
        self._numbers = count()

    def __enter__(self) -> Callable[[], int]:
        self._events.register("before-call.iam", self._one_more, unique_id=str(id(self)))
        return lambda: next(self._numbers)

    def __exit__(self, *_: object) -> None:
        self._events.unregister("before-call.iam", self._one_more, unique_id=str(id(self)))

    def _one_more(self, **_: object) -> None:
        next(self._numbers)


PARTS: tuple[authorization.Part, ...] = ("User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy")
