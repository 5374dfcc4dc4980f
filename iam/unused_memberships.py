"""Findings about memberships of which nothing is used that only the group gives."""

from collections.abc import Iterator

from iam import unmissed
from iam.finding import Finding
from iam.giving_up import Standings
from iam.granted import Standing


def findings(each: Standings, *, days: int) -> Iterator[Finding]:
    groups = {source.group for source in each.judged.holder.sources if source.group is not None}
    for group in sorted(groups, key=lambda name: (_used_of(each, name), name)):
        sources = each.judged.holder.of_group(group)
        loss = unmissed.loss(each, sources)
        if loss is not None:
            each.give_up(sources, subject=group, first=each.missed(loss.partly))
            does = f"take {each.judged.holder.name} out of the group {group}"
            yield unmissed.finding(each, loss, kind="unused-group-membership", subject=group, days=days, does=does)


def _used_of(each: Standings, group: str) -> int:
    """How many used services the group gives: those that give none are tried first."""
    given = {allowed.prefix for source in each.judged.holder.of_group(group) for allowed in source.reach.services}
    return sum(service.prefix in given for service in each.judged.those(Standing.used))
