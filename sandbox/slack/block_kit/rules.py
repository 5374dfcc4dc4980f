"""The kinds of rule: each looks at one value and names what is wrong with it, with a JSON pointer."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from sandbox.slack.wire import Json


@dataclass(frozen=True)
class Objection:
    """One thing that Slack would refuse."""

    pointer: str
    message: str
    code: str
    expected: int | str | tuple[str, ...] | None = None
    got: str | None = None

    def line(self) -> str:
        return f"{self.message} [json-pointer:{self.pointer}]"

    def told(self) -> Json:
        """As blocks.validate answers; of the constraints' names only `enum` is published."""
        told: Json = {"code": "failed_constraint", "message": self.message, "pointer": self.pointer}
        if self.expected is None:
            return told
        expected = [self.expected] if isinstance(self.expected, str) else self.expected
        constraint: Json = {"type": self.code, "expected": expected}
        return told | {"constraint": constraint if self.got is None else constraint | {"got": self.got}}

    def below(self, pointer: str) -> "Objection":
        """The same, told of a part instead of the whole."""
        return replace(self, pointer=self.pointer.removeprefix(pointer))


class Rule(Protocol):
    def judge(self, value: Any, at: str) -> Iterator[Objection]: ...  # noqa: ANN401 - unjudged JSON


Also = Callable[[Json, str], Iterator[Objection]]
"""What concerns several fields of one object."""


@dataclass(frozen=True)
class Words:
    """A string of `least` to `most` characters."""

    most: int
    least: int = 1

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, str):
            yield _wrong_type(at, "string")
        elif len(value) > self.most:
            yield Objection(at, f"must be less than {self.most + 1} characters", "too_long", self.most)
        elif len(value) < self.least:
            yield Objection(at, f"must be more than {self.least - 1} characters", "too_short", self.least)


@dataclass(frozen=True)
class Whole:
    """A whole number within bounds."""

    least: int
    most: int

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, int) or isinstance(value, bool):
            yield _wrong_type(at, "integer")
        elif value > self.most:
            yield Objection(at, f"must be at most {self.most}", "too_large", self.most)
        elif value < self.least:
            yield Objection(at, f"must be at least {self.least}", "too_small", self.least)


@dataclass(frozen=True)
class Number:
    above: float | None = None

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, int | float) or isinstance(value, bool):
            yield _wrong_type(at, "number")
        elif self.above is not None and value <= self.above:
            yield Objection(at, f"must be greater than {self.above}", "too_small", str(self.above))


@dataclass(frozen=True)
class Flag:
    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, bool):
            yield _wrong_type(at, "boolean")


@dataclass(frozen=True)
class OneOf:
    values: tuple[str, ...]

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if value not in self.values:
            yield Objection(at, "must be a valid enum value", "enum", self.values, str(value))


@dataclass(frozen=True)
class Whatever:
    """Anything: what Slack takes here is not judged."""

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        del value, at
        yield from ()


@dataclass(frozen=True)
class Items:
    """A list of `least` to `most`, each by the same rule."""

    rule: Rule
    most: int
    least: int = 1

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, list):
            yield _wrong_type(at, "array")
            return
        if len(value) > self.most:
            yield Objection(at, f"no more than {self.most} items allowed", "too_many_items", self.most)
        if len(value) < self.least:
            yield Objection(at, f"no fewer than {self.least} items allowed", "too_few_items", self.least)
        for number, item in enumerate(value):
            yield from self.rule.judge(item, f"{at}/{number}")


@dataclass(frozen=True)
class Shape:
    """An object: which fields it must and may have, and what concerns several of them."""

    must: Mapping[str, Rule] = field(default_factory=dict)
    may: Mapping[str, Rule] = field(default_factory=dict)
    also: tuple[Also, ...] = ()

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, dict):
            yield _wrong_type(at, "object")
            return
        found = [*self._judge_names(value, at), *self._judge_fields(value, at)]
        yield from found
        if not found:
            for also in self.also:
                yield from also(value, at)

    def _judge_names(self, value: Json, at: str) -> Iterator[Objection]:
        for name in self.must:
            if value.get(name) is None:
                yield Objection(at, f"missing required field: {name}", "missing_field", name)
        for name in value:
            if name not in self.must and name not in self.may:
                yield Objection(at, f"invalid additional property: {name}", "unknown_field", name)

    def _judge_fields(self, value: Json, at: str) -> Iterator[Objection]:
        for name, rule in {**self.must, **self.may}.items():
            if value.get(name) is not None:
                yield from rule.judge(value[name], f"{at}/{name}")


@dataclass(frozen=True)
class ByType:
    """An object whose `type` says which of the shapes it has."""

    shapes: Mapping[str, Shape]

    def judge(self, value: Any, at: str) -> Iterator[Objection]:  # noqa: ANN401 - unjudged JSON
        if not isinstance(value, dict):
            yield _wrong_type(at, "object")
            return
        kind = value.get("type")
        if kind is None:
            yield Objection(at, "missing required field: type", "missing_field", "type")
        elif not isinstance(kind, str) or kind not in self.shapes:
            yield Objection(f"{at}/type", f"unsupported type: {kind}", "enum", tuple(self.shapes), str(kind))
        else:
            rest = {name: one for name, one in value.items() if name != "type"}
            yield from self.shapes[kind].judge(rest, at)

    def only(self, *kinds: str) -> "ByType":
        return ByType({kind: self.shapes[kind] for kind in kinds})


@dataclass(frozen=True)
class OneNeeded:
    """At least one of these fields."""

    names: tuple[str, ...]

    def __call__(self, value: Json, at: str) -> Iterator[Objection]:
        if not any(value.get(name) for name in self.names):
            wanted = " or ".join(self.names)
            yield Objection(at, f"missing required field: {wanted}", "missing_field", wanted)


@dataclass(frozen=True)
class NotBoth:
    """One of two fields excludes the other."""

    one: str
    other: str

    def __call__(self, value: Json, at: str) -> Iterator[Objection]:
        if value.get(self.one) is not None and value.get(self.other) is not None:
            message = f"must not have both {self.one} and {self.other}"
            yield Objection(at, message, "exclusive_fields", self.other)


def one_needed(*names: str) -> OneNeeded:
    return OneNeeded(names)


def not_both(one: str, other: str) -> NotBoth:
    return NotBoth(one, other)


def _wrong_type(at: str, expected: str) -> Objection:
    return Objection(at, f"must provide {'an' if expected[0] in 'aio' else 'a'} {expected}", "wrong_type", expected)
