"""What policies allow, taken together: services, kinds of access, and whether their holder can take more.

Nothing of resources and conditions is weighed but what errs on the careful side: an Allow counts whatever its
condition, a Deny takes away only what it denies always and everywhere. What AWS has that the data does not know yet
is kept by the name that the policy gives it.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from operator import attrgetter

from iam import actions, policy_document, raising
from iam.actions import EVERYTHING, NOTHING, Level
from iam.policy_document import Document, Statement, Written
from iam.raising import Way

_Sets = dict[str, int]
"""By prefix of a known service, the set of its actions."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """What is allowed in one service. Nothing is read of the service until a level or an action is asked for."""

    prefix: str
    chosen: int = NOTHING
    """The set of its known actions, as iam/actions.py has sets."""
    unknown: tuple[str, ...] = ()
    """Actions as the policies write them, prefix included, that the data does not know; wildcards too."""

    @property
    def is_something(self) -> bool:
        return bool(self.chosen or self.unknown)

    def has(self, action: str) -> bool:
        """Whether one action, by its name without the prefix, is among them."""
        service = actions.service(self.prefix)
        bit = service.matching(action.lower()) if service else NOTHING
        return bool(bit & self.chosen)

    @property
    def name(self) -> str:
        """AWS's name of the service; the prefix of one that the data does not know."""
        return actions.names().get(self.prefix, self.prefix)

    @property
    def levels(self) -> frozenset[Level]:
        """Empty where only unknown actions are allowed."""
        service = actions.service(self.prefix)
        return frozenset(level for level, those in service.levels.items() if those & self.chosen) if service else _NONE

    def actions(self, *levels: Level) -> tuple[str, ...]:
        """The known actions by name, `s3:GetObject`; of these levels, or of all."""
        service = actions.service(self.prefix)
        if service is None:
            return ()
        wanted = EVERYTHING
        if levels:
            wanted = sum(service.levels[level] for level in set(levels))  # no action has two levels
        return service.named(self.chosen & wanted)


@dataclass(frozen=True)
class Reach:
    """What somebody with all of these policies may do; equal reaches allow the same."""

    services: tuple[Allowed, ...]
    """In the order of their prefixes; none that allows nothing."""
    is_administrator: bool
    """Whether every action is allowed on every resource."""
    passes_any_role: bool
    """Whether any role may be handed to some service (iam:PassRole on every role)."""
    ways: tuple[Way, ...]
    denies: bool
    """Whether they deny something as well, or nothing but that."""
    unread: tuple[str, ...]
    """What in the policies could not be read, in words."""

    @property
    def raises_itself(self) -> tuple[str, ...]:
        """Every way to take more than this, each a sentence."""
        return tuple(way.sentence for way in self.ways)

    def of(self, prefix: str) -> Allowed:
        """What is allowed in this service, were it nothing."""
        place = bisect_left(self.services, prefix, key=_PREFIX)
        found = self.services[place : place + 1]
        return found[0] if found and found[0].prefix == prefix else Allowed(prefix)


def reach(documents: Iterable[Written], boundary: Written | None = None) -> Reach:
    """Judge the union of these documents, within the boundary if there is one. Never raises for what they hold."""
    read = [policy_document.read(each) for each in documents]
    given = _Given(read)
    unread = tuple(fault for each in read for fault in each.unread)
    if boundary is None:
        return _told(given, unread)
    limit = policy_document.read(boundary)
    if limit.unread:
        # Half a boundary would take away what the whole one allows.
        return _told(given, (*unread, *(f"the permissions boundary: {fault}" for fault in limit.unread)))
    return _told(given.within(_Given([limit])), unread)


class _Given:
    """The Allows of some documents less their Denies: what is allowed at all, and what on every resource."""

    def __init__(self, documents: Sequence[Document]) -> None:
        statements = [statement for each in documents for statement in each.statements]
        self._allows = [each for each in statements if each.allows]
        self._denies = [each for each in statements if not each.allows and each.is_plain]
        self.some, self.wide, self.unknown = _Sets(), _Sets(), dict[str, None]()
        self.passed_to: set[str] = set()
        self.denies = len(self._allows) < len(statements)
        for each in self._allows:
            self._add(each)
        for each in self._denies:
            denied, _ = _meant(each)
            for sets in (self.some, self.wide):
                sets.update({prefix: sets[prefix] & ~those for prefix, those in denied.items() if prefix in sets})
        self.unknown = {each: None for each in self.unknown if not any(_covers(deny, each) for deny in self._denies)}

    def within(self, limit: "_Given") -> "_Given":
        """Take what both allow."""
        self.some, self.wide = _both(self.some, limit.some), _both(self.wide, limit.wide)
        self.unknown = {each: None for pattern in self.unknown for each in limit.allowed_of(pattern)}
        return self

    def allowed_of(self, pattern: str) -> Iterator[str]:
        """What of an unknown action is allowed here: all of it, or what is narrower."""
        if any(_covers(allow, pattern) for allow in self._allows):
            found = [pattern]
        else:
            fits = actions.glob(pattern.lower())
            narrower = (each for allow in self._allows if not allow.but for each in allow.patterns)
            found = [each for each in narrower if fits.fullmatch(each.lower())]
        yield from (each for each in found if not any(_covers(deny, each) for deny in self._denies))

    def _add(self, allow: Statement) -> None:
        meant, unmatched = _meant(allow)
        for sets in (self.some, self.wide) if allow.is_wide else (self.some,):
            sets.update({prefix: sets.get(prefix, NOTHING) | those for prefix, those in meant.items()})
        self.unknown |= dict.fromkeys(unmatched)
        if allow.is_wide and _has(meant, _PASSING):
            self.passed_to |= set(allow.passed_to)


def _told(given: _Given, unread: tuple[str, ...]) -> Reach:
    some = {prefix: chosen for prefix, those in given.some.items() if (chosen := _counted(prefix, those))}
    unknown: dict[str, list[str]] = {}
    for pattern in sorted(given.unknown):
        unknown.setdefault(pattern.partition(":")[0].lower(), []).append(pattern)
    services = tuple(
        _allowed(prefix, some.get(prefix, NOTHING), tuple(unknown.get(prefix, ())))
        for prefix in sorted(some.keys() | unknown.keys())
    )
    passes = _has(given.wide, _PASSING)
    passed_to = [actions.glob(each) for each in given.passed_to] if passes else []
    ways = raising.found(
        may=lambda action: _has(given.some, action),
        may_widely=lambda action: _has(given.wide, action),
        passes_to=lambda runner: any(each.fullmatch(runner) for each in passed_to),
    )
    return Reach(
        services=services,
        is_administrator=all(_counted(each, given.wide.get(each, NOTHING)) == EVERYTHING for each in actions.names()),
        passes_any_role=passes,
        ways=tuple(ways),
        denies=given.denies,
        unread=unread,
    )


@lru_cache(maxsize=16_384)
def _allowed(prefix: str, chosen: int, unknown: tuple[str, ...]) -> Allowed:
    """Kept once: most policies allow all of a service, or what a hundred others allow."""
    return Allowed(prefix, chosen, unknown)


def _meant(statement: Statement) -> tuple[_Sets, list[str]]:
    """The known actions that a statement speaks of, and those of its patterns that are none of them."""
    named, unmatched = _Sets(), list[str]()
    for pattern in statement.patterns:
        prefixes, _, action = pattern.lower().partition(":")
        is_known = False
        for prefix in actions.matching(prefixes):
            if those := _chosen(prefix, action):
                named[prefix] = named.get(prefix, NOTHING) | those
                is_known = True
        if not is_known:
            unmatched.append(pattern)
    if statement.but:
        return {prefix: ~named.get(prefix, NOTHING) for prefix in actions.names()}, []
    return named, unmatched


def _chosen(prefix: str, action: str) -> int:
    if not action.strip("*"):
        return EVERYTHING
    service = actions.service(prefix)
    return service.matching(action) if service else NOTHING


def _counted(prefix: str, those: int) -> int:
    """The set as it is compared: all of a service is EVERYTHING, however it came together."""
    service = actions.service(prefix) if those not in {NOTHING, EVERYTHING} else None
    if service is None:
        return those
    return EVERYTHING if those & service.all == service.all else those & service.all


def _both(one: _Sets, other: _Sets) -> _Sets:
    return {prefix: those & other[prefix] for prefix, those in one.items() if prefix in other}


def _has(sets: Mapping[str, int], action: str) -> bool:
    prefix, _, name = action.lower().partition(":")
    those = sets.get(prefix, NOTHING)
    return bool(those) and bool(those & (_chosen(prefix, name) if those != EVERYTHING else EVERYTHING))


def _covers(statement: Statement, pattern: str) -> bool:
    """Whether the statement speaks of all that the pattern of an unknown action can mean."""
    folded = pattern.lower()
    named = any(actions.glob(each.lower()).fullmatch(folded) for each in statement.patterns)
    if not statement.but:
        return named
    return not named and not any(actions.glob(folded).fullmatch(each.lower()) for each in statement.patterns)


_PREFIX = attrgetter("prefix")
_PASSING = "iam:PassRole"
_NONE: frozenset[Level] = frozenset()
