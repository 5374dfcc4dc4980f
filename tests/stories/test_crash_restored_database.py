"""A database restored from a copy: the bot believes its rows, and never takes what they do not show as its own.

What happened after the copy is unknown to it. Nothing breaks, and what the rows still know ends on time. But what was
granted after the copy was taken looks as if it stood before: it stays in IAM until a person takes it away.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from models.post import PostKind
from tests.stories.house import House
from tests.stories.mortal import Mortal

NOW = timedelta()
ASKED = "s3-access 1h to restore a backup"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mortal(house: House) -> Mortal:
    return Mortal(house)


def test_what_was_granted_after_the_copy_is_taken_for_somebody_elses_and_stays(mortal: Mortal) -> None:
    number = mortal.asks(ASKED)
    copy = _copied(mortal.house)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    _restore(mortal, copy)
    assert mortal.house.changes() == ["AddUserToGroup"], "the bot touches nothing that it knows nothing of"
    mortal.clicks(mortal.house.cleo, "Revoke Access", number)
    mortal.wait_for(lambda: "Approve Request" in mortal.card(number).buttons(), what="the card as the rows have it")
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.settles()
    assert mortal.house.rows("SELECT ours FROM holding") == [(False,)]
    assert mortal.house.changes() == ["AddUserToGroup"]
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}


def test_what_was_live_at_the_copy_ends_on_time_though_it_has_ended_before(mortal: Mortal) -> None:
    number = mortal.asks(ASKED)
    mortal.clicks(mortal.house.bob, "Approve", number)
    notice = mortal.sees(PostKind.outcome, number, "Live until")
    mortal.settles()
    copy = _copied(mortal.house)
    assert mortal.house.ann.clicks(notice, "Give Back").ok
    mortal.sees(PostKind.card, number, "given back by")
    mortal.agrees()
    _restore(mortal, copy)
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.sees(PostKind.outcome, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()


def _copied(house: House) -> bytes:
    """A backup as SQLite makes it, of a database in use."""
    copy = house.folder / "copy.db"
    with closing(sqlite3.connect(_path(house))) as source, closing(sqlite3.connect(copy)) as target:
        source.backup(target)
    return copy.read_bytes()


def _restore(mortal: Mortal, copy: bytes) -> None:
    mortal.kill()
    path = _path(mortal.house)
    for beside in ("-wal", "-shm"):
        path.with_name(path.name + beside).unlink(missing_ok=True)
    path.write_bytes(copy)
    mortal.house.start()
    mortal.settles()


def _path(house: House) -> Path:
    return Path(house.database_url.removeprefix("sqlite:///"))
