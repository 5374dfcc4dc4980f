"""No limit without its proof: every rule of the tables lets pass what is at its limit and refuses what is beyond."""

from collections.abc import Iterator
from typing import Any

import block_kit_samples as samples
from block_kit_cases import ELEMENT_CASES
from block_kit_newer_cases import NEWER_CASES
from block_kit_trials import Trial, changed, marked, of, reachable, visited
from test_slack_limits import VIEWS

from sandbox.slack import validating
from sandbox.slack.block_kit import surfaces, texts
from sandbox.slack.block_kit.rules import NotBoth, OneNeeded, Rule, Shape

Json = dict[str, Any]
OFFERED: list[Json] = [{"options": samples.options(1)}, {"option_groups": samples.GROUPS}]
PLAIN: list[tuple[Rule, str, Any]] = [
    *((surfaces.MESSAGE_BLOCKS, "blocks", [block]) for block in samples.IN_MESSAGE),
    *((surfaces.VIEWS, "view", view) for view in samples.VIEWS),
    *((texts.OFFERED, "offered", offered) for offered in OFFERED),
]
SAMPLES = [*PLAIN, *((table, name, marked(table, name, sample)) for table, name, sample in PLAIN)]
TABLES = (surfaces.MESSAGE_BLOCKS, surfaces.VIEWS, texts.OFFERED)
CASES: dict[str, Any] = {**ELEMENT_CASES, **NEWER_CASES, **{f"view: {name}": case for name, case in VIEWS.items()}}
OVER_SEVERAL_FIELDS = {
    "_table_characters": "table characters",
    "_rows_alike": "data_table even",
    "_plain_header": "data_table header is plain",
    "_data_table_characters": "data_table characters",
    "_points_match_categories": "a point for every category",
    "_least_below_most": "min_length",
    "initial_among_options": "initial option",
    "_submit_with_inputs": "view: submit with an input",
}
"""Rules over several fields of one object, and the written case of each."""


def judged(name: str, value: Any) -> set[str]:
    """The pointers of all faults that are found."""
    if name == "blocks":
        return {fault.pointer for fault in surfaces.judge_message(value)}
    if name == "view":
        return {fault.pointer for fault in surfaces.judge_view(value)}
    return {f"/{name}{fault.pointer}" for fault in validating.judge_options(value)}


def trials() -> Iterator[tuple[str, Any, Trial]]:
    """Each rule on the first sample in which it looks at something."""
    tried: set[int] = set()
    for table, name, sample in SAMPLES:
        for rule, at in visited(table, sample, f"/{name}"):
            if id(rule) not in tried:
                tried.add(id(rule))
                yield from ((name, sample, trial) for trial in of(rule, at))


def test_the_samples_are_well() -> None:
    assert [(sample, found) for _, name, sample in SAMPLES if (found := judged(name, sample))] == []


def test_every_rule_of_the_tables_looks_at_something_in_the_samples() -> None:
    seen = {id(rule) for table, name, sample in SAMPLES for rule, _ in visited(table, sample, f"/{name}")}
    unseen = {id(rule): at for table in TABLES for rule, at in reachable(table) if id(rule) not in seen}
    assert list(unseen.values()) == []


def test_every_limit_passes_at_the_limit_and_is_refused_beyond() -> None:
    wrong, number = [], 0
    for name, sample, trial in trials():
        found = judged(name, changed({name: sample}, trial)[name])
        expected = set() if trial.refused_at is None else {trial.refused_at}
        if bool(found) != bool(expected) or not expected <= found:
            wrong.append(f"{trial.at} {trial.name}: expected {expected}, found {found}")
        number += 1
    assert wrong == []
    assert number > 1_400


def test_every_rule_over_several_fields_has_a_written_case() -> None:
    rules = [rule for table in TABLES for rule, _ in reachable(table) if isinstance(rule, Shape)]
    several = {also for rule in rules for also in rule.also if not isinstance(also, OneNeeded | NotBoth)}
    assert {also.__name__ for also in several} == set(OVER_SEVERAL_FIELDS)  # type: ignore[attr-defined]  # they are functions
    assert set(OVER_SEVERAL_FIELDS.values()) <= set(CASES)
