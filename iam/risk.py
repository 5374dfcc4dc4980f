"""The risk line: what policies let somebody do, in a few plain words."""

import re
from collections.abc import Iterable, Iterator, Sequence

from iam import reach as judging
from iam.actions import Level
from iam.policy_document import Written
from iam.reach import Allowed, Reach

LONGEST = 75
"""Characters: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""
EDITION = 1
"""Raised when the same policy is to be told otherwise: lines of an older edition are made anew."""

_EVERYTHING, _RAISES = "Administrator", "Can raise itself"
UNREADABLE = "Could not be read: look at it in the IAM console"


def risk(documents: Iterable[Written]) -> str:
    """Say it in a line; the worst is said alone."""
    return line(judging.reach(documents))


def is_alarming(line: str) -> bool:
    """Whether a line says that its holder has everything, or can take more than they were given."""
    return line.startswith((_EVERYTHING, _RAISES))


def line(reach: Reach) -> str:
    """Say it of what was judged already."""
    if reach.is_administrator:
        return f"{_EVERYTHING}: everything, everywhere"
    if reach.ways:
        return _fitting([f"{_RAISES}: {_and_others(list(dict.fromkeys(way.does for way in reach.ways)))}"])
    if reach.services:
        end = _ending(reach)
        return _fitting([f"{said}{end}" for said in _by_service(reach.services)])
    if reach.unread:
        return UNREADABLE
    return "Gives nothing, only takes away" if reach.denies else "Gives nothing"


def _and_others(found: Sequence[str]) -> str:
    others = len(found) - 1
    return found[0] if not others else f"{found[0]}, and {others} other way{'s' if others > 1 else ''}"


def _ending(reach: Reach) -> str:
    if reach.passes_any_role:
        return "; can hand on any role"
    return "; can let others in" if any(Level.permissions in each.levels for each in reach.services) else ""


def _by_service(services: Sequence[Allowed]) -> Iterator[str]:
    """The same in several ways, the fullest first."""
    levels = {each: each.levels for each in services}
    writes = [each for each in services if levels[each] & _CHANGING]
    reads = [each for each in services if levels[each] and each not in writes]
    if len(services) == 1:
        yield from _of_one(services[0])
    elif not writes and not reads:
        yield f"Only actions that are not known yet, in {len(services)} services"
    elif not writes:
        yield from [f"Reads only: {_named(reads)}"] if len(reads) <= _FEW else []
        yield f"Reads only, in {len(reads)} service{_s(reads)}"
    else:
        if len(writes) + len(reads) <= _FEW:
            yield f"Writes in {_named(writes)}{f', reads in {_named(reads)}' if reads else ''}"
        yield f"Writes in {len(writes)} service{_s(writes)}{f', reads in {len(reads)} more' if reads else ''}"


def _of_one(service: Allowed) -> Iterator[str]:
    done = [word for word, those in _DONE if service.levels & those]
    if not done:
        yield f"One service: only actions that are not known yet, of {_short(service)}"
    else:
        does = " and ".join(word for word in done if word != "tags" or "writes" not in done)
        yield f"One service: {does} {_short(service)}"
        yield f"{does[0].upper()}{does[1:]} {_short(service)}"
        yield f"One service: {does} {service.prefix}"


def _named(services: Sequence[Allowed]) -> str:
    *first, last = map(_short, services)
    return f"{', '.join(first)} and {last}" if first else last


def _short(service: Allowed) -> str:
    """S3 for Amazon S3, IAM for AWS Identity and Access Management (IAM)."""
    abbreviated = re.search(r"\(([A-Z0-9]+)\)$", service.name)
    return abbreviated[1] if abbreviated else service.name.removeprefix("Amazon ").removeprefix("AWS ")


def _s(things: Sequence[object]) -> str:
    return "" if len(things) == 1 else "s"


def _fitting(ways: Sequence[str]) -> str:
    """The first that fits; what fits in no way is cut."""
    shortest = min(ways, key=len)
    cut = shortest if len(shortest) <= LONGEST else f"{shortest[: LONGEST - 1]}…"
    return next((way for way in ways if len(way) <= LONGEST), cut)


_FEW = 3
"""Services that are named; more are counted."""
_CHANGING = frozenset({Level.writing, Level.tagging, Level.permissions})
_DONE: Sequence[tuple[str, frozenset[Level]]] = (
    ("reads", frozenset({Level.listing, Level.reading})),
    ("writes", frozenset({Level.writing, Level.permissions})),
    ("tags", frozenset({Level.tagging})),
)
"""Who writes is not said to tag as well."""
