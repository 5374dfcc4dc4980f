"""Several processes on one database: each thing is done once, and what one leaves another finishes."""

import time
from collections import Counter
from datetime import timedelta
from functools import partial

import pytest

from bot import worker
from models.post import PostKind
from sandbox.bot import Bot
from tests.stories.house import House
from tests.stories.mortal import LONG, Mortal

NOW = timedelta()
BOTH = "s3-and-more 1h to restore a backup"
ONCE = {"AddUserToGroup": 1, "AttachUserPolicy": 1, "RemoveUserFromGroup": 1, "DetachUserPolicy": 1}


@pytest.fixture
def web_alone(empty_house: House) -> House:
    """Only what answers Slack is running."""
    empty_house.bot.start("web")
    return empty_house


def _worker(house: House) -> Bot:
    """One more worker, started and at its work."""
    bot = house.another_bot()
    bot.start("worker", ready=False)
    house.wait_for(lambda: bot.events("worker.started"), seconds=LONG, what=f"a worker: {bot.tail()}")
    return bot


def test_two_workers_beside_one_web_do_each_thing_once(web_alone: House) -> None:
    workers = [_worker(web_alone), _worker(web_alone)]
    _tell_the_main_job(Mortal(web_alone))
    assert [bot.process.poll() for bot in workers] == [None, None]
    assert [bot.events("mirror.failed") + bot.events("work.failed") for bot in workers] == [[], []]
    assert Counter(web_alone.changes()) == ONCE
    assert len(web_alone.cards()) == 1
    assert len(web_alone.ann.dm()) == 2, "a receipt and an outcome"


def test_many_requests_under_two_workers_are_each_done_once(web_alone: House) -> None:
    _worker(web_alone)
    _worker(web_alone)
    mortal = Mortal(web_alone)
    numbers = [mortal.asks(f"{bundle} 1h because of a test") for bundle in ("s3-access", "view-only", "with-reason")]
    web_alone.at_once([partial(mortal.clicks, web_alone.bob, "Approve", number) for number in numbers])
    for number in numbers:
        mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    assert Counter(web_alone.changes()) == {"AddUserToGroup": 1, "AttachUserPolicy": 1}
    for number in numbers:
        mortal.turn_lease(number, ends_at=NOW)
    for number in numbers:
        mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert Counter(web_alone.changes()) == ONCE
    assert len(web_alone.cards()) == 3


@pytest.mark.parametrize("moment", ["hold-before", pytest.param("hold-after", marks=pytest.mark.slow)])
def test_what_one_worker_has_in_hand_the_other_leaves_alone_until_that_one_is_killed(
    web_alone: House, moment: str
) -> None:
    mortal = Mortal(web_alone)
    first = _worker(web_alone)
    number = mortal.asks(BOTH)
    web_alone.aws.fault("AddUserToGroup", do=moment, times=1)
    mortal.clicks(web_alone.bob, "Approve", number)
    mortal.wait_for(web_alone.aws.held, what="the grant to be under way")
    second = _worker(web_alone)
    _has_something_else_done(mortal)
    assert Counter(web_alone.changes()) == {"AddUserToGroup": 1, "AttachUserPolicy": 1}, (
        "it is in the first one's hands"
    )
    first.kill()
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    assert Counter(web_alone.changes()) == {"AddUserToGroup": 2, "AttachUserPolicy": 2}
    assert len(second.events("grant.placed")) >= 2


def _has_something_else_done(mortal: Mortal) -> None:
    """Somebody else's grant goes through meanwhile; that takes longer than the ticks of a worker are apart."""
    assert mortal.house.dan.types("/iam request view-only 1h").ok
    mortal.sees(PostKind.card, 2, "view-only")
    mortal.house.wait_for(lambda: mortal.house.bob.clicks(mortal.card(2), "Approve").ok, what="the click")
    mortal.sees(PostKind.card, 2, "Live until")
    time.sleep(2 * worker.TICK.total_seconds())


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_two_whole_bots_on_one_postgresql_do_each_thing_once(house: House) -> None:
    other = house.another_bot()
    other.start(ready=False)
    other.wait_until_ready()
    mortal = Mortal(house)
    _tell_the_main_job(mortal)
    assert Counter(house.changes()) == ONCE
    assert len(house.cards()) == 1
    house.bot.kill()
    house.slack.point_at(f"{other.url}/slack/events")
    _other_bot_goes_on(house, other)


def _other_bot_goes_on(house: House, other: Bot) -> None:
    answer = house.ann.types(f"/iam request {BOTH}")
    assert answer.ok, answer
    card = house.wait_for(lambda: house.cards()[1], what="the second card")
    assert house.bob.clicks(card, "Approve").ok
    house.wait_until_granted()
    assert other.process.poll() is None


def _tell_the_main_job(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    mortal.agrees()
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
