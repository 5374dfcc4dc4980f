"""YAML read strictly: values that know their line and where they stand.

Numbers, dates and yes/no are never guessed into text; tags, anchors and aliases are refused, so that a file
says what it says at the line where it says it, and cannot unfold into more than its size.
"""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Final

import yaml
import yaml.reader
from rapidfuzz import process

from catalog.mistake import Mistakes

LARGEST: Final = 1_000_000  # bytes; 500 bundles take about 150,000
TOO_LARGE: Final = f"the file is larger than {LARGEST:,} bytes; a catalog is smaller"
_DEEPEST: Final = 20

# The C parser is about ten times as fast; the installs without it read the same language.
_Loader: type[yaml.SafeLoader | yaml.CSafeLoader] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_PLAIN_KEY: Final = re.compile(r"[\w-]{1,64}", re.ASCII)
_ANY: Final = re.compile(r".*", re.DOTALL)
_KINDS: Final = {
    "int": "the number",
    "float": "the number",
    "bool": "the yes/no value",
    "timestamp": "the date",
    "null": "nothing",
}


@dataclass(frozen=True)
class Place:
    """A value in the file; what is wrong with it goes to `mistakes`, and the reading of it is then None."""

    node: yaml.Node
    where: str
    line: int
    mistakes: Mistakes

    def wrong(self, said: str) -> None:
        self.mistakes.add(self.line, f"{self.where}: {said}" if self.where else said)

    def text(self, expected: str, *, shape: re.Pattern[str] = _ANY) -> str | None:
        """Read a text that has the shape as a whole."""
        fits = isinstance(self.node, yaml.ScalarNode) and shape.fullmatch(self.node.value) is not None
        if fits and self.kind == "str":
            return str(self.node.value)
        quotes = "; put it in quotes" if fits and self.kind != "null" else ""
        self.wrong(f"expected {expected}, found {self.found}{quotes}")
        return None

    def written(self, expected: str) -> str | None:
        """Return the characters of a plain value, whatever YAML would take them for."""
        if isinstance(self.node, yaml.ScalarNode) and self.kind != "null":
            return str(self.node.value)
        self.wrong(f"expected {expected}, found {self.found}")
        return None

    def number(self, *, low: int, high: int) -> int | None:
        """Read a whole number of at most nine digits, from `low` to `high`."""
        digits = self.node.value if self.kind == "int" else ""
        if digits.isascii() and digits.isdigit() and len(digits) <= 9 and low <= int(digits) <= high:
            return int(digits)
        self.wrong(f"expected a whole number from {low} to {high}, found {self.found}")
        return None

    def items(self, expected: str) -> list["Place"] | None:
        """List the entries, of which there must be some."""
        if not isinstance(self.node, yaml.SequenceNode):
            self.wrong(f"expected a list of {expected}, found {self.found}")
            return None
        if not self.node.value:
            self.wrong(f"expected at least one of {expected}, found an empty list")
            return None
        return [Place(node, self.where, _line(node), self.mistakes) for node in self.node.value]

    def entries(self, expected: str) -> dict[str, "Place"] | None:
        """Map each key, as written, to its value."""
        if not isinstance(self.node, yaml.MappingNode):
            self.wrong(f"expected {expected}, found {self.found}")
            return None
        read: dict[str, Place] = {}
        for key, value in self.node.value:
            self._enter(read, key, value)
        return read

    def fields(self, *, required: Collection[str], optional: Collection[str] = ()) -> dict[str, "Place"]:
        """Map the known keys to their values; what is missing or strange is told and left out."""
        known = [*required, *optional]
        read = self.entries(f"a mapping with the keys {', '.join(known)}")
        if read is None:
            return {}
        for name in (name for name in read if name not in known):
            place = Place(self.node, self.where, read[name].line, self.mistakes)
            place.wrong(f"there is no key {shortened(name)!r}; {did_you_mean(name, known)}")
        for name in required:
            if name not in read:
                self.wrong(f"the key {name!r} is missing; add it")
        return {name: place for name, place in read.items() if name in known}

    @property
    def kind(self) -> str:
        """Name YAML's type: str, int, float, bool, timestamp, null, seq, map."""
        return str(self.node.tag).rsplit(":", 1)[-1]

    @property
    def is_empty_mapping(self) -> bool:
        return isinstance(self.node, yaml.MappingNode) and not self.node.value

    @property
    def found(self) -> str:
        """What stands there, in words."""
        if isinstance(self.node, yaml.SequenceNode):
            return "a list"
        if isinstance(self.node, yaml.MappingNode):
            return "a mapping"
        kind = _KINDS.get(self.kind)
        if kind == "nothing":
            return kind
        return f"{kind} {self.node.value[:40]}" if kind else repr(shortened(self.node.value))

    def _enter(self, read: dict[str, "Place"], key: yaml.Node, value: yaml.Node) -> None:
        line = _line(key)
        if not isinstance(key, yaml.ScalarNode):
            self.mistakes.add(line, "expected a word as a key, found a list or a mapping")
            return
        name = str(key.value)
        where = f"{self.where}.{shown(name)}" if self.where else shown(name)
        if name in read:
            place = Place(value, self.where, line, self.mistakes)
            place.wrong(f"{shortened(name)!r} is here twice, first in line {read[name].line}; keep one")
            return
        read[name] = Place(value, where, line, self.mistakes)


def root(text: str, mistakes: Mistakes) -> Place | None:
    """Read the whole file; None after telling why it cannot be read."""
    if not _is_plain(text, mistakes):
        return None
    try:
        if not _is_simple(yaml.parse(text, Loader=_Loader), mistakes):
            return None
        node = yaml.compose(text, Loader=_Loader)
    except yaml.MarkedYAMLError as error:
        _tell_syntax(text, error, mistakes)
        return None
    except yaml.YAMLError as error:
        mistakes.add(1, f"this is not YAML: {' '.join(str(error).split())}")
        return None
    if node is None:
        mistakes.add(1, "the file is empty; begin with catalog.example.yaml")
        return None
    return Place(node, "", 1, mistakes)


def did_you_mean(name: str, known: Collection[str]) -> str:
    """Name the nearest of the known as a question, or all of them when none is near."""
    near = process.extractOne(name[:80], sorted(known), score_cutoff=65)
    return f"did you mean {near[0]!r}?" if near else f"known here: {', '.join(map(shown, known))}"


def shown(name: str) -> str:
    """Write a key in one line, whatever characters it has."""
    return name if _PLAIN_KEY.fullmatch(name) else repr(shortened(name))


def shortened(text: str, length: int = 60) -> str:
    return text if len(text) <= length else f"{text[:length]}…"


def _is_plain(text: str, mistakes: Mistakes) -> bool:
    strange = yaml.reader.Reader.NON_PRINTABLE.search(text)
    if len(text) > LARGEST:
        mistakes.add(1, TOO_LARGE)
    elif strange is not None:
        line = text.count("\n", 0, strange.start()) + 1
        mistakes.add(line, f"the character U+{ord(strange.group()):04X} may not stand in YAML; take it out")
    else:
        return True
    return False


def _is_simple(events: Iterator[yaml.Event], mistakes: Mistakes) -> bool:
    """No tags, anchors, aliases or depths: what the composer gets is a plain tree."""
    depth, simple = 0, True
    for event in events:
        line = _line(event)
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            mistakes.add(line, f"values stand in one another more than {_DEEPEST} deep; a catalog is flat")
            return False
        for mark, name in (("anchor", "anchors and aliases (& and *)"), ("tag", "tags (!)")):
            if getattr(event, mark, None) is not None:
                mistakes.add(line, f"{name} are not taken in a catalog; write the value out, or quote it")
                simple = False
    return simple


def _tell_syntax(text: str, error: yaml.MarkedYAMLError, mistakes: Mistakes) -> None:
    mark = error.problem_mark or error.context_mark
    line, column = int(getattr(mark, "line", 0)), int(getattr(mark, "column", 0))
    lines = text.split("\n")
    at = lines[line][column : column + 1] if line < len(lines) else ""
    said = " ".join(part for part in (error.context, error.problem) if part)
    hint = f"; put what begins with {at} in quotes" if at and at in "@`%" else ""
    if at == "\t":
        hint = "; indent with spaces, not tabs"
    begun = error.context_mark.line if error.context_mark is not None else line
    since = f", begun in line {begun + 1}" if begun < line else ""
    # The end of the file counts as one line more than there are.
    at_line = min(line + 1, len(text.rstrip().split("\n")))
    mistakes.add(at_line, f"this is not YAML: {' '.join(said.split())}{since}{hint}")


def _line(part: yaml.Node | yaml.Event) -> int:
    return 1 if part.start_mark is None else int(part.start_mark.line) + 1
