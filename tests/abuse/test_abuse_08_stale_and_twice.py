"""Abuse 8 and 9: a stale card does nothing; a click that comes often, from everywhere and at once, counts once."""

import copy
import json
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlencode

import pytest

from sandbox.slack.driver_seen import Message, Payload
from tests.abuse.tidying import decisions, number, state, tidy_up
from tests.stories.house import CATALOG, House


@pytest.fixture
def house_of_all(shared_on_sqlite: House) -> Iterator[House]:
    """For stale cards, which are the same on both engines; what happens at once has a house on each."""
    yield shared_on_sqlite
    shared_on_sqlite.catalog.write_text(CATALOG)
    tidy_up(shared_on_sqlite)


def test_08_a_card_that_lapsed_was_cancelled_or_decided_is_refused_and_mended(house_of_all: House) -> None:
    house = house_of_all
    lapsed, cancelled = house.ask("s3-access 1h"), house.ask("view-only 1h")
    decided = house.ask("two-of-us 1h")
    house.time_has_come("request", "lapses_at", where=f"id = {number(lapsed)}")
    house.ann.types(f"/iam cancel {number(cancelled)}")
    assert house.denies(house.bob, decided, "no").ok
    for card, words in ((lapsed, "Lapsed"), (cancelled, "Cancelled by"), (decided, "Denied by")):
        house.wait_for_card(words, like=card)
    stale = {"lapsed": lapsed, "cancelled": cancelled, "denied": decided}
    for card in stale.values():
        # The card as it was stands in somebody's client still: the button is pressed all the same.
        house.dan.clicks(card, "Approve")
    for word, card in stale.items():
        house.wait_for_whisper(house.dan, f"Request {number(card)} is {word} already; your click changed nothing")
        assert decisions(house, card)[-1] == ("U0DAN", "approve", "refused")
        assert state(house, card) == word
    house.settle()
    assert house.aws.groups_of("ann") == set()
    assert all("Approve Request" not in house.card(card).buttons() for card in stale.values())


ONLY_LOOKS = "by an AWS managed policy\n    gives: [{policy: ViewOnlyAccess}]"
CHANGES = {
    "taken out": (("view-only:", "view-everything:"), "'view-only' is not in the catalog any more"),
    "gives something else": ((ONLY_LOOKS, ONLY_LOOKS.replace("ViewOnly", "ReadOnly")), "was changed in the catalog"),
    "shorter at most": (("{default: 1h, max: 7d}", "{default: 1m, max: 30m}"), "was changed in the catalog"),
}


@pytest.mark.parametrize(("change", "said"), CHANGES.values(), ids=CHANGES.keys())
def test_08_a_bundle_that_was_changed_since_is_not_approved_as_it_was(
    house_of_all: House, change: tuple[str, str], said: str
) -> None:
    house = house_of_all
    card = house.ask("view-only 1h")
    assert change[0] in CATALOG
    house.catalog.write_text(CATALOG.replace(*change))
    house.bob.clicks(card, "Approve")
    mended = house.wait_for_card(said, like=card)
    assert "Approve Request" not in mended.buttons()
    house.wait_for_whisper(house.bob, said)
    assert house.aws.policies_of("ann") == set()
    house.catalog.write_text(CATALOG)
    again = house.ask("view-only 1h")
    house.bob.clicks(again, "Approve")
    house.wait_for_card("Live until", like=again)


def test_09_fifty_clicks_at_once_on_two_replicas_are_one_decision_and_one_grant(house: House) -> None:
    replica = house.another_bot()
    replica.start()
    card = house.ask("s3-access 1h")
    click = house.bob.click_payload(card, "Approve")
    urls = [f"{bot.url}/slack/events" for bot in (house.bot, replica)]
    same = [partial(house.slack.deliver_raw, click.body, click.headers, to=url) for url in urls * 25]
    assert {answer.status for answer in house.at_once(same)} == {200}
    assert [each[:2] for each in decisions(house, card)] == [("U0BOB", "approve")]
    others = [mine(click, trigger=f"{moment}.again") for moment in range(20)]
    again = [
        partial(house.slack.deliver_raw, body, house.slack.sign(body), to=url)
        for body, url in zip(others, urls * 10, strict=True)
    ]
    assert {answer.status for answer in house.at_once(again)} == {200}
    house.wait_until_granted()
    live = house.wait_for_card("Live until", like=card)
    house.settle()
    assert [each for each in decisions(house, card) if each[2] == "counted"] == [("U0BOB", "approve", "counted")]
    assert house.changes() == ["AddUserToGroup"]
    assert house.rows("SELECT count(*) FROM lease") == [(1,)]
    # The end of it likewise: given back on both at once, and once more by the very same delivery.
    back = house.ann.click_payload(button_of(house, "Give Back"), "Give Back")
    house.at_once([partial(house.slack.deliver_raw, back.body, back.headers, to=url) for url in urls * 10])
    house.cleo.clicks(live, "Revoke")
    house.wait_until_gone()
    house.settle()
    assert house.changes() == ["AddUserToGroup", "RemoveUserFromGroup"]


def test_09_yes_and_no_at_once_is_one_of_the_two(house: House) -> None:
    for _ in range(3):
        card = house.ask("view-only 1h")
        yes = house.bob.click_payload(card, "Approve")
        house.dan.clicks(card, "Deny")
        house.wait_for_modal(house.dan)
        house.dan.fills({"reason": "no"})
        house.at_once([partial(house.slack.deliver_raw, yes.body, yes.headers), house.dan.submits])
        house.settle()
        counted = [each for each in decisions(house, card) if each[2] == "counted"]
        assert len(counted) == 1
        assert (state(house, card) == "denied") == (counted[0][1] == "deny")
        assert bool(house.aws.policies_of("ann")) == (counted[0][1] == "approve")
        tidy_up(house)


def test_09_taken_back_and_approved_at_once_is_one_of_the_two(house: House) -> None:
    for _ in range(3):
        card = house.ask("view-only 1h")
        yes = house.bob.click_payload(card, "Approve")
        words = f"/iam cancel {number(card)}"
        house.at_once([
            partial(house.slack.deliver_raw, yes.body, yes.headers),
            partial(house.ann.types, words),
        ])  # fmt: skip
        house.settle()
        assert state(house, card) in {"cancelled", "granted"}
        assert bool(house.aws.policies_of("ann")) == (state(house, card) == "granted")
        tidy_up(house)
    assert not house.bot.events("gesture.failed")


def test_09_a_lease_that_ends_by_three_hands_at_once_ends_once(house: House) -> None:
    for _ in range(2):
        card = house.approved("s3-access 1h")
        back = house.ann.click_payload(button_of(house, "Give Back"), "Give Back")
        house.at_once([
            partial(house.slack.deliver_raw, back.body, back.headers),
            partial(house.cleo.clicks, house.card(card), "Revoke"),
            partial(house.time_has_come, "lease", "ends_at", where="state = 'live'"),
        ])  # fmt: skip
        house.wait_until_gone()
        house.wait_for_card("Ended", like=card)
        house.settle()
        ends = house.rows("SELECT subject_id FROM move WHERE subject = 'lease' AND name = 'end'")
        assert len(ends) == len(set(ends))
    assert house.changes() == ["AddUserToGroup", "RemoveUserFromGroup"] * 2
    assert not house.bot.events("gesture.failed")
    assert not house.bot.events("work.failed")


def test_09_revoked_while_it_is_being_granted_leaves_nothing(house: House) -> None:
    house.aws.fault("AddUserToGroup", do="hold-after", times=1)
    card = house.ask("s3-access 1h")
    house.bob.clicks(card, "Approve")
    house.aws.wait_for(house.aws.held, seconds=30, what="the grant, half made")
    revoke = copy.deepcopy(dict(house.bob.click_payload(card, "Approve").payload))
    revoke["user"]["id"], revoke["trigger_id"] = "U0CLEO", "1.revoke"
    revoke["actions"][0]["action_id"] = "revoke-access"
    assert house.sends(revoke).status == 200
    house.wait_for(lambda: state(house, card) == "cancelled", what="the end before the beginning")
    house.aws.release()
    house.wait_for_card("before it was live", like=card)
    house.wait_until_gone()
    house.settle()
    assert house.aws.groups_of("ann") == set()


def mine(click: Payload, *, trigger: str) -> bytes:
    """Bob's click once more, as another of his."""
    payload = dict(click.payload) | {"trigger_id": trigger}
    return urlencode({"payload": json.dumps(payload)}).encode()


def button_of(house: House, label: str) -> Message:
    """The newest message in Ann's DM with this button."""
    return house.wait_for(
        lambda: [message for message in house.ann.dm() if label in message.buttons()], what=f"a DM with {label}"
    )[-1]
