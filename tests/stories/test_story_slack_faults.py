"""Slack does not do as asked: away, throttling, answers lost; nothing is lost and nothing stands twice unmarked."""

import time

from tests.stories.house import House

AWAY = 20.0


def test_slack_down_for_twenty_seconds_loses_nothing(house: House) -> None:
    ending = house.approved("s3-access 1h", who=house.dan)
    approved = house.ask("s3-access 1h")
    house.slack.goes_down()
    began = time.monotonic()
    assert house.bob.clicks(approved, "Approve").ok
    assert house.ann.types("/iam request view-only 1h").ok
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone(user="dan", seconds=AWAY)
    time.sleep(max(0.0, AWAY - (time.monotonic() - began)))
    assert house.aws.groups_of("ann") == set()
    house.slack.clear_faults()
    house.wait_until_granted(seconds=60)
    house.wait_for_card("Live until", like=approved, seconds=60)
    house.wait_until_over(ending)
    house.wait_for(lambda: len(house.cards()) == 3, seconds=60, what="the third card")
    house.wait_for_dm(house.dan, "its time was up", seconds=60)
    house.settle(seconds=60)
    assert len(house.cards()) == 3


def test_slack_that_throttles_and_fails_is_asked_again(house: House) -> None:
    house.slack.fault(method="chat.postMessage", do="rate_limited", retry_after=2, times=2)
    house.slack.fault(method="users.info", do="status", status=503, times=1)
    card = house.ask("s3-access 1h")
    house.slack.fault(method="usergroups.list", do="rate_limited", retry_after=1, times=1)
    house.slack.fault(method="users.info", do="error", error="internal_error", times=1)
    house.slack.fault(method="chat.update", do="status", status=502, times=1)
    house.slack.set_group("s3-owners", ["U0EVE"])
    house.eve.clicks(card, "Approve")
    house.wait_until_granted()
    house.wait_for_card("Live until", like=card)
    house.settle()
    assert len(house.cards()) == 1


def test_a_card_whose_answer_was_lost_is_marked_and_a_click_withdraws_the_older(house: House) -> None:
    house.slack.fault(method="chat.postMessage", do="drop-after", match={"channel": "C0APPROVALS"}, times=1)
    house.ann.types("/iam request s3-access 1h")
    house.wait_for(lambda: len(house.cards()) == 2, what="the card and its copy")
    older, newer = house.cards()
    assert "Posted again after an interruption" in newer.visible_text()
    house.bob.clicks(older, "Approve")
    house.wait_until_granted()
    house.wait_for(lambda: [card.ts for card in house.cards()] == [newer.ts], what="the older one to be withdrawn")
    house.wait_for_card("Live until", like=newer)
    assert house.changes() == ["AddUserToGroup"]
