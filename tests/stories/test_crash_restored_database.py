"""A database restored from a copy: what happened after the copy is unknown to it, and nothing of it stays for ever.

What the rows still know ends on time. What was granted after the copy was taken carries our mark in IAM: it is ours
when it is granted again, and taken back when the end that the mark names has come.
"""

import sqlite3
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from iam import mark
from models.post import PostKind
from tests.stories.house import House
from tests.stories.mortal import Mortal

NOW = timedelta()
ASKED = "s3-access 1h to restore a backup"

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def mortal(house: House) -> Mortal:
    return Mortal(house)


def test_what_was_granted_after_the_copy_is_known_as_ours_when_it_is_granted_again_and_ends(mortal: Mortal) -> None:
    number = mortal.asks(ASKED)
    copy = _copied(mortal.house)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    _restore(mortal, copy)
    assert mortal.house.changes() == ["AddUserToGroup"], "the lease that was forgotten has its time still"
    mortal.clicks(mortal.house.cleo, "Revoke Access", number)
    mortal.wait_for(lambda: "Approve Request" in mortal.card(number).buttons(), what="the card as the rows have it")
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()


def test_what_was_granted_after_the_copy_is_taken_back_when_its_time_is_up(mortal: Mortal) -> None:
    number = mortal.asks(ASKED)
    copy = _copied(mortal.house)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    _restore(mortal, copy)
    _turn_marks(mortal.house, "2026-01-01T00:00:00Z")
    mortal.house.time_has_come("taking", "taken_at")
    mortal.house.wait_until_gone(seconds=60)
    mortal.house.wait_for_dm(mortal.house.cleo, "from a lease that this database has forgotten")
    mortal.settles()
    assert _marks(mortal.house) == {}
    assert mortal.house.changes() == ["AddUserToGroup", "RemoveUserFromGroup"]


def test_of_a_database_that_was_lost_whole_what_it_gave_ends_all_the_same(mortal: Mortal) -> None:
    copy = _copied(mortal.house)
    number = mortal.asks(ASKED)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    _restore(mortal, copy)
    _turn_marks(mortal.house, "2026-01-01T00:00:00Z")
    mortal.house.time_has_come("taking", "taken_at")
    mortal.house.wait_until_gone(seconds=60)


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


def _marks(house: House) -> dict[str, str]:
    tags = house.aws.iam.list_user_tags(UserName="ann")["Tags"]
    return {tag["Key"]: tag["Value"] for tag in tags if tag["Key"].startswith(mark.PREFIX)}


def _turn_marks(house: House, end: str) -> None:
    """Hours pass for what is marked in IAM."""
    marks = _marks(house)
    assert marks
    house.aws.iam.tag_user(UserName="ann", Tags=[{"Key": key, "Value": end} for key in marks])


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
