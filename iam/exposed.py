"""What somebody's policies let them reach, by service and kind of access, and through which of them each comes."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from iam import reach as judging
from iam.actions import Level
from iam.reach import Allowed


@dataclass(frozen=True)
class Source:
    """A policy and the way by which it is somebody's: `through` is what people read of it."""

    through: str
    document: str


@dataclass(frozen=True)
class Service:
    """`levels` are AWS's words, least first; empty where only actions are allowed that the data does not know."""

    prefix: str
    name: str
    levels: tuple[str, ...]
    through: tuple[str, ...]


@dataclass(frozen=True)
class Exposed:
    """The union of all sources within the boundary. `ways` are sentences: how more could be taken."""

    services: tuple[Service, ...]
    is_administrator: bool
    ways: tuple[str, ...]
    unread: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def exposed(sources: Sequence[Source], boundary: str | None = None) -> Exposed:
    """Judge them together for what is reached, and each alone for where it comes from."""
    together = judging.reach([each.document for each in sources], boundary)
    alone = [(each.through, judging.reach([each.document])) for each in sources]
    return Exposed(
        services=tuple(
            Service(
                prefix=each.prefix,
                name=each.name,
                levels=_levels(each),
                through=tuple(through for through, reach in alone if _gives(reach.of(each.prefix))),
            )
            for each in together.services
        ),
        is_administrator=together.is_administrator,
        ways=together.raises_itself,
        unread=together.unread,
    )


def _levels(allowed: Allowed) -> tuple[str, ...]:
    has = allowed.levels
    return tuple(level.value for level in Level if level in has)


def _gives(allowed: Allowed) -> bool:
    return bool(allowed.chosen or allowed.unknown)


def of_json(sources: Iterable[dict[str, str]], boundary: str | None) -> dict[str, Any]:
    """As `exposed`, from JSON to JSON."""
    return exposed([Source(**each) for each in sources], boundary).as_json()
