"""What the documentation says is what there is: life cycles, settings, commands, links, targets, files, figures."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner

from bot import metrics, own_rights
from bot.cli import main
from bot.parts import clock
from bot.settings import Settings
from catalog import load
from iam import own_policy, scan, survey
from models import (
    decision_states,
    deed_states,
    finding_answer_states,
    holding_states,
    kept_finding_states,
    lease_states,
    lease_use_states,
    offer_states,
    plan_states,
    reminder_states,
    request_states,
    review_answer_states,
    review_item_states,
    review_states,
    rotation_states,
    round_states,
    survey_states,
)
from models.database import Database

if TYPE_CHECKING:
    from enum import StrEnum

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted(
    path
    for pattern in ("*.md", "docs/**/*.md", "sandbox/**/*.md")
    for path in ROOT.glob(pattern)
    if not any(part.startswith(".") for part in path.relative_to(ROOT).parts)
)
EVERY_PAGE = pytest.mark.parametrize("page", PAGES, ids=[str(path.relative_to(ROOT)) for path in PAGES])
CYCLES = {
    "request": request_states,
    "lease": lease_states,
    "decision": decision_states,
    "holding": holding_states,
    "plan": plan_states,
    "deed": deed_states,
    "offer": offer_states,
    "rotation": rotation_states,
    "kept_finding": kept_finding_states,
    "review": review_states,
    "review_item": review_item_states,
    "review_answer": review_answer_states,
    "finding_answer": finding_answer_states,
    "reminder": reminder_states,
    "lease_use": lease_use_states,
    "round": round_states,
    "survey": survey_states,
}
ROOMS = {"bot", "handlers", "workflow", "messages", "catalog", "iam", "models", "migrations", "sandbox", "bench"}
YOURS = {"catalog.yaml"}
SETTINGS = {each.name.upper(): each.default for each in fields(Settings)}
"""Files that a reader writes, not we."""


# Life cycles


@pytest.mark.parametrize("name", CYCLES)
def test_the_diagram_of_a_life_cycle_is_its_table(name: str) -> None:
    states = CYCLES[name]
    table: dict[StrEnum, dict[StrEnum, StrEnum]] = {state: dict(moves) for state, moves in states.TABLE.items()}
    drawn = _arrows(_diagrams()[name])
    wanted = {(state.value, after.value, move.value) for state, moves in table.items() for move, after in moves.items()}
    wanted |= {(state.value, "[*]", "") for state, moves in table.items() if not moves}
    wanted |= {("[*]", states.START.value, "")}
    assert drawn == wanted


def test_every_life_cycle_is_drawn_and_no_other() -> None:
    assert set(_diagrams()) == set(CYCLES)


def _diagrams() -> dict[str, str]:
    text = (ROOT / "docs/architecture.md").read_text()
    return dict(re.findall(r"<!-- life cycle: (\w+) -->\n```mermaid\nstateDiagram-v2\n(.*?)```", text, re.DOTALL))


def _arrows(diagram: str) -> set[tuple[str, str, str]]:
    """From, to, and the move; a state with a space has a name to write it by."""
    names = {short: long for long, short in re.findall(r'state "([^"]+)" as (\w+)', diagram)}
    lines = [line.strip() for line in diagram.splitlines() if "-->" in line]
    arrows = set()
    for line in lines:
        before, _, rest = line.partition(" --> ")
        after, _, move = rest.partition(": ")
        arrows.add((names.get(before, before), names.get(after, after), move))
    assert len(arrows) == len(lines), "an arrow is drawn twice"
    return arrows


# Settings


def test_every_setting_is_in_the_table_and_no_other() -> None:
    rows = re.findall(r"^\| (`[^|]*) \|", _section("README.md", "## Settings"), re.MULTILINE)
    named = {name for row in rows for name in re.findall(r"`([A-Z_…]+)`", row)}
    assert named - {"AWS_…"} == SETTINGS.keys()


def test_the_defaults_in_the_table_are_those_of_the_settings() -> None:
    rows = dict(re.findall(r"^\| `([A-Z_]+)` \|.*\| `([^`]*)` \|$", _section("README.md", "## Settings"), re.MULTILINE))
    assert rows == {name: str(default) for name, default in SETTINGS.items() if default}


@EVERY_PAGE
def test_every_variable_that_is_named_is_a_setting_or_of_aws(page: Path) -> None:
    known = SETTINGS.keys() | {"PYTHON", "HANDS"}
    named = set(re.findall(r"`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)[`=]", page.read_text()))
    assert {name for name in named if not name.startswith("AWS_") and name not in known} == set()


# Commands and targets


@EVERY_PAGE
def test_every_command_that_is_named_is_there(page: Path) -> None:
    for words in _leasehold_commands(page.read_text()):
        command, *options = words
        assert command in main.commands, " ".join(words)
        helped = CliRunner().invoke(main, [command, "--help"])
        assert helped.exit_code == 0
        assert [each for each in options if each not in helped.output] == [], " ".join(words)


def test_every_command_is_named_somewhere() -> None:
    named = {words[0] for page in PAGES for words in _leasehold_commands(page.read_text())}
    assert named == set(main.commands)


@EVERY_PAGE
def test_every_target_that_is_named_is_in_the_makefile(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    text = page.read_text()
    named = set(re.findall(r"`make ([a-z]+)`", text)) | set(re.findall(r"^make ([a-z]+)\b", text, re.MULTILINE))
    assert named - targets == set()


def test_the_procfile_starts_what_is_there() -> None:
    lines = dict(line.split(": ", 1) for line in (ROOT / "Procfile").read_text().splitlines())
    assert lines == {"release": "leasehold migrate", "web": "leasehold web", "worker": "leasehold worker"}


# Links, files, metrics


@EVERY_PAGE
def test_every_link_leads_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)\s]+)\)", _without_code(page.read_text())):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, anchor = target.partition("#")
        found = (page.parent / path).resolve() if path else page
        assert found.exists(), target
        if anchor:
            assert anchor in _anchors(found.read_text()), target


@EVERY_PAGE
def test_every_file_that_is_named_is_there(page: Path) -> None:
    roots = {ROOT, page.parent} if "sandbox" in page.parts else {ROOT}
    missing = [name for name in _paths(page.read_text()) if not any((root / name).exists() for root in roots)]
    assert missing == []


def test_every_metric_is_in_the_table_and_no_other(database: Database) -> None:
    there = set(re.findall(rb"^# TYPE (\w+) ", metrics.page(database, clock=clock), re.MULTILINE))
    named = set(re.findall(r"`(leasehold_\w+)`", (ROOT / "docs/deployment.md").read_text()))
    assert named == {name.decode() for name in there}


# The README's example


def test_the_policy_in_the_readme_is_the_one_for_its_catalog() -> None:
    text = (ROOT / "README.md").read_text()
    [catalog] = re.findall(r"```yaml catalog\n(.*?)```", text, re.DOTALL)
    [policy] = re.findall(r"```json policy\n(.*?)```", text, re.DOTALL)
    read = load.parse(catalog, file="README.md")
    assert own_policy.documents(own_rights.asked_of(read, "main")) == [json.loads(policy)]


def test_the_policy_for_a_scan_is_what_it_asks_for() -> None:
    [policy] = re.findall(r"```json policy\n(.*?)```", (ROOT / "docs/scan.md").read_text(), re.DOTALL)
    [statement] = json.loads(policy)["Statement"]
    assert (statement["Effect"], statement["Resource"]) == ("Allow", "*")
    assert tuple(statement["Action"]) == survey.RIGHTS


def test_every_kind_of_finding_of_a_scan_is_in_its_table() -> None:
    rows = re.findall(r"^\| (`[^|]*) \|", _section("docs/scan.md", "## What it finds"), re.MULTILINE)
    assert {kind for row in rows for kind in re.findall(r"`([a-z-]+)`", row)} == set(scan.KINDS)


def test_the_readme_keeps_nine_promises_each_with_its_proof() -> None:
    rows = re.findall(r"^\| \*\*.*\| (.*) \|$", _section("README.md", "## What it promises"), re.MULTILINE)
    assert len(rows) == 9
    assert all("`" in proof for proof in rows)


def test_the_journey_of_a_request_is_nine_files_at_most() -> None:
    journey = _section("docs/architecture.md", "## How a request travels, file by file")
    assert 1 <= len(re.findall(r"^\d+\. `", journey, re.MULTILINE)) <= 9


# The stand-in's example


def test_the_example_for_other_bots_does_what_it_says(tmp_path: Path) -> None:
    text = (ROOT / "docs/stand-in.md").read_text()
    for name, content in re.findall(r"```(?:python|yaml) (\S+)\n(.*?)```", text, re.DOTALL):
        (tmp_path / name).write_text(content)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_bot.py"]
    env = os.environ | {"PYTHONPATH": str(ROOT)}
    said = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, timeout=60, check=False)
    assert said.returncode == 0, said.stdout
    assert "1 passed" in said.stdout


def _section(page: str, heading: str) -> str:
    after = (ROOT / page).read_text().split(f"\n{heading}\n", 1)[1]
    return after.split("\n## ", 1)[0]


def _without_code(text: str) -> str:
    return re.sub(r"`[^`\n]*`", "", re.sub(r"```.*?```", "", text, flags=re.DOTALL))


def _leasehold_commands(text: str) -> Iterator[list[str]]:
    """`leasehold demo --story` in a sentence, or a line of an example; the command, then its options."""
    spans = re.findall(r"`leasehold ([a-z][^`\n]*)`", text)
    lines = re.findall(r"^\s*(?:[*\d]\S* +){0,5}leasehold ([a-z][^\n#>]*)", _examples(text), re.MULTILINE)
    for words in (span.split() for span in [*spans, *lines]):
        yield [words[0], *(word for word in words[1:] if word.startswith("--"))]


def _examples(text: str) -> str:
    return "\n".join(re.findall(r"^ *```\n(.*?)^ *```", text, re.DOTALL | re.MULTILINE))


def _anchors(text: str) -> set[str]:
    """As GitHub makes them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in headings}


def _paths(text: str) -> Iterator[str]:
    """What stands in backticks and looks like a file or folder of ours."""
    for name in re.findall(r"`([\w./-]+)`", text):
        first, slash, _ = name.partition("/")
        ours = slash and first in {*ROOMS, "docs", "tests", ".ci"}
        if ours or (re.fullmatch(r"[\w.-]+\.(?:py|md|yaml|toml|txt)|Procfile|Makefile", name) and name not in YOURS):
            yield name
