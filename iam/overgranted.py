"""Findings about what was granted whether or not it is used: administrators, ways up, policies of one's own."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

from iam import narrowing
from iam.authorization import Details
from iam.checkup_item import counted, listed
from iam.finding import Finding
from iam.giving_up import Standings
from iam.granted import Judged, Source


def findings(standings: Sequence[Standings], details: Details, *, window: timedelta) -> Iterator[Finding]:
    """Yield them all, once it is known what is given up: of that nothing more has to be done."""
    for each in standings:
        judged = each.judged
        if judged.reach.is_administrator:
            yield _administrator(judged, window=window)
        elif judged.reach.ways:
            yield _escalation(judged)
        if judged.holder.kind == "user":
            own = (source for source in judged.holder.sources if source.group is None)
            yield from (_direct(each, source) if source.arn else _inline_of_user(each, source) for source in own)
    for kind, holders in (("group", details.groups), ("role", details.roles)):
        for holder in holders:
            yield from (_inline(kind, holder.name, holder.arn, inline.name) for inline in holder.inline)


def _administrator(judged: Judged, *, window: timedelta) -> Finding:
    names = judged.used
    lately = f"used {counted(len(names), 'service', 'services')} in {window.days} days"
    known = f"{lately}{f': {listed(names)}' if names else ''}" if judged.has_report else "what it used is not known"
    return Finding(
        kind="administrator",
        principal=judged.holder.arn,
        subject=_giver(judged, lambda source: source.reach.is_administrator),
        last_used=judged.last_used,
        since=None,
        evidence=f"may do everything, everywhere; {known}",
        suggestion=narrowing.as_administrator(judged),
    )


def _escalation(judged: Judged) -> Finding:
    ways = judged.reach.raises_itself
    more = f" And {counted(len(ways) - 1, 'other way', 'other ways')}." if len(ways) > 1 else ""
    return Finding(
        kind="escalation",
        principal=judged.holder.arn,
        subject=_giver(judged, lambda source: bool(source.reach.ways)),
        last_used=None,
        since=None,
        evidence=f"can take more than it was given. {ways[0]}{more}",
        suggestion="limit the actions to named resources, or lease them when they are needed",
    )


def _giver(judged: Judged, gives: Callable[[Source], bool]) -> str:
    """The policy that alone is enough; several together are named by who holds them."""
    return next((source.subject for source in judged.holder.sources if gives(source)), judged.holder.name)


def _direct(each: Standings, source: Source) -> Finding:
    holder, how = each.judged.holder, each.given_up.get(source)
    return Finding(
        kind="direct-policy",
        principal=holder.arn,
        subject=source.subject,
        last_used=None,
        since=None,
        evidence="attached to the user itself, where a change of job leaves it behind",
        suggestion=how.words
        if how
        else f"give {source.name} to a group, put {holder.name} into it, then detach it here",
        remedy=how.remedy if how else (),
    )


def _inline_of_user(each: Standings, source: Source) -> Finding:
    finding = _inline("user", each.judged.holder.name, each.judged.holder.arn, source.name)
    how = each.given_up.get(source)
    return replace(finding, suggestion=how.words, remedy=how.remedy) if how else finding


def _inline(kind: str, name: str, arn: str, policy: str) -> Finding:
    return Finding(
        kind="inline-policy",
        principal=arn,
        subject=policy,
        last_used=None,
        since=None,
        evidence=f"written inside the {kind} {name}, in no list of policies",
        suggestion="make it a managed policy, attach that to a group, and delete it here"
        if kind == "user"
        else "make it a managed policy, attach that, and delete it here",
    )
