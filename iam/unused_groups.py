"""Findings about groups that nobody uses, and policies of groups that none of the members would miss."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from iam import giving_up, remedies, unmissed
from iam.authorization import GroupDetail, PolicyDetail
from iam.checkup_item import counted
from iam.finding import Finding
from iam.giving_up import GivenUp, Standings
from iam.granted import Service, Standing
from iam.usage_report import Usage


def findings(
    group: GroupDetail,
    members: Sequence[Standings],
    usage: Usage,
    *,
    is_empty: bool,
    policies: Mapping[str, PolicyDetail],
    window: timedelta,
    now: datetime,
) -> Iterator[Finding]:
    report = usage.reports.get(group.arn)
    last = max(report.used.values(), default=None) if report else None
    if is_empty:
        yield _idle(group, "nobody is in it", last=None, since=None)
    if not members:
        return
    staying = [each for each in members if any(source.group == group.name for source in each.left)]
    # Who leaves after a look only may be there still.
    first = tuple(sorted({service for each in members for service in _looked_at(each, group.name)}))
    if not staying and report is not None and (last is None or now - last > window):
        unused = unmissed.shortest([*_given_by(group, members)])
        people = counted(len(members), "member", "members")
        evidence = f"its {people} used nothing in {window.days} days of what only it gives"
        yield _idle(group, evidence, last=last, since=unused, first=first)
    elif staying:
        yield from _group_policies(group, staying, policies=policies, days=window.days, first=first)


def by_name(standings: Iterable[Standings]) -> dict[str, list[Standings]]:
    """Whoever has policies through a group, by its name."""
    found: dict[str, list[Standings]] = {}
    for each in standings:
        for group in {source.group for source in each.judged.holder.sources if source.group is not None}:
            found.setdefault(group, []).append(each)
    return found


def _idle(
    group: GroupDetail, evidence: str, *, last: datetime | None, since: int | None, first: Sequence[str] = ()
) -> Finding:
    held = bool(group.attached or group.inline)
    does = f"take the policies off the group {group.name}, and delete it" if held else f"delete {group.name}"
    return Finding(
        kind="idle-group",
        principal=group.arn,
        subject=group.name,
        last_used=last,
        since=since,
        evidence=evidence,
        suggestion=f"{does}{giving_up.after_a_look(first)}",
    )


def _looked_at(each: Standings, group: str) -> Iterator[str]:
    for source, how in each.given_up.items():
        if source.group == group:
            yield from how.first


def _given_by(group: GroupDetail, members: Iterable[Standings]) -> Iterator[Service]:
    for each in members:
        given = {
            allowed.prefix for source in each.judged.holder.of_group(group.name) for allowed in source.reach.services
        }
        yield from (service for service in each.judged.those(Standing.unused) if service.prefix in given)


def _group_policies(
    group: GroupDetail,
    staying: Sequence[Standings],
    *,
    policies: Mapping[str, PolicyDetail],
    days: int,
    first: tuple[str, ...],
) -> Iterator[Finding]:
    """Policies of the group that none of its members would miss."""
    for arn in group.attached:
        held = [
            (each, source)
            for each in staying
            for source in each.left
            if (source.group, source.arn) == (group.name, arn)
        ]
        losses = [(each, each.loss([source])) for each, source in held]
        if arn not in policies or not held or not held[0][1].reach.services:
            continue
        if any(loss is None or not each.may_lose(loss.all) for each, loss in losses):
            continue
        does = f"detach {policies[arn].name} from the group {group.name}"
        how = GivenUp(does, remedies.of_group(group.name, arn), first)
        for each, source in held:
            each.give_up([source], how)
        told = [service for each, loss in losses if loss for service in unmissed.of(each.judged, loss.all)]
        people = counted(len(held), "member", "members")
        yield Finding(
            kind="unused-policy",
            principal=group.arn,
            subject=arn,
            last_used=unmissed.latest(told),
            since=unmissed.shortest(told),
            evidence=f"its {people} used nothing in {days} days of what only it gives: {unmissed.names(told)}"
            if told
            else unmissed.FROM_ELSEWHERE,
            suggestion=how.words,
            remedy=how.remedy,
        )
