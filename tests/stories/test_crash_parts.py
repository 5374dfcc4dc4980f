"""The two processes of `serve`: when one dies it begins anew, none outlives the other, and told to stop it stops."""

import signal
import time
from datetime import timedelta

import psutil
import pytest

from models.post import PostKind
from tests.stories.agreeing import REPEAT
from tests.stories.house import House
from tests.stories.mortal import Mortal

NOW = timedelta()
BOTH = "s3-and-more 1h to restore a backup"


@pytest.fixture
def mortal(house: House) -> Mortal:
    return Mortal(house)


def test_when_what_answers_slack_dies_it_begins_anew_and_goes_on_with_what_it_had_in_hand(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    mortal.house.aws.fault("AttachUserPolicy", do="hold-after", times=1)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.wait_for(mortal.house.aws.held, what="the grant to be under way")
    whole = psutil.Process(mortal.house.bot.process.pid)
    [answering] = whole.children()
    answering.kill()
    mortal.wait_for(lambda: mortal.house.bot.events("serve.begins_anew"), what="the death to be seen")
    mortal.wait_for(lambda: [each.pid for each in whole.children()] not in ([], [answering.pid]), what="another one")
    mortal.house.bot.wait_until_ready()
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()


def test_when_the_whole_is_killed_no_part_survives_and_a_new_one_takes_the_same_port(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    whole = psutil.Process(mortal.house.bot.process.pid)
    parts = whole.children(recursive=True)
    assert len(parts) == 1, "what answers Slack"
    whole.kill()
    _, left = psutil.wait_procs([whole, *parts], timeout=5)
    assert left == []
    mortal.house.bot.wait_for_death()
    mortal.house.start()
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()


def test_told_to_stop_it_finishes_what_is_in_hand_and_ends_well_within_seconds(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    mortal.house.aws.fault("AddUserToGroup", do="latency", seconds=2, times=1)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.wait_for(lambda: mortal.house.bot.events("grant.making"), what="the grant to be under way")
    parts = psutil.Process(mortal.house.bot.process.pid).children(recursive=True)
    begun = time.monotonic()
    mortal.house.bot.process.send_signal(signal.SIGTERM)
    assert mortal.house.bot.process.wait(timeout=20) == 0
    assert time.monotonic() - begun < 15
    assert psutil.wait_procs(parts, timeout=1)[1] == []
    assert mortal.house.rows("SELECT count(*) FROM holding WHERE state = 'in_place'")[0][0] >= 1, "it was finished"
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}
    mortal.house.bot.kill()
    mortal.house.start()
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    assert len(mortal.house.aws.calls("AddUserToGroup")) == 1


def test_told_to_stop_it_lets_slack_finish_so_that_nothing_is_posted_again(mortal: Mortal) -> None:
    mortal.house.slack.fault(method="chat.postMessage", do="latency", seconds=2, match={"channel": "C0APPROVALS"})
    assert mortal.house.ann.types(f"/iam request {BOTH}").ok
    mortal.wait_for(lambda: mortal.house.bot.events("post.sending"), what="the card to be under way")
    assert mortal.house.bot.stop() == 0
    mortal.house.start()
    mortal.agrees()
    [card] = mortal.house.cards()
    assert REPEAT not in card.visible_text()


def test_told_to_stop_while_it_begins_anew_it_ends_all_the_same(house: House) -> None:
    [answering] = psutil.Process(house.bot.process.pid).children()
    answering.kill()
    house.wait_for(lambda: house.bot.events("serve.begins_anew"), what="the death to be seen")
    begun = time.monotonic()
    house.bot.stop()
    assert time.monotonic() - begun < 10


def test_told_to_stop_with_nothing_in_hand_it_ends_at_once(house: House) -> None:
    begun = time.monotonic()
    assert house.bot.stop() == 0
    assert time.monotonic() - begun < 8
