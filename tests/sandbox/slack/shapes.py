"""Shapes of JSON: which fields an object must and may have, of which kind; and what of a value does not fit."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Kind = Any
"""A type; None for null; a tuple for one of several; a list of one for many; a Record; ANY."""
ANY = object()


@dataclass(frozen=True)
class Record:
    """An object: `must` is always sent, `may` at times, nothing else ever."""

    must: Mapping[str, Kind]
    may: Mapping[str, Kind] = field(default_factory=dict)

    def but(self, *names: str) -> "Record":
        """The same where these are never sent."""
        must = {name: kind for name, kind in self.must.items() if name not in names}
        return Record(must, {name: kind for name, kind in self.may.items() if name not in names})

    def and_(self, **must: Kind) -> "Record":
        """The same where these are always sent."""
        return Record({**self.must, **must}, self.may)


def faults(value: Any, kind: Kind, at: str = "") -> Iterator[str]:
    """Lines like `/message/ts: expected str, found None`."""
    if kind is ANY:
        return
    if isinstance(kind, tuple):
        if all(list(faults(value, one, at)) for one in kind):
            yield _line(at, " or ".join(map(_name, kind)), value)
    elif isinstance(kind, list):
        yield from _faults_of_items(value, kind[0], at)
    elif isinstance(kind, Record):
        yield from _faults_of_fields(value, kind, at)
    elif kind is None:
        if value is not None:
            yield _line(at, "null", value)
    elif type(value) is not kind:
        yield _line(at, kind.__name__, value)


def _faults_of_items(value: Any, kind: Kind, at: str) -> Iterator[str]:
    if not isinstance(value, list):
        yield _line(at, "a list", value)
        return
    for number, item in enumerate(value):
        yield from faults(item, kind, f"{at}/{number}")


def _faults_of_fields(value: Any, kind: Record, at: str) -> Iterator[str]:
    if not isinstance(value, dict):
        yield _line(at, "an object", value)
        return
    for name in kind.must:
        if name not in value:
            yield f"{at}/{name}: Slack sends it always, found none"
    for name, one in value.items():
        if name in kind.must or name in kind.may:
            yield from faults(one, {**kind.may, **kind.must}[name], f"{at}/{name}")
        else:
            yield f"{at}/{name}: Slack has no such field, found {one!r}"


def _line(at: str, expected: str, value: Any) -> str:
    return f"{at or '/'}: expected {expected}, found {value!r}"


def _name(kind: Kind) -> str:
    return "null" if kind is None else getattr(kind, "__name__", type(kind).__name__)
