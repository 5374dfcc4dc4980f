"""What tests of abuse share: the number of a card, and a house as it was before for the next test in it."""

import shutil
from pathlib import Path

import pytest

from sandbox.slack.driver_seen import Message
from tests.stories.house import House

ON_SQLITE = pytest.mark.parametrize("shared", ["sqlite"], indirect=True)
"""For a test in a shared house that asks nothing of the database which the rest of its file does not."""


def number(card: Message) -> int:
    """The number that the card's buttons carry."""
    values = {each["value"] for block in card.blocks for each in block.get("elements", []) if "value" in each}
    [value] = values
    return int(value)


def tidy_up(house: House) -> None:
    """Nothing is asked for any more and nobody holds anything; everybody is in Slack as in the seed."""
    for name in ("ann", "bob", "dan", "cleo", "eve"):
        flags = ("deleted", "is_bot", "is_restricted", "is_ultra_restricted", "is_stranger")
        said = dict.fromkeys(flags, False) | {"email": f"{name}@example.com", "team_id": house.slack.team}
        house.slack.change_user(f"U0{name.upper()}", tell=True, **said)
    house.slack.set_group("s3-owners", ["U0BOB"])
    house.slack.clear_faults()
    house.aws.clear_faults()
    for asker, request in house.rows("SELECT asker, id FROM request WHERE state IN ('checking', 'waiting')"):
        house.slack.person(asker).types(f"/iam cancel {request}")
    house.wait_for(lambda: _is_over(house), what="all to be over")
    house.settle()  # a card that comes late, of what was cancelled, would be taken for the next one


def _is_over(house: House) -> bool:
    house.time_has_come("lease", "ends_at", where="state = 'live'")
    return house.rows("SELECT count(*) FROM request WHERE open_key IS NOT NULL") == [(0,)]


def decisions(house: House, card: Message) -> list[tuple[str, str, str]]:
    """Who clicked what on this request, and what became of the click, the oldest first."""
    found = house.rows("SELECT request_id, by, answer, state FROM decision ORDER BY id")
    return [(str(by), str(answer), str(state)) for request, by, answer, state in found if request == number(card)]


def state(house: House, card: Message) -> str:
    return str(dict(house.rows("SELECT id, state FROM request"))[number(card)])


def copied(template: Path, folder: Path) -> str:
    """A migrated, empty SQLite file of its own, as a URL."""
    path = folder / "leasehold.db"
    shutil.copy(template, path)
    return f"sqlite:///{path}"
