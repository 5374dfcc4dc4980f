"""A report of Access Advisor's: what one user, group, role or policy used, and when."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any


@dataclass(frozen=True)
class Tracked:
    """The actions of one service that AWS keeps count of and the policies allow, and when each was last used."""

    names: tuple[str, ...]
    used: Mapping[str, datetime]


@dataclass(frozen=True)
class Report:
    """What AWS tells of one: the services that it keeps count of there, and when each was last used, if it was.

    `actions` has the used services alone, and of these whichever AWS tracks actions of; of groups and policies none.
    """

    listed: frozenset[str]
    used: Mapping[str, datetime]
    actions: Mapping[str, Tracked] = field(default_factory=dict)


@dataclass(frozen=True)
class Usage:
    """Reports by ARN; and those that there are none of, with the reason in words."""

    reports: Mapping[str, Report] = field(default_factory=dict)
    left_out: Mapping[str, str] = field(default_factory=dict)


def level(arn: str) -> Any:  # noqa: ANN401 (one of two words of AWS's)
    """How closely to ask: only whoever acts is told which actions to do without."""
    return "ACTION_LEVEL" if ":user/" in arn or ":role/" in arn else "SERVICE_LEVEL"


def read(services: Sequence[Mapping[str, Any]]) -> Report:
    """`services` as AWS lists them."""
    used = {each["ServiceNamespace"].lower(): at for each in services if (at := each.get("LastAuthenticated"))}
    return Report(
        _listed(frozenset(each["ServiceNamespace"].lower() for each in services)), used, dict(_actions(services))
    )


def _actions(services: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, Tracked]]:
    for each in services:
        if each.get("LastAuthenticated") and (told := each.get("TrackedActionsLastAccessed")):
            yield (
                each["ServiceNamespace"].lower(),
                tracked({one["ActionName"]: one.get("LastAccessedTime") for one in told}),
            )


def tracked(actions: Mapping[str, datetime | None]) -> Tracked:
    """By name, when each was last used; None: never."""
    used = {name: at for name, at in actions.items() if at is not None}
    return Tracked(_names(tuple(sorted(actions))), used)


# Whoever has the same policies has the same lists: each is kept once.


@lru_cache(maxsize=1_024)
def _listed(names: frozenset[str]) -> frozenset[str]:
    return names


@lru_cache(maxsize=1_024)
def _names(names: tuple[str, ...]) -> tuple[str, ...]:
    return names
