"""Each rule of the tables tried on a sample: what it must let pass at its limit, and what it must refuse beyond."""

import copy
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from block_kit_builders import options, plain

from sandbox.slack.block_kit.rules import (
    ByType,
    Flag,
    Items,
    NotBoth,
    Number,
    OneNeeded,
    OneOf,
    Rule,
    Shape,
    Whole,
    Words,
)

Change = Callable[[Any], Any]
AXIS = "/blocks/0/chart/axis_config/categories"
DATA = "/blocks/0/chart/series/0/data"
TOGETHER = {
    AXIS: (DATA,),
    DATA: (AXIS,),
    f"{AXIS}/0": (f"{DATA}/0/label",),
    f"{DATA}/0/label": (f"{AXIS}/0",),
    "/blocks/0/rows/0": ("/blocks/0/rows/1",),
}
"""What has to change along with a place, for a rule over both; where it is not there, nothing does."""
EITHER: dict[str, Any] = {
    "image_url": "https://x.example/p",
    "slack_file": {"id": "F1"},
    "options": options(1),
    "option_groups": [{"label": plain(3), "options": options(1)}],
    "icon": {"type": "image", "image_url": "https://x.example/p", "alt_text": "a"},
    "slack_icon": {"name": "rocket"},
}
"""A good value for each of the fields that exclude each other."""


@dataclass(frozen=True)
class Trial:
    """`changes` is made at `at` in the sample; `refused_at` is the pointer of the fault, None if all is well."""

    name: str
    at: str
    change: Change
    refused_at: str | None


def visited(rule: Rule, value: Any, at: str) -> Iterator[tuple[Rule, str]]:
    """Every rule that looks at a part of the value, and where."""
    yield rule, at
    match rule:
        case Items():
            for number, item in enumerate(value):
                yield from visited(rule.rule, item, f"{at}/{number}")
        case ByType():
            yield from visited(rule.shapes[value["type"]], value, at)
        case Shape():
            for name, field in {**rule.must, **rule.may}.items():
                if name in value:
                    yield from visited(field, value[name], f"{at}/{name}")


def marked(table: Rule, name: str, sample: Any) -> Any:
    """The sample with mrkdwn wherever a text may be either."""
    whole = {name: sample}
    for rule, at in visited(table, sample, f"/{name}"):
        if isinstance(rule, ByType) and {"plain_text", "mrkdwn"} <= set(rule.shapes):
            marks = {"type": "mrkdwn", "text": "m", "verbatim": True}
            whole = changed(whole, Trial("marked", at, lambda old, marks=marks: marks if "emoji" in old else old, None))
    return whole[name]


def reachable(rule: Rule, at: str = "") -> Iterator[tuple[Rule, str]]:
    """Every rule of a table, and by which way."""
    yield rule, at
    match rule:
        case Items():
            yield from reachable(rule.rule, f"{at}/*")
        case ByType():
            for kind, shape in rule.shapes.items():
                yield from reachable(shape, f"{at} {kind}")
        case Shape():
            for name, field in {**rule.must, **rule.may}.items():
                yield from reachable(field, f"{at}/{name}")


def of(rule: Rule, at: str) -> Iterator[Trial]:
    """At each limit and just beyond it."""
    match rule:
        case Words(most, least):
            yield from _both(at, "characters", _text, passing={least, most}, refused={most + 1} | _below(least))
            yield _wrong(at)
        case Items(_, most, least):
            yield from _both(at, "items", _many, passing={least, most}, refused={most + 1} | _below(least))
            yield _wrong(at)
        case Whole(least, most):
            yield from _both(at, "as a number", _set, passing={least, most}, refused={least - 1, most + 1})
            yield _wrong(at)
        case Number(above):
            yield Trial("a number", at, _set(1.5), None)
            yield from (Trial("not above", at, _set(above), at) for _ in [above] if above is not None)
            yield _wrong(at)
        case OneOf(values):
            yield from (Trial(f"{one}", at, _set(one), None) for one in values)
            yield _wrong(at)
        case Flag():
            yield from (Trial(f"{one}", at, _set(one), None) for one in (True, False))
            yield _wrong(at)
        case ByType():
            yield Trial("of an unknown type", at, lambda old: {**old, "type": "nonsense"}, f"{at}/type")
            yield Trial("without a type", at, _without("type"), at)
            yield _wrong(at)
        case Shape(must, _, also):
            yield Trial("with a field too many", at, lambda old: {**old, "colour": "red"}, at)
            yield from (Trial(f"without {name}", at, _without(name), at) for name in must)
            for one in also:
                yield from _of_several(one, at)


def changed(sample: dict[str, Any], trial: Trial) -> dict[str, Any]:
    """A copy of the sample, changed where the trial says, and where that has to go along."""
    whole = copy.deepcopy(sample)
    for at in (trial.at, *TOGETHER.get(trial.at, ())):
        *path, last = at.split("/")[1:]
        parent: Any = whole
        for step in path:
            parent = parent[_key(parent, step)] if parent is not None and _has(parent, step) else None
        if parent is not None and _has(parent, last):
            parent[_key(parent, last)] = trial.change(parent[_key(parent, last)])
    return whole


def _of_several(also: Any, at: str) -> Iterator[Trial]:
    match also:
        case OneNeeded(names):
            yield Trial(f"without {names}", at, _without(*names), at)
        case NotBoth(one, other):
            yield Trial(f"with {one} and {other}", at, lambda old: old | {one: EITHER[one], other: EITHER[other]}, at)


def _both(at: str, unit: str, change: Any, *, passing: set[int], refused: set[int]) -> Iterator[Trial]:
    yield from (Trial(f"{number} {unit}", at, change(number), None) for number in sorted(passing))
    yield from (Trial(f"{number} {unit}", at, change(number), at) for number in sorted(refused))


def _below(least: int) -> set[int]:
    return {least - 1} if least else set()


def _wrong(at: str) -> Trial:
    return Trial("of another kind", at, _set({"nothing": "of the kind"}), at)


def _set(value: Any) -> Change:
    return lambda _: value


def _text(length: int) -> Change:
    return lambda _: "x" * length


def _many(number: int) -> Change:
    """The last item so often, with ids of its own each time."""
    return lambda old: [_renamed(old[-1], each) for each in range(number)]


def _renamed(item: Any, number: int) -> Any:
    if not isinstance(item, dict):
        return item
    names = ("name",) if "data" in item else ("block_id", "action_id")
    return item | {name: f"{item[name]}{number}" for name in names if name in item}


def _without(*names: str) -> Change:
    return lambda old: {name: value for name, value in old.items() if name not in names}


def _has(parent: Any, step: str) -> bool:
    return int(step) < len(parent) if isinstance(parent, list) else step in parent


def _key(parent: Any, step: str) -> Any:
    return int(step) if isinstance(parent, list) else step
