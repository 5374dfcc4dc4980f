"""The bot is away while something falls due, or dies right after it has answered: nothing is lost."""

from datetime import timedelta

import pytest

from models.post import PostKind
from tests.stories.house import House
from tests.stories.mortal import Mortal

NOW = timedelta()
BOTH = "s3-and-more 1h to restore a backup"


@pytest.fixture
def mortal(house: House) -> Mortal:
    return Mortal(house)


def test_a_lease_that_ended_while_the_bot_was_away_is_gone_at_once_when_it_is_back(mortal: Mortal) -> None:
    number = _live(mortal)
    mortal.kill()
    mortal.turn_lease(number, ends_at=timedelta(seconds=-1))
    mortal.house.start()
    mortal.house.wait_until_gone(seconds=5)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.sees(PostKind.outcome, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.policies_of("ann") == set()
    assert mortal.count("post") == 3, "nobody is warned of an end that is over, and no alarm was due"


def test_an_end_that_was_long_ago_is_made_up_and_the_admins_hear_how_late_it_is(mortal: Mortal) -> None:
    number = _live(mortal)
    mortal.kill()
    mortal.turn_lease(number, ends_at=timedelta(hours=-2), warns_at=timedelta(hours=-3))
    mortal.house.start()
    mortal.house.wait_until_gone(seconds=5)
    mortal.sees(PostKind.card, number, "It was gone from AWS")
    mortal.sees(PostKind.outcome, number, "It was gone from AWS")
    mortal.agrees()


def test_a_warning_that_fell_into_the_downtime_is_given_when_the_bot_is_back(mortal: Mortal) -> None:
    number = _live(mortal)
    mortal.kill()
    mortal.turn_lease(number, warns_at=timedelta(minutes=-5))
    mortal.house.start()
    mortal.sees(PostKind.warning, number, "ends soon")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}


def test_a_click_while_the_bot_is_away_fails_visibly_and_counts_when_it_is_made_again(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    card = mortal.card(number)
    mortal.kill()
    assert mortal.house.bob.clicks(card, "Approve").failed is not None
    mortal.house.start()
    mortal.agrees()
    assert mortal.count("decision") == 0
    assert mortal.house.bob.clicks(mortal.card(number), "Approve").ok
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()


def test_what_was_approved_before_the_downtime_is_live_after_it(mortal: Mortal) -> None:
    """The worker never had a chance: AWS was down from the click to the bot's death."""
    number = mortal.asks(BOTH)
    mortal.house.aws.down()
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.wait_for(lambda: mortal.house.rows("SELECT state FROM lease") == [("starting",)], what="the approval")
    mortal.kill()
    mortal.house.aws.up()
    assert mortal.house.aws.groups_of("ann") == set()
    mortal.house.start()
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()


def test_a_request_that_was_acknowledged_is_not_lost_however_soon_the_bot_dies(mortal: Mortal) -> None:
    assert mortal.house.ann.types(f"/iam request {BOTH}").ok
    mortal.kill_and_start()
    mortal.agrees()
    assert mortal.count("request") == 1
    mortal.clicks(mortal.house.bob, "Approve", 1)
    mortal.sees(PostKind.card, 1, "Live until")
    mortal.agrees()


def test_a_click_that_was_acknowledged_is_not_lost_however_soon_the_bot_dies(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    assert mortal.house.bob.clicks(mortal.card(number), "Approve").ok
    mortal.kill_and_start()
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    assert (mortal.count("decision"), mortal.count("lease")) == (1, 1)


def test_what_was_given_back_is_taken_back_however_soon_the_bot_dies(mortal: Mortal) -> None:
    number = _live(mortal)
    notice = mortal.sees(PostKind.outcome, number, "Live until")
    assert mortal.house.ann.clicks(notice, "Give Back").ok
    mortal.kill_and_start()
    mortal.sees(PostKind.card, number, "given back by")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()


def _live(mortal: Mortal) -> int:
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    return number
