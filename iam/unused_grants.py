"""Findings about what was granted and not used: services, policies, and groups, with what to take away instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from iam import (
    narrowing,
    narrowing_actions,
    unused_actions,
    unused_groups,
    unused_memberships,
    unused_own_policies,
    unused_policies,
    unused_services,
)
from iam.authorization import Details, PolicyDetail
from iam.finding import Finding
from iam.giving_up import Standings
from iam.usage_report import Usage


def findings(
    standings: Sequence[Standings],
    details: Details,
    policies: Mapping[str, PolicyDetail],
    usage: Usage,
    *,
    window: timedelta,
    now: datetime,
) -> Iterator[Finding]:
    """Yield all but single services, and note in the standings what is given up.

    Whoever does all that they suggest loses nothing that was used, or may have been.
    """
    days = window.days
    for each in standings:
        yield from unused_own_policies.findings(each, days=days)
    for each in standings:
        yield from unused_memberships.findings(each, days=days)
    joined = {group for user in details.users for group in user.groups}
    members = unused_groups.by_name(standings)
    for group in details.groups:
        yield from unused_groups.findings(
            group,
            members.get(group.name, []),
            usage,
            is_empty=group.name not in joined,
            policies=policies,
            window=window,
            now=now,
        )
    yield from unused_policies.findings([each.judged for each in standings], details, usage, window=window, now=now)


def services(standings: Sequence[Standings], policies: Iterable[PolicyDetail]) -> Iterator[Finding]:
    """What is left to say of single services, holder by holder, once it is noted what is given up."""
    suggesting = narrowing.Suggesting(standings, policies)
    for each in sorted(standings, key=_arn):
        yield from unused_services.findings(each, suggesting)


def actions(standings: Sequence[Standings]) -> Iterator[Finding]:
    """The same of single actions."""
    suggesting = narrowing_actions.Suggesting(standings)
    for each in sorted(standings, key=_arn):
        yield from unused_actions.findings(each, suggesting)


def _arn(each: Standings) -> str:
    return each.judged.holder.arn
