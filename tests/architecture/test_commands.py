"""Every command is in the help, and what the documentation says can be typed can be typed."""

import re
from pathlib import Path

from handlers import command_line
from messages import help_page
from sandbox.slack import reading

ROOT = Path(__file__).resolve().parents[2]
VERBS = set(command_line._VERBS) - {"", "help"}


def typed(text: str) -> set[str]:
    """The first words behind /iam."""
    return {verb.rstrip("`.,;:") for verb in re.findall(r"/iam ([a-z]+)", text)}


def test_the_help_names_every_command_and_no_other() -> None:
    assert typed(reading.visible_text(list(help_page.render().blocks))) == VERBS


def test_the_documentation_names_commands_that_there_are() -> None:
    pages = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted((ROOT / "docs").glob("*.md"))]
    assert {verb for page in pages for verb in typed(page.read_text())} <= VERBS | {"help"}


def test_all_that_is_done_for_people_is_in_its_page() -> None:
    people = {"groups", "group", "move", "offboard", "lock", "unlock", "who", "exposure"}
    assert people <= typed((ROOT / "docs/people.md").read_text())
