"""Judging use: what one report of Access Advisor says of a service, about the time in which a lease was live.

A report has the last attempt alone, of what the principal's policies allow at that moment. So a later attempt hides an
earlier one, and a service that nothing allows any more is not in it; both are unknown, never unused. Where two looks
differ, a use that was seen stays seen.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from iam.usage_report import Report

LATE = timedelta(hours=4, minutes=15)
"""AWS says that recent activity appears within four hours.

https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_last-accessed.html
"""
GRAIN = timedelta(hours=1)
"""A time that AWS tells may be cut to its hour: an attempt just before the lease may have been in it."""
REACHES_BACK = timedelta(days=400)


class Stands(StrEnum):
    used = "used"
    unused = "unused"
    unknown = "unknown"


@dataclass(frozen=True)
class Span:
    """When a lease was live; `until` None: it is still."""

    since: datetime
    until: datetime | None


def judged(service: Mapping[str, Any], report: Report, span: Span, *, now: datetime) -> dict[str, Any]:
    """The service as it is kept, with what this report adds; `now` is when the report was asked for."""
    found, at = stands(str(service["prefix"]), report, span, now=now)
    before = Stands(service["stands"])
    if found is Stands.used and at is not None:
        return {**service, "stands": found.value, "at": max(at.isoformat(), service["at"] or "")}
    if before is Stands.unknown and found is Stands.unused:
        return {**service, "stands": found.value}
    return dict(service)


def stands(prefix: str, report: Report, span: Span, *, now: datetime) -> tuple[Stands, datetime | None]:
    """What this report alone says."""
    if prefix.lower() not in report.listed:
        return Stands.unknown, None
    last = report.used.get(prefix.lower())
    if last is not None and span.since <= last <= (span.until or now):
        return Stands.used, last
    is_before = last is None or last < span.since - GRAIN
    is_told = span.until is not None and span.until + LATE <= now and now - span.since < REACHES_BACK
    return (Stands.unused if is_before and is_told else Stands.unknown), None


def given(services: Iterable[tuple[str, str]], kept: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What is kept, and beside it each of these services, a prefix and a name, of which nothing is known yet."""
    known = {each["prefix"]: dict(each) for each in kept}
    new = {
        prefix: {"prefix": prefix, "name": name, "stands": Stands.unknown.value, "at": None}
        for prefix, name in services
        if prefix not in known
    }
    return [*known.values(), *new.values()]
