"""Findings about policies of one's own that the groups give too, or of which nothing is used."""

from collections.abc import Iterator, Sequence

from iam import narrowing, unmissed
from iam.finding import Finding
from iam.giving_up import Loss, Standings
from iam.granted import Judged, Source


def findings(each: Standings, *, days: int) -> Iterator[Finding]:
    for source in [source for source in each.judged.holder.sources if source.group is None]:
        of_groups = [other for other in each.left if other.group is not None]
        if of_groups and each.loss([source], kept=of_groups) == Loss():
            each.give_up([source])
            yield _redundant(each.judged, source, of_groups)
        elif (loss := unmissed.loss(each, [source])) is not None:
            first = each.missed(loss.partly)
            each.give_up([source], subject=source.subject, first=first)
            yield unmissed.finding(
                each, loss, kind="unused-policy", subject=source.subject, days=days, does=_off(each, source)
            )


def _redundant(judged: Judged, source: Source, of_groups: Sequence[Source]) -> Finding:
    group = next((other.group for other in of_groups if other.document == source.document), None)
    return Finding(
        kind="redundant-policy",
        principal=judged.holder.arn,
        subject=source.subject,
        last_used=None,
        since=None,
        evidence=f"the group {group} gives the same policy" if group else "the groups give all that it allows",
        suggestion=narrowing.given_up(judged.holder.name, source),
    )


def _off(each: Standings, source: Source) -> str:
    return narrowing.given_up(each.judged.holder.name, source)
