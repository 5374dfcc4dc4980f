"""Findings about services that were granted and not used."""

from collections.abc import Iterator
from functools import lru_cache

from iam.checkup_item import listed
from iam.finding import Finding
from iam.giving_up import Standings
from iam.granted import Source, Standing
from iam.narrowing import Suggesting


def findings(each: Standings, suggesting: Suggesting) -> Iterator[Finding]:
    holder = each.judged.holder
    """The longest unused first."""
    for service in sorted(each.judged.those(Standing.unused), key=lambda one: (-(one.since or 0), one.prefix)):
        suggestion, remedy = suggesting.of(each, service)
        yield Finding(
            kind="unused-service",
            principal=holder.arn,
            subject=service.prefix,
            last_used=service.last_used,
            since=service.since,
            evidence=_evidence(service.since, service.last_used is not None, service.sources),
            suggestion=suggestion,
            remedy=remedy,
        )


@lru_cache(maxsize=4_096)
def _evidence(days: int | None, was_used: bool, sources: tuple[Source, ...]) -> str:  # noqa: FBT001 (a fact, told)
    """The same text is kept once, for thousands have the same policies."""
    used = "last used before that" if was_used else "no use known"
    return f"not used in {days} days ({used}), given by {listed([*dict.fromkeys(map(_source, sources))])}"


def _source(source: Source) -> str:
    return f"{source.name} of the group {source.group}" if source.group else source.name
