"""What a survey could not learn: of whom, and which kinds of findings nothing can be said about for that reason.

Such a finding is neither made nor taken for gone: AWS did not tell, throttled a report for too long, or refused a part.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from iam import granted
from iam.authorization import RoleDetail, UserDetail
from iam.checkup_item import Refused
from iam.finding import Finding
from iam.survey import Survey

Gap = tuple[str, str | None, str | None]
"""A kind of finding, at which principal (an ARN, empty for the account, None for any), about which subject (or any)."""

OF_A_HOLDER = ("unused-service", "unused-action", "unused-group-membership", "unused-policy", "unused-role")
"""By the report of the user or role itself."""
OF_A_USER = "unused-user"
"""By its report and its credentials."""
OF_A_GROUP = ("idle-group", "unused-policy")
"""By the reports of the group and of everybody in it."""
OF_ALL_POLICIES = ("escalation", "administrator", "redundant-policy", "direct-policy")
"""By the texts of all that somebody has."""
OF_CREDENTIALS = ("unused-key", "unused-password", "old-key", "two-keys", "no-mfa")
OF_ROOT = ("root-key", "root-no-mfa", "root-used")


@dataclass(frozen=True)
class Gaps:
    """All of one survey's."""

    these: frozenset[Gap]

    def has(self, kind: str, principal: str, subject: str) -> bool:
        return not self.these.isdisjoint(((kind, None, None), (kind, principal, None), (kind, principal, subject)))

    def hides(self, finding: Finding) -> bool:
        return self.has(finding.kind, finding.principal or "", finding.subject)


def of(survey: Survey) -> Gaps:
    return Gaps(frozenset([*_of_account(survey), *_of_credentials(survey), *_of_reports(survey)]))


def _of_account(survey: Survey) -> Iterator[Gap]:
    if isinstance(survey.passwords, Refused):
        yield "weak-password-policy", None, None
    if isinstance(survey.report, Refused):
        yield from ((kind, None, None) for kind in (*OF_CREDENTIALS, OF_A_USER))
    if isinstance(survey.report, Refused) or isinstance(survey.summary, Refused):
        yield from ((kind, None, None) for kind in OF_ROOT)


def _of_credentials(survey: Survey) -> Iterator[Gap]:
    """Of a user who is not in the credential report yet, or whom AWS did not show."""
    if isinstance(survey.report, Refused):
        return
    reported = {row.user for row in survey.report}
    for user in survey.details.users:
        if user.name not in reported or user.name in survey.live.unseen:
            yield from ((kind, user.arn, None) for kind in OF_CREDENTIALS)
        if user.name not in reported:
            yield OF_A_USER, user.arn, None


def _of_reports(survey: Survey) -> Iterator[Gap]:
    """Of whom there is no report, or not the text of every policy, and of the groups and policies that they have."""
    torn = {each.arn for each in granted.holders(survey.details, survey.policies) if not each.is_whole}
    silent = torn | survey.usage.left_out.keys()
    yield from ((kind, arn, None) for arn in torn for kind in OF_ALL_POLICIES)
    groups = {each.name: each for each in survey.details.groups}
    unsure = {each.arn for each in survey.details.policies if each.arn in silent}
    holders: tuple[UserDetail | RoleDetail, ...] = (*survey.details.users, *survey.details.roles)
    for holder in holders:
        if holder.arn in silent:
            yield from ((kind, holder.arn, None) for kind in OF_A_HOLDER)
            yield OF_A_USER, holder.arn, None
            joined = holder.groups if isinstance(holder, UserDetail) else ()
            silent |= {groups[name].arn for name in joined if name in groups}
            unsure |= {*holder.attached, *(arn for name in joined if name in groups for arn in groups[name].attached)}
    for group in survey.details.groups:
        if group.arn in silent:
            yield from ((kind, group.arn, None) for kind in OF_A_GROUP)
    yield from (("unused-policy", "", arn) for arn in unsure)
