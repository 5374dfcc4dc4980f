"""Abuse 5, 6, 7 and 20: people's words ping nobody and pass for nothing, and no message is read back as a fact."""

import copy
import json
from collections.abc import Iterator, Mapping
from typing import Any

import pytest

import handlers
from sandbox.slack.driver_seen import Message
from tests.abuse.tidying import decisions, number, state, tidy_up
from tests.stories.house import House

MARKUP = "<!channel> <@U0BOB> <https://evil.example|AWS console> &amp; @here *bold* `code` {0} {number} %s"
FAKE = "for the backup\nApproved by <@U0BOB> · 1 of 1\n:white_check_mark: Approve Request"
BUTTONS = ("approve-request", "give-back", "cancel-request")
HIDDEN = "a\u202egnp.exe\u200b\ufeff\u2066b\x07\x00c"


@pytest.fixture
def house_of_all(shared_on_sqlite: House) -> Iterator[House]:
    """Messages are drawn the same on both engines; what the database must keep is asked of both, below."""
    yield shared_on_sqlite
    tidy_up(shared_on_sqlite)


@pytest.mark.parametrize("words", [MARKUP, FAKE], ids=["markup", "a faked line"])
def test_05_markup_in_a_reason_is_shown_as_typed_and_does_nothing(house_of_all: House, words: str) -> None:
    house = house_of_all
    card = filled_in(house, bundle="s3-access", reason=words)
    assert quoted(card) == [words]
    assert not [text for text in markup(card) if "evil" in text or "Approved by" in text or "{number}" in text]
    assert house.denies(house.bob, card, words).ok
    denied = house.wait_for_card("Denied by", like=card)
    assert quoted(denied) == [words, words]
    told = house.wait_for_dm(house.ann, f"(request {number(card)}) was denied by")
    assert quoted(told) == [words]
    said = markup(denied) + markup(told) + [denied.text, told.text]
    assert not [text for text in said if "evil" in text or "<!channel>" in text or "1 of 1" in text]


def test_05_the_same_by_a_command(house_of_all: House) -> None:
    house = house_of_all
    card = house.ask(f"s3-access 1h {MARKUP}")
    assert quoted(card) == [MARKUP]
    assert not [text for text in [*markup(card), card.text] if "evil" in text]
    odd = house.ann.types("/iam request <!channel>\u202e{0.__class__}")
    assert odd.failed is None
    assert "&lt;!channel&gt;⟨U+202E⟩{0.__class__}" in odd.visible_text()


def test_05_signs_that_hide_are_spelled_out_for_whoever_approves(house_of_all: House) -> None:
    house = house_of_all
    card = filled_in(house, bundle="s3-access", reason=HIDDEN)
    [shown] = quoted(card)
    assert not set(shown) & set("\u202e\u200b\ufeff\u2066\x07\x00")
    for code in ("202E", "200B", "FEFF", "2066", "0007"):
        assert f"⟨U+{code}" in shown


def test_05_words_are_long_at_most_and_one_line_is_one_line(house_of_all: House) -> None:
    house = house_of_all
    answer = house.ann.types("/iam request s3-access 1h " + "x" * 3_001)
    assert "A reason has 2000 characters at most" in answer.visible_text()
    house.ann.uses_shortcut(handlers.SHORTCUT)
    house.wait_for_modal(house.ann)
    house.ann.fills({"bundle": "s3-access", "duration": "1h\nApproved by Bob"})
    assert "is no duration" in str(house.ann.submits().errors["duration"])
    house.ann.closes()
    card = house.ask("s3-access 1h " + "y" * 2_000)
    assert quoted(card) == ["y" * 2_000]


def test_06_what_a_client_says_of_a_button_reaches_no_card(house_of_all: House) -> None:
    """The label, the message and the state that come along with a click are the client's; only the number counts."""
    house = house_of_all
    card = house.ask("view-only 1h")
    click = copy.deepcopy(dict(house.bob.click_payload(card, "Approve").payload))
    click["actions"][0] |= {"text": {"type": "plain_text", "text": "Deny…"}, "style": "danger"}
    click["message"]["text"] = "asks for *AdministratorAccess* for 365d"
    click["message"]["blocks"] = json.loads(json.dumps(click["message"]["blocks"]).replace("ViewOnly", "Administrator"))
    click["user"] |= {"name": "cleo", "username": "<!channel>"}
    assert house.sends(click).status == 200
    live = house.wait_for_card("Live until", like=card)
    assert house.aws.policies_of("ann") == {"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}
    assert "Administrator" not in live.visible_text()
    assert "Approved by <@U0BOB> · 1 of 1" in live.visible_text()
    assert "cleo" not in live.visible_text()


def test_07_a_click_names_a_request_and_nothing_else(house_of_all: House) -> None:
    """Another message with our buttons, an edited one, a forwarded one: the rows decide, and nothing else is undone."""
    house = house_of_all
    card = house.ask("view-only 1h")
    words = house.ann.says("Bob, please click below", channel="C0APPROVALS")
    click = copy.deepcopy(dict(house.eve.click_payload(card, "Approve").payload))
    # Eve's words with our buttons under them, somewhere else; and with an administrator's action.
    click["container"] |= {"channel_id": "C0GENERAL", "message_ts": words.ts}
    click["channel"] = {"id": "C0GENERAL", "name": "general"}
    assert house.sends(click).status == 200
    house.wait_for(lambda: decisions(house, card) == [("U0EVE", "approve", "refused")], what="the refusal")
    revoke = copy.deepcopy(click)
    revoke["trigger_id"] += ".2"
    revoke["actions"][0]["action_id"] = "revoke-access"
    assert house.sends(revoke).status == 200
    # Bob clicks on a forwarded copy: his right is his wherever he clicks, and what is not ours is left alone.
    click = copy.deepcopy(dict(house.bob.click_payload(card, "Approve").payload))
    click["container"]["message_ts"] = words.ts
    assert house.sends(click).status == 200
    house.wait_for_card("Live until", like=card)
    house.settle()
    assert words.ts in [message.ts for message in house.bob.sees("C0APPROVALS")]


@pytest.mark.parametrize("value", ["", "none", "-1", "1.0", "1e3", "٣", "1 OR 1=1", "1;DROP TABLE request", "9" * 18])
def test_07_the_number_on_a_button_is_looked_up_or_it_is_nothing(house_of_all: House, value: str) -> None:
    house = house_of_all
    [[before]] = house.rows("SELECT count(*) FROM decision")
    heard = len(house.whispers(house.bob))
    for name in BUTTONS:
        assert house.sends(button(name, value, by="U0BOB")).status == 200
    house.settle()
    assert house.rows("SELECT count(*) FROM decision") == [(before,)]
    words = "There is no request 9" if value.startswith("9") else "That button is from an older version of Leasehold"
    told = house.whispers(house.bob)[heard:]
    assert [each.startswith(words) for each in told] == [True] * len(BUTTONS), told


def test_07_the_number_of_another_request_brings_nobody_a_right(house_of_all: House) -> None:
    """A form's private_metadata and a button's value go through the client: changed, they are just another question."""
    house = house_of_all
    mine, theirs = house.ask("s3-access 1h"), house.ask("two-of-us 1h", who=house.dan)
    house.slack.set_group("s3-owners", ["U0EVE"])
    house.eve.clicks(mine, "Deny")
    view = house.wait_for_modal(house.eve)
    submission: dict[str, Any] = {
        "type": "view_submission",
        "user": {"id": "U0BOB"},
        "team": {"id": house.slack.team},
        "api_app_id": "A0LEASE",
        "view": view.raw
        | {
            "id": "V0OTHER",
            "private_metadata": str(number(theirs)),
            "state": {"values": {"reason": {"reason": {"type": "plain_text_input", "value": "no"}}}},
        },
    }
    house.eve.closes()
    # Eve may decide on neither of Dan's requests by what she holds for Ann's.
    house.slack.set_group("s3-owners", ["U0DAN"])
    assert house.sends(submission | {"user": {"id": "U0EVE"}}).status == 200
    house.wait_for(lambda: decisions(house, theirs) == [("U0EVE", "deny", "refused")], what="the refusal")
    # Give back and cancel by others' numbers: refused in a word, and nothing moves.
    assert house.sends(button("cancel-request", str(number(mine)), by="U0EVE")).status == 200
    assert house.sends(button("give-back", str(number(mine)), by="U0EVE")).status == 200
    assert "no request" in house.eve.types(f"/iam cancel {number(mine)}").visible_text()
    house.settle()
    assert (state(house, mine), state(house, theirs)) == ("waiting", "waiting")
    assert house.sends(submission | {"view": submission["view"] | {"id": "V0THIRD"}}).status == 200
    house.wait_for(lambda: state(house, theirs) == "denied", what="the denial by one who may")


def test_20_a_denial_needs_a_reason_that_says_something(house_of_all: House) -> None:
    house = house_of_all
    card = house.ask("s3-access 1h")
    answer = house.denies(house.bob, card, "  \n ")
    assert answer.errors
    assert decisions(house, card) == []
    house.bob.fills({"reason": "because"})
    assert house.bob.submits().ok
    house.wait_for_card("Denied by", like=card)


# What is on a message


def filled_in(house: House, **fields: str) -> Message:
    """Asked by the form, where words come as they were typed, line breaks and all."""
    before = {message.ts for message in house.cards()}
    house.ann.uses_shortcut(handlers.SHORTCUT)
    house.wait_for_modal(house.ann)
    house.ann.fills(fields)
    assert house.ann.submits().ok
    return house.wait_for(lambda: [card for card in house.cards() if card.ts not in before], what="the card")[0]


def quoted(message: Message) -> list[str]:
    """What stands in quotes, where Slack reads no markup."""
    return [
        element["text"]
        for block in message.blocks
        if block["type"] == "rich_text"
        for part in block["elements"]
        if part["type"] == "rich_text_quote"
        for element in part["elements"]
    ]


def markup(value: Any) -> list[str]:
    """Every text in which Slack reads markup."""
    if isinstance(value, Message):
        return markup(value.blocks)
    if isinstance(value, Mapping):
        own = [str(value["text"])] if value.get("type") == "mrkdwn" else []
        return own + [text for each in value.values() for text in markup(each)]
    return [text for each in value for text in markup(each)] if isinstance(value, list) else []


def button(action_id: str, value: str, *, by: str) -> dict[str, Any]:
    return {
        "type": "block_actions",
        "user": {"id": by},
        "team": {"id": "T0LEASE"},
        "api_app_id": "A0LEASE",
        "trigger_id": f"1.{action_id}.{abs(hash(value))}",
        "container": {"type": "message", "channel_id": "C0APPROVALS", "message_ts": "1.2"},
        "channel": {"id": "C0APPROVALS", "name": "approvals"},
        "actions": [{"type": "button", "action_id": action_id, "block_id": "b", "value": value}],
    }
