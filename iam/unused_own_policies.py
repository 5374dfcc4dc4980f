"""Findings about policies of one's own that the groups give too, or of which nothing is used."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from iam import narrowing, remedies, unmissed
from iam.finding import Finding
from iam.giving_up import GivenUp, Loss, Standings
from iam.granted import Judged, Source


def findings(each: Standings, *, days: int) -> Iterator[Finding]:
    holder = each.judged.holder
    for source in [source for source in holder.sources if source.group is None]:
        how = GivenUp(narrowing.given_up(holder.name, source), remedies.of_source(holder, source))
        of_groups = [other for other in each.left if other.group is not None]
        if of_groups and each.loss([source], kept=of_groups) == Loss():
            each.give_up([source], how)
            yield _redundant(each.judged, source, of_groups, how)
        elif (loss := unmissed.loss(each, [source])) is not None:
            how = replace(how, first=each.missed(loss.partly))
            each.give_up([source], how)
            yield unmissed.finding(each, loss, how, kind="unused-policy", subject=source.subject, days=days)


def _redundant(judged: Judged, source: Source, of_groups: Sequence[Source], how: GivenUp) -> Finding:
    group = next((other.group for other in of_groups if other.document == source.document), None)
    return Finding(
        kind="redundant-policy",
        principal=judged.holder.arn,
        subject=source.subject,
        last_used=None,
        since=None,
        evidence=f"the group {group} gives the same policy" if group else "the groups give all that it allows",
        suggestion=how.words,
        remedy=how.remedy,
    )
