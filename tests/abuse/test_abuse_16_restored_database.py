"""Abuse 16: a database restored from a copy: what came after it is unknown, and nothing of that stays for ever.

What the rows still know ends on time. What was granted after the copy was taken carries our mark in IAM: it is ours
when it is granted again, and taken back when the end that the mark names has come.
"""

from datetime import timedelta
from pathlib import Path

import pytest

from iam import mark
from iam.attach_policy import AttachPolicy
from models.post import PostKind
from tests.abuse import backing_up
from tests.stories.agreeing import BOT_USER
from tests.stories.house import VIEW_ONLY, House
from tests.stories.mortal import DYING, Mortal

NOW = timedelta()
ASKED = "s3-access 1h to restore a backup"

LONG_OVER = "2026-01-01T00:00:00Z"


@pytest.fixture
def mortal(house: House) -> Mortal:
    return Mortal(house)


def test_16_what_was_granted_after_the_copy_is_known_as_ours_when_it_is_granted_again_and_ends(mortal: Mortal) -> None:
    number = mortal.asks(ASKED)
    copy = backing_up.copied(mortal.house)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    _restore(mortal, copy)
    assert mortal.house.changes() == ["AddUserToGroup"], "the lease that was forgotten has its time still"
    _click_mends_the_card(mortal, number)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()


def test_16_what_was_granted_after_the_copy_is_taken_back_at_its_end_though_the_bot_dies_over_it(
    mortal: Mortal,
) -> None:
    house = mortal.house
    number = mortal.asks(ASKED)
    copy = backing_up.copied(house)
    mortal.clicks(house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.kill()
    backing_up.put_back(house, copy)
    _mark_what_is_not_there(house)
    _turn_marks(house, LONG_OVER)
    house.time_has_come("taking", "taken_at")
    for event in ("mark.forgotten", "access.reclaimed"):
        house.bot.start("once", command=(*DYING, event, "1"), ready=False)
        house.bot.wait_for_death()
        house.time_has_come("taking", "taken_at")
    assert mortal.died_at() == ["mark.forgotten", "access.reclaimed"]
    assert house.changes() == ["AddUserToGroup"]
    house.start()
    house.wait_until_gone()
    house.wait_for_dm(house.cleo, "from a lease that this database has forgotten")
    _click_mends_the_card(mortal, number)
    mortal.agrees()
    assert house.changes() == ["AddUserToGroup", "RemoveUserFromGroup"]
    assert house.rows("SELECT ours, state FROM holding") == [(True, "gone")]


def test_16_of_a_database_that_was_lost_whole_what_it_gave_ends_all_the_same(mortal: Mortal) -> None:
    copy = backing_up.copied(mortal.house)
    number = mortal.asks(ASKED)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    _restore(mortal, copy)
    _turn_marks(mortal.house, LONG_OVER)
    mortal.house.time_has_come("taking", "taken_at")
    mortal.house.wait_until_gone(seconds=60)


def test_16_what_was_live_at_the_copy_ends_on_time_though_it_has_ended_before(mortal: Mortal) -> None:
    number = mortal.asks(ASKED)
    mortal.clicks(mortal.house.bob, "Approve", number)
    notice = mortal.sees(PostKind.outcome, number, "Live until")
    mortal.settles()
    copy = backing_up.copied(mortal.house)
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


def _mark_what_is_not_there(house: House) -> None:
    """As a grant leaves it that was taken away by hand."""
    house.aws.iam.tag_user(UserName="ann", Tags=[{"Key": mark.key(BOT_USER, AttachPolicy(VIEW_ONLY)), "Value": "soon"}])


def _click_mends_the_card(mortal: Mortal, number: int) -> None:
    """It shows what came after the copy, until somebody clicks on it."""
    mortal.clicks(mortal.house.cleo, "Revoke Access", number)
    mortal.wait_for(lambda: "Approve Request" in mortal.card(number).buttons(), what="the card as the rows have it")


def _restore(mortal: Mortal, copy: Path) -> None:
    mortal.kill()
    backing_up.put_back(mortal.house, copy)
    mortal.house.start()
    mortal.settles()
