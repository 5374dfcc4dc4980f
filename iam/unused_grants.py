"""Findings about what was granted and not used: services, policies, and groups, with what to take away instead."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

from iam import managed_policies, narrowing
from iam.authorization import Details, GroupDetail, PolicyDetail
from iam.checkup_item import counted, listed
from iam.finding import Finding
from iam.giving_up import Loss, Standings
from iam.granted import Judged, Service, Source, Standing
from iam.narrowing import Suggesting
from iam.reach import Allowed
from iam.survey_usage import Usage


def findings(
    judged: Sequence[Judged],
    details: Details,
    policies: Mapping[str, PolicyDetail],
    usage: Usage,
    *,
    window: timedelta,
    now: datetime,
) -> Iterator[Finding]:
    """Yield them all. Whoever does all that they suggest loses nothing that was used, or may have been."""
    days = window.days
    standings = [Standings.of(each) for each in judged]
    for each in standings:
        yield from _own_policies(each, days=days)
    for each in standings:
        yield from _memberships(each, days=days)
    joined = {group for user in details.users for group in user.groups}
    members = _by_group(standings)
    for group in details.groups:
        yield from _group(
            group,
            members.get(group.name, []),
            usage,
            is_empty=group.name not in joined,
            policies=policies,
            window=window,
            now=now,
        )
    yield from _policies(judged, details, usage, window=window, now=now)
    suggesting = Suggesting(standings, policies.values())
    for each in standings:
        yield from _services(each, suggesting)


# Policies of one's own


def _own_policies(each: Standings, *, days: int) -> Iterator[Finding]:
    for source in [source for source in each.judged.holder.sources if source.group is None]:
        of_groups = [other for other in each.left if other.group is not None]
        if of_groups and each.loss([source], kept=of_groups) == Loss():
            each.give_up([source])
            yield _redundant(each.judged, source, of_groups)
        elif (loss := _unmissed(each, [source])) is not None:
            first = each.missed(loss.partly)
            each.give_up([source], subject=source.subject, first=first)
            yield _unused(each, loss, kind="unused-policy", subject=source.subject, days=days, does=_off(each, source))


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


def _unmissed(each: Standings, sources: Sequence[Source]) -> Loss | None:
    """What would be lost with these, if nothing that only they give is missed."""
    loss = each.loss(sources)
    if loss is None or not any(source.reach.services for source in sources) or not each.may_lose(loss.only):
        return None
    # Who would lose nothing but parts of what is used, would lose something for nothing.
    return loss if loss.only or each.may_lose(loss.partly) else None


def _unused(each: Standings, loss: Loss, *, kind: str, subject: str, days: int, does: str) -> Finding:
    told, first = _of(each.judged, loss.only), each.missed(loss.partly)
    unused = [service for service in _of(each.judged, loss.all) if service.standing == Standing.unused]
    return Finding(
        kind=kind,
        principal=each.judged.holder.arn,
        subject=subject,
        last_used=_latest(unused),
        since=_shortest(unused),
        evidence=f"nothing that only it gives was used in {days} days: {_names(told)}" if told else _FROM_ELSEWHERE,
        suggestion=f"{does}{narrowing.after_a_look(first)}",
    )


# Groups


def _memberships(each: Standings, *, days: int) -> Iterator[Finding]:
    groups = {source.group for source in each.judged.holder.sources if source.group is not None}
    for group in sorted(groups, key=lambda name: (_used_of(each, name), name)):
        sources = each.judged.holder.of_group(group)
        loss = _unmissed(each, sources)
        if loss is not None:
            each.give_up(sources, subject=group, first=each.missed(loss.partly))
            does = f"take {each.judged.holder.name} out of the group {group}"
            yield _unused(each, loss, kind="unused-group-membership", subject=group, days=days, does=does)


def _used_of(each: Standings, group: str) -> int:
    """How many used services the group gives: those that give none are tried first."""
    given = {allowed.prefix for source in each.judged.holder.of_group(group) for allowed in source.reach.services}
    return sum(service.prefix in given for service in each.judged.those(Standing.used))


def _group(
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
    if not staying and report is not None and (last is None or now - last > window):
        unused = _shortest([*_given_by(group, members)])
        people = counted(len(members), "member", "members")
        yield _idle(
            group, f"its {people} used nothing in {window.days} days of what only it gives", last=last, since=unused
        )
    elif staying:
        yield from _group_policies(group, staying, policies=policies, days=window.days)


def _by_group(standings: Iterable[Standings]) -> dict[str, list[Standings]]:
    """Whoever has policies through a group, by its name."""
    found: dict[str, list[Standings]] = {}
    for each in standings:
        for group in {source.group for source in each.judged.holder.sources if source.group is not None}:
            found.setdefault(group, []).append(each)
    return found


def _idle(group: GroupDetail, evidence: str, *, last: datetime | None, since: int | None) -> Finding:
    held = bool(group.attached or group.inline)
    return Finding(
        kind="idle-group",
        principal=group.arn,
        subject=group.name,
        last_used=last,
        since=since,
        evidence=evidence,
        suggestion=f"take the policies off the group {group.name}, and delete it" if held else f"delete {group.name}",
    )


def _given_by(group: GroupDetail, members: Iterable[Standings]) -> Iterator[Service]:
    for each in members:
        given = {
            allowed.prefix for source in each.judged.holder.of_group(group.name) for allowed in source.reach.services
        }
        yield from (service for service in each.judged.those(Standing.unused) if service.prefix in given)


def _group_policies(
    group: GroupDetail, staying: Sequence[Standings], *, policies: Mapping[str, PolicyDetail], days: int
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
        for each, source in held:
            each.give_up([source])
        told = [service for each, loss in losses if loss for service in _of(each.judged, loss.all)]
        people = counted(len(held), "member", "members")
        yield Finding(
            kind="unused-policy",
            principal=group.arn,
            subject=arn,
            last_used=_latest(told),
            since=_shortest(told),
            evidence=f"its {people} used nothing in {days} days of what only it gives: {_names(told)}"
            if told
            else _FROM_ELSEWHERE,
            suggestion=f"detach {policies[arn].name} from the group {group.name}",
        )


# The account's own policies


def _policies(
    judged: Sequence[Judged], details: Details, usage: Usage, *, window: timedelta, now: datetime
) -> Iterator[Finding]:
    through = _by_policy(judged)
    for policy in details.policies:
        if managed_policies.is_of_aws(policy.arn) or policy.boundaries:
            continue
        if not policy.attachments:
            yield _unused_by_all(policy, "attached to nobody", last=None, since=None, detach=False)
            continue
        report = usage.reports.get(policy.arn)
        last = max(report.used.values(), default=None) if report else None
        told = through.get(policy.arn, [])
        is_unused = told and all(service.standing == Standing.unused for service in told)
        if report is not None and is_unused and (last is None or now - last > window):
            evidence = f"nobody who has it used any of its services in {window.days} days: {_names(told)}"
            yield _unused_by_all(policy, evidence, last=last, since=_shortest(told), detach=True)


def _unused_by_all(
    policy: PolicyDetail,
    evidence: str,
    *,
    last: datetime | None,
    since: int | None,
    detach: bool,
) -> Finding:
    return Finding(
        kind="unused-policy",
        principal=None,
        subject=policy.arn,
        last_used=last,
        since=since,
        evidence=evidence,
        suggestion=f"detach {policy.name} from all who have it, then delete it" if detach else f"delete {policy.name}",
    )


def _by_policy(judged: Iterable[Judged]) -> dict[str, list[Service]]:
    """The services that each of the account's own policies gives, at each who has it."""
    found: dict[str, list[Service]] = {}
    for each in judged:
        for source in each.holder.sources:
            if source.arn is not None and not managed_policies.is_of_aws(source.arn):
                services = (each.services.get(allowed.prefix) for allowed in source.reach.services)
                found.setdefault(source.arn, []).extend(service for service in services if service is not None)
    return found


# Services


def _services(each: Standings, suggesting: Suggesting) -> Iterator[Finding]:
    holder = each.judged.holder
    for service in each.judged.those(Standing.unused):
        yield Finding(
            kind="unused-service",
            principal=holder.arn,
            subject=service.prefix,
            last_used=service.last_used,
            since=service.since,
            evidence=_evidence(service.since, service.last_used is not None, service.sources),
            suggestion=suggesting.of(each, service),
        )


@lru_cache(maxsize=4_096)
def _evidence(days: int | None, was_used: bool, sources: tuple[Source, ...]) -> str:  # noqa: FBT001 (a fact, told)
    """The same text is kept once, for thousands have the same policies."""
    used = "last used before that" if was_used else "no use known"
    return f"not used in {days} days ({used}), given by {listed([*dict.fromkeys(map(_source, sources))])}"


def _source(source: Source) -> str:
    return f"{source.name} of the group {source.group}" if source.group else source.name


def _of(judged: Judged, lost: Iterable[Allowed]) -> list[Service]:
    """The lost ones as judged, each once, leaving out what was not allowed anyway."""
    prefixes = dict.fromkeys(each.prefix for each in lost)
    return [judged.services[prefix] for prefix in prefixes if prefix in judged.services]


def _names(services: Iterable[Service]) -> str:
    return listed(sorted({service.prefix for service in services}))


def _latest(services: Iterable[Service]) -> datetime | None:
    return max((each.last_used for each in services if each.last_used is not None), default=None)


def _shortest(services: Iterable[Service]) -> int | None:
    return min((each.since for each in services if each.since is not None), default=None)


_FROM_ELSEWHERE = "all that it allows comes from other policies too"
