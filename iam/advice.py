"""Advice about one user, group or role: service by service what is granted and used, and what could go."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from iam import actions, granted, scan, trust
from iam.authorization import Details, GroupDetail, PolicyDetail, RoleDetail, UserDetail
from iam.finding import Finding
from iam.giving_up import Standings
from iam.granted import Judged, Service, Source, Standing
from iam.narrowing import Suggesting
from iam.survey import Survey

Advised = UserDetail | GroupDetail | RoleDetail

MOST = 25
"""Members of a group, and others in the groups of a user, whose use is asked for too: a report costs two calls."""
SINGLY = frozenset({"unused-service", "unused-action"})
"""Kinds of findings that the table tells."""


def named(details: Details, about: str) -> Advised | None:
    """By ARN, or by name whatever its case: users before groups before roles."""
    everything: tuple[Advised, ...] = (*details.users, *details.groups, *details.roles)
    found = (each for each in everything if about == each.arn or about.casefold() == each.name.casefold())
    return next(found, None)


@dataclass(frozen=True)
class Circle:
    """Whom it takes to advise somebody. `asked` are ARNs, the advised first; `left` are others of the circle."""

    details: Details
    asked: tuple[str, ...]
    left: int


def circle(details: Details, advised: Advised) -> Circle:
    """A role alone; a group with its members; a user with its groups and whoever else is in them."""
    if isinstance(advised, RoleDetail):
        return Circle(replace(details, users=(), groups=(), roles=(advised,)), (advised.arn,), 0)
    joined = set(advised.groups) if isinstance(advised, UserDetail) else {advised.name}
    groups = tuple(each for each in details.groups if each.name in joined)
    others = [each for each in details.users if each.arn != advised.arn and joined & set(each.groups)]
    users = (*([advised] if isinstance(advised, UserDetail) else []), *others)
    asked = (advised.arn, *(each.arn for each in others[:MOST]))
    return Circle(replace(details, users=users, groups=groups, roles=()), asked, len(others[MOST:]))


def told(
    survey: Survey, advised: Advised, *, window: timedelta, now: datetime, offered: Sequence[PolicyDetail] = ()
) -> dict[str, Any]:
    """As JSON, of a survey of the circle; `offered` are policies that may be proposed besides the account's."""
    judged = scan.judge(survey, window=window, now=now)
    found = [
        each
        for each in scan.findings(survey, window=window, now=now, judged=judged, offered=offered)
        if each.principal == advised.arn
    ]
    own = next((each for each in judged if each.holder.arn == advised.arn), None)
    one = own or _of_group(survey, advised, window=window, now=now)
    says = {each.subject: each.suggestion for each in found if each.kind == "unused-service"}
    if isinstance(advised, GroupDetail):
        says = dict(_for_group(judged, one, [*survey.policies.values(), *offered]))
    return {
        "kind": _kind(advised),
        "name": advised.name,
        "arn": advised.arn,
        "days": window.days,
        "is_administrator": one.reach.is_administrator,
        "ways": list(one.reach.raises_itself),
        "services": [_service(each, says.get(each.prefix, "")) for each in one.services],
        "changes": [*dict.fromkeys(each.suggestion for each in found if each.remedy and each.kind not in SINGLY)],
        "others": [_finding(each) for each in found if each.kind not in SINGLY and not each.remedy],
        "actions": _actions(found),
        "trust": list(trust.who_may_assume(advised.trust)) if isinstance(advised, RoleDetail) else [],
        "members": sum(advised.name in each.groups for each in survey.details.users),
        "spare": [{"group": each.group, "arn": each.arn} for each in _spare(one)],
        "untold": survey.usage.left_out.get(advised.arn, ""),
    }


def _kind(advised: Advised) -> str:
    if isinstance(advised, UserDetail):
        return "user"
    return "group" if isinstance(advised, GroupDetail) else "role"


def _of_group(survey: Survey, group: Advised, *, window: timedelta, now: datetime) -> Judged:
    """A group as somebody who has what it gives, and used what its members did."""
    member = UserDetail("", "", "", "/", group.made_at, groups=(group.name,))
    (holder,) = granted.holders(replace(survey.details, users=(member,), roles=()), survey.policies)
    holder = replace(holder, name=group.name, arn=group.arn)
    return granted.judge(holder, survey.usage.reports.get(group.arn), window=window, now=now)


def _for_group(judged: Sequence[Judged], group: Judged, policies: Sequence[PolicyDetail]) -> Iterator[tuple[str, str]]:
    suggesting = Suggesting([Standings.of(each) for each in judged], policies)
    for service in group.those(Standing.unused):
        yield service.prefix, suggesting.of_a_group(service)


def _spare(judged: Judged) -> list[Source]:
    """The policies that give something unused."""
    unused = {source for service in judged.those(Standing.unused) for source in service.sources}
    return [each for each in judged.holder.sources if each in unused]


def _service(service: Service, suggestion: str) -> dict[str, Any]:
    return {
        "prefix": service.prefix,
        "name": actions.names().get(service.prefix, service.prefix),
        "standing": service.standing.value,
        "used_at": service.last_used.isoformat() if service.last_used else None,
        "since": service.since,
        "through": [_through(each) for each in service.sources],
        "suggestion": suggestion,
    }


def _through(source: Source) -> str:
    return f"{source.group}: {source.name}" if source.group else source.name


def _finding(each: Finding) -> dict[str, str]:
    return {"kind": each.kind, "subject": each.subject, "evidence": each.evidence, "suggestion": each.suggestion}


def _actions(found: Sequence[Finding]) -> dict[str, list[str]]:
    """Unused ones by service."""
    by_service: dict[str, list[str]] = {}
    for each in found:
        if each.kind == "unused-action":
            prefix, _, name = each.subject.partition(":")
            by_service.setdefault(prefix, []).append(name)
    return by_service
