"""What of a policy can go when some services are never used: all of it, or a narrower one of AWS's in its place.

Nothing that is not known to be unused is ever lost, and nothing is given that was not given before: so whatever a
policy says under a condition, for some resources or by a Deny has no narrower one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from iam.giving_up import covers, is_solid, solid
from iam.reach import Reach, reach


@dataclass(frozen=True)
class Shelved:
    """A policy of AWS's that could take another's place."""

    arn: str
    document: str


@dataclass(frozen=True)
class Trimmed:
    """`lost` are the services that go, by prefix; `instead` the ARN of what takes its place, None: nothing has to."""

    lost: tuple[str, ...]
    instead: str | None = None


def whole(documents: Sequence[str], unused: Collection[str]) -> Trimmed | None:
    """Whether all that these give is unused, so that they can go; None: it is not, or it cannot be said."""
    given = reach(documents)
    prefixes = tuple(each.prefix for each in given.services)
    if not prefixes or given.denies or given.unread or not set(prefixes) <= set(unused):
        return None
    return Trimmed(prefixes)


def narrower(arn: str, document: str, unused: Collection[str], shelf: Iterable[Shelved]) -> Trimmed | None:
    """The narrowest of the shelf that gives less, of the unused alone; None: there is none."""
    if not is_solid(document):
        return None
    given = solid([document])
    if not {each.prefix for each in given.services} & set(unused):
        return None
    found = [
        (len(fit.services), each.arn, fit)
        for each in shelf
        if each.arn != arn and is_solid(each.document) and _fits(fit := solid([each.document]), given, unused)
    ]
    if not found:
        return None
    _, instead, fit = min(found, key=lambda each: each[:2])
    kept = {each.prefix for each in fit.services}
    lost = tuple(each.prefix for each in given.services if each.prefix not in kept)
    return Trimmed(lost, instead)


def _fits(fit: Reach, given: Reach, unused: Collection[str]) -> bool:
    """It gives nothing more, all of what may be used, and not all of what is never used."""
    gives_no_more = all(covers(given.of(each.prefix), each) for each in fit.services)
    keeps = all(covers(fit.of(each.prefix), each) for each in given.services if each.prefix not in unused)
    kept = {each.prefix for each in fit.services}
    return gives_no_more and keeps and any(each.prefix not in kept for each in given.services)
