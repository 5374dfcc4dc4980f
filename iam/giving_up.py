"""What can be taken away and takes nothing away: policies and groups of which no used service is lost.

One after the other, each from what the ones before it left: two groups that give the same are not both given up. All
of a service counts as kept when what stays allows it always and everywhere, whatever resources and conditions are
named elsewhere; so the error is on the careful side. Where a used service stays, but not all of it, that is said with
it. Nothing that denies is given up, for that would give.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from iam import policy_document
from iam import reach as judging
from iam.checkup_item import listed
from iam.granted import Judged, Source, Standing
from iam.policy_document import Statement
from iam.reach import Allowed, Reach
from iam.remedies import Remedy


@dataclass(frozen=True)
class Loss:
    """What would be lost with some policies: services that only they give, and parts of services that stay."""

    only: tuple[Allowed, ...] = ()
    partly: tuple[Allowed, ...] = ()

    @property
    def all(self) -> tuple[Allowed, ...]:
        return (*self.only, *self.partly)


@dataclass(frozen=True)
class GivenUp:
    """How something is given up. `first`: services of which a part would be missed, to be looked at before."""

    does: str
    changes: Remedy = ()
    first: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        return f"{self.does}{after_a_look(self.first)}"

    @property
    def remedy(self) -> Remedy:
        return () if self.first else self.changes


@dataclass
class Standings:
    """One holder, what of its policies is left so far, and how the others are given up."""

    judged: Judged
    left: list[Source]
    given_up: dict[Source, GivenUp] = field(default_factory=dict)

    @classmethod
    def of(cls, judged: Judged) -> "Standings":
        return cls(judged, list(judged.holder.sources))

    def loss(self, sources: Sequence[Source], *, kept: Iterable[Source] | None = None) -> Loss | None:
        """What would be lost with these. None: it cannot be said, or taking them away would give something."""
        if not self.judged.holder.is_whole or any(each.reach.denies or each.reach.unread for each in sources):
            return None
        staying = [each for each in (self.left if kept is None else kept) if each not in sources]
        documents = {each.document for each in staying}
        rest = solid(documents)
        # What stays word for word allows all that it did, whatever resources and conditions it names.
        reaches = [source.reach for source in sources if source.document not in documents]
        lost = [each for reach in reaches for each in reach.services if not covers(rest.of(each.prefix), each)]
        given = sure(documents, self.judged.holder.boundary)
        return Loss(
            only=tuple(each for each in lost if not given.of(each.prefix).chosen),
            partly=tuple(each for each in lost if given.of(each.prefix).chosen),
        )

    def may_lose(self, lost: Iterable[Allowed]) -> bool:
        """Whether all of it is known to be unused, or was allowed to nobody for a deny or a boundary."""
        return not self.missed(lost)

    def missed(self, lost: Iterable[Allowed]) -> tuple[str, ...]:
        """The services of these that were used, or may have been."""
        found = map(self.judged.service, {each.prefix for each in lost})
        return tuple(sorted(each.prefix for each in found if each is not None and each.standing != Standing.unused))

    def give_up(self, sources: Sequence[Source], how: GivenUp) -> None:
        """Go on without these."""
        self.left = [each for each in self.left if each not in sources]
        self.given_up.update(dict.fromkeys(sources, how))

    def all_given_up(self, sources: Iterable[Source]) -> tuple[str, Remedy]:
        """How one is rid of all of these: in words, and by changes, as far as none of them has to be looked at."""
        ways = list(dict.fromkeys(self.given_up[source] for source in sources))
        changes = tuple(dict.fromkeys(change for each in ways for change in each.remedy))
        return ", and ".join(each.words for each in ways), changes if all(each.remedy for each in ways) else ()


def after_a_look(first: Sequence[str]) -> str:
    """What is said with it where part of a used service would go too; nothing where none would."""
    return f", after a look at what of {listed(first)} only it gives" if first else ""


def solid(documents: Iterable[str]) -> Reach:
    """What these allow always and everywhere, before anything is denied."""
    return _solid(tuple(sorted(set(documents))))


def sure(documents: Iterable[str], boundary: str | None) -> Reach:
    """What is left of that for sure: within what the boundary allows always, and less all that is ever denied."""
    return _sure(tuple(sorted(set(documents))), boundary)


def covers(one: Allowed, other: Allowed) -> bool:
    """Whether the first allows all of the second, a service each."""
    return not other.chosen & ~one.chosen and set(other.unknown) <= set(one.unknown)


def is_solid(document: str) -> bool:
    """Whether all that the policy says holds always and everywhere, and can be read."""
    read = policy_document.read(document)
    return not read.unread and all(each.allows and each.is_plain for each in read.statements)


@lru_cache(maxsize=4_096)
def _solid(documents: tuple[str, ...]) -> Reach:
    return judging.reach(_written(each for each in _statements(documents) if each.allows))


@lru_cache(maxsize=4_096)
def _sure(documents: tuple[str, ...], boundary: str | None) -> Reach:
    limit = None if boundary is None else (_written(_statements([boundary])) or [_NOTHING])[0]
    return judging.reach(_written(_statements(documents)), limit)


def _statements(documents: Iterable[str]) -> Iterator[Statement]:
    """Allows that hold always and everywhere, and every Deny."""
    for document in documents:
        yield from (each for each in policy_document.read(document).statements if each.is_plain or not each.allows)


def _written(statements: Iterable[Statement]) -> list[dict[str, Any]]:
    """A document of these, as if each held always and everywhere; none of none."""
    told = [
        {
            "Effect": "Allow" if each.allows else "Deny",
            "NotAction" if each.but else "Action": list(each.patterns),
            "Resource": "*",
        }
        for each in statements
    ]
    return [{"Statement": told}] if told else []


_NOTHING = {"Statement": [{"Effect": "Deny", "Action": "*", "Resource": "*"}]}
