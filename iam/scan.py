"""The scan: everything that a survey shows to be granted and not used, or unsafe."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta

from iam import checkup_passwords, checkup_root, granted, overgranted, unused_grants, unused_people
from iam.authorization import PolicyDetail
from iam.checkup_item import Refused, State
from iam.checkup_reading import Reading
from iam.finding import Finding
from iam.giving_up import Standings
from iam.granted import Judged
from iam.survey import Survey, is_a_service_s_own

KINDS = (
    "root-key",
    "root-no-mfa",
    "root-used",
    "escalation",
    "administrator",
    "no-mfa",
    "unused-user",
    "unused-key",
    "unused-password",
    "old-key",
    "two-keys",
    "weak-password-policy",
    "unused-role",
    "idle-group",
    "unused-group-membership",
    "unused-policy",
    "redundant-policy",
    "direct-policy",
    "inline-policy",
    "unused-service",
    "unused-action",
)
"""Every kind, the most pressing first."""


def findings(
    survey: Survey,
    *,
    window: timedelta,
    now: datetime,
    judged: Sequence[Judged] | None = None,
    offered: Iterable[PolicyDetail] = (),
) -> Iterator[Finding]:
    """Find them, the most pressing kinds first, each kind by who it is about. What is not known is no finding.

    The last kinds, of which an account of five thousand has half a million, are found as they are taken. `judged` is
    what `judge` said of the same survey, where somebody has asked already. `offered` are managed policies that may be
    proposed besides the account's.
    """
    standings = [Standings.of(each) for each in (judged or judge(survey, window=window, now=now))]
    few = [
        *_of_root(survey, now=now),
        *_of_passwords(survey),
        *unused_people.findings(survey, window=window, now=now),
        *unused_grants.findings(standings, survey.details, survey.policies, survey.usage, window=window, now=now),
        *overgranted.findings(standings, survey.details, window=window),
    ]
    yield from sorted(few, key=_place)
    del few
    yield from unused_grants.services(standings, [*survey.policies.values(), *offered])
    yield from unused_grants.actions(standings)


def judge(survey: Survey, *, window: timedelta, now: datetime) -> list[Judged]:
    """Every user and role but those that a service made for itself."""
    own = {role.arn for role in survey.details.roles if is_a_service_s_own(role)}
    return [
        granted.judge(holder, survey.usage.reports.get(holder.arn), window=window, now=now)
        for holder in granted.holders(survey.details, survey.policies)
        if holder.arn not in own
    ]


def _of_root(survey: Survey, *, now: datetime) -> Iterator[Finding]:
    reading = _reading(survey)
    kinds = {checkup_root.KEYS.key: "root-key", checkup_root.MFA.key: "root-no-mfa", checkup_root.USE.key: "root-used"}
    rows = () if isinstance(survey.report, Refused) else survey.report
    root = next((row for row in rows if row.is_root), None)
    for item in checkup_root.items(reading, now=now):
        if item.state == State.wrong and item.key in kinds:
            kind = kinds[item.key]
            yield Finding(
                kind=kind,
                principal=root.arn if root else None,
                subject="root",
                last_used=checkup_root.last_used(root) if root and kind == "root-used" else None,
                since=None,
                evidence=item.evidence,
                suggestion=item.mend,
            )


def _of_passwords(survey: Survey) -> Iterator[Finding]:
    wrong = [item for item in checkup_passwords.items(_reading(survey)) if item.state == State.wrong]
    if wrong:
        yield Finding(
            kind="weak-password-policy",
            principal=None,
            subject="password-policy",
            last_used=None,
            since=None,
            evidence=_joined(item.evidence for item in wrong),
            suggestion=_joined(item.mend.removesuffix(".") for item in wrong),
        )


def _reading(survey: Survey) -> Reading:
    """As the checkup reads the account; of what the scan does not ask, nothing is said."""
    unasked = Refused("not asked")
    return Reading(
        report=survey.report,
        summary=survey.summary,
        passwords=survey.passwords,
        certificates=unasked,
        root_has_virtual_mfa=unasked,
        details=survey.details,
    )


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(dict.fromkeys(texts))


def _place(finding: Finding) -> tuple[int, str, int, str]:
    return KINDS.index(finding.kind), finding.principal or "", -(finding.since or 0), finding.subject
