"""Findings about memberships of which nothing is used that only the group gives."""

from collections.abc import Iterator

from iam import remedies, unmissed
from iam.finding import Finding
from iam.giving_up import GivenUp, Standings


def findings(each: Standings, *, days: int) -> Iterator[Finding]:
    holder = each.judged.holder
    groups = {source.group for source in holder.sources if source.group is not None}
    for group in sorted(groups, key=lambda name: (_used_of(each, name), name)):
        sources = holder.of_group(group)
        loss = unmissed.loss(each, sources)
        if loss is not None:
            does = f"take {holder.name} out of the group {group}"
            how = GivenUp(does, remedies.of_source(holder, sources[0]), each.missed(loss.partly))
            each.give_up(sources, how)
            yield unmissed.finding(each, loss, how, kind="unused-group-membership", subject=group, days=days)


def _used_of(each: Standings, group: str) -> int:
    """How many used services the group gives: those that give none are tried first."""
    given = {allowed.prefix for source in each.judged.holder.of_group(group) for allowed in source.reach.services}
    return sum(prefix in given for prefix in each.judged.used)
