"""Bad input: a clear answer or a 4xx, never a 5xx, never a change, and nothing is lost."""

import json
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import handlers
from messages import home_page, keys_page, user_form
from sandbox.slack.driver_seen import Answer
from tests.stories.house import House

HOSTILE = (
    "<!channel> <@U1> <@U0BOB> <https://evil.example|AWS console> &amp; &lt; *bold* `code` @channel_ "
    "\u202egnp.exe \u200bhidden\u200b \x07bell :tada:"
)
UNTYPED = "\x07\x00bell\n\u200bhidden\u2060\n\u202egnp.exe\n<!channel>\n<@U1>\n<https://x|y>\n&amp;"
"""What a form sends is escaped by nobody and may have lines."""
SHOWN = UNTYPED.translate({0: "␀", 7: "⟨U+0007⟩", 0x200B: "⟨U+200B⟩", 0x2060: "⟨U+2060⟩", 0x202E: "⟨U+202E⟩"})

UNNUMBERED = {
    *(home_page.ASK, home_page.ASK_FOR, home_page.NEW_USER, user_form.BACK),
    *(keys_page.ROTATE, keys_page.USE_NEW, keys_page.DEACTIVATE, keys_page.ACTIVATE, keys_page.DELETE),
}
"""The buttons that carry no number of ours: a bundle's or a key's name, which is looked up, or nothing."""


def test_lengths_that_are_none_are_refused_and_nothing_is_filed(house: House) -> None:
    said = {
        "0": "'0' is no duration",
        "0h": "'0h' is no time at all",
        "-5h": "'-5h' is no duration",
        "+5h": "'+5h' is no duration",
        "1e9d": "'1e9d' is no duration",
        "4h30": "'4h30' is no duration",
        "٤h": "'٤h' is no duration",
        "8d": "'s3-access' can be had for 7d at most; you asked for 8d",
        "99999999999999999999d": "is too long",
        "1h1h": "'1h1h' is no duration",
    }
    for length, words in said.items():
        answer = house.ann.types(f"/iam request s3-access {length} because")
        assert answer.ok
        assert words in answer.visible_text(), answer.visible_text()
        [(field, beside)] = errors(submits(house, bundle="s3-access", duration=length, reason="because")).items()
        assert field == "duration"
        assert words in beside
    house.settle()
    assert house.rows("SELECT id FROM request") == []
    assert house.cards() == []
    house.approved("s3-access 1h30m because")


def test_words_are_shown_as_typed_and_ping_nobody(house: House) -> None:
    card = house.ask(f"s3-access 1h {HOSTILE}")
    shown = card.visible_text()
    assert "<!channel> <@U1> <@U0BOB> <https://evil.example|AWS console> &amp; &lt; *bold* `code` @channel_" in shown
    assert "⟨U+202E⟩gnp.exe ⟨U+200B⟩hidden⟨U+200B⟩ ⟨U+0007⟩bell :tada:" in shown
    for text in mrkdwn(card.blocks):
        assert "evil" not in text
        assert "<!channel>" not in text
    assert "evil" not in card.text
    assert house.rows("SELECT reason FROM request") == [(HOSTILE,)]

    house.denies(house.bob, card, "<!here> <@U0ANN|cleo> & no")
    denied = house.wait_for_card("<!here> <@U0ANN|cleo> & no", like=card)
    dm = house.wait_for_dm(house.ann, "<!here> <@U0ANN|cleo> & no")
    for text in [*mrkdwn(denied.blocks), *mrkdwn(dm.blocks), denied.text, dm.text]:
        assert "<!here>" not in text
        assert "cleo" not in text

    assert not submits(house, by="U0DAN", bundle="with-reason", reason=UNTYPED).text
    by_form = house.wait_for_card("*with-reason*")
    assert SHOWN in by_form.visible_text()
    for text in [*mrkdwn(by_form.blocks), by_form.text]:
        assert not [line for line in (UNTYPED + SHOWN).splitlines() if line in text]


def test_too_much_and_too_strange_is_refused_with_a_word(house: House) -> None:
    ann = house.ann
    assert "A reason has 2000 characters at most; yours has 10240" in (
        ann.types(f"/iam request s3-access 1h {'x' * 10240}").visible_text()
    )
    for name in ("<!channel>", "<@U0BOB>", "x" * 3000, "\u202ess", "s3 access", "../../etc/passwd", "';--"):
        answer = ann.types(f"/iam request {name}")
        assert answer.ok
        assert "The catalog has no bundle" in answer.visible_text()
        assert not [text for text in mrkdwn(answer.blocks) if "<!" in text or "<@" in text]
    for words in ("<!channel>", "x" * 3000, "\u200b", "`", "request\x00", "cancel ٣", "cancel 99999999999999999999"):
        assert ann.types(f"/iam {words}").ok
    long = "x" * 10240
    too_long = "A reason has 2000 characters at most; yours has 10240. Link to the longer text instead."
    assert errors(submits(house, bundle="view-only", reason=long)) == {"reason": too_long}
    wrong = errors(submits(house, bundle="gone", duration="4h30", reason=long))
    assert wrong.keys() == {"bundle", "duration", "reason"}
    assert "The catalog has no bundle 'gone'" in wrong["bundle"]
    assert "'4h30' is no duration" in wrong["duration"]
    assert wrong["reason"] == too_long
    assert errors(denies(house, reason=long)) == {"reason": "Say it in 500 characters; these are 10240."}
    assert errors(denies(house, reason=" \n")) == {"reason": "Say why not: the person who asked reads this."}
    house.settle()
    assert house.rows("SELECT id FROM request") == []
    assert house.rows("SELECT id FROM decision") == []


def test_a_name_typed_with_an_at_pings_nobody_and_stays_a_name(house: House) -> None:
    card = house.ask("s3-access 1h for @bob & @s3-owners of #general see https://wiki.example/x")
    assert "for @bob & @s3-owners of #general see https://wiki.example/x" in card.visible_text()
    assert not [text for text in mrkdwn(card.blocks) if "wiki" in text]


def test_what_slack_did_not_sign_or_nobody_can_read_is_turned_away(house: House) -> None:
    card = house.ask("s3-access 1h")
    click = house.bob.click_payload(card, "Approve")
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    broken = (b"", b"{", b"payload={", b"payload=[]", b"payload=null", b"payload=%FF%FE", b"\xff\xfe", b"[1]", b"a=b")
    for body in broken:
        for kind in ("application/x-www-form-urlencoded", "application/json", "text/plain", "multipart/form-data"):
            unsigned = house.slack.deliver_raw(body, {"Content-Type": kind})
            assert unsigned.status == 401, (body, kind)
            signed = house.slack.deliver_raw(body, house.slack.sign(body) | {"Content-Type": kind})
            assert 400 <= (signed.status or 0) < 500, (body, kind, signed)

    forged = {
        "without": form,
        "by another": house.slack.sign(click.body, secret="another-app's"),
        "stale": house.slack.sign(click.body, timestamp=time.time() - 301),
        "of the future": house.slack.sign(click.body, timestamp=time.time() + 301),
        "of no time": click.headers | {"X-Slack-Request-Timestamp": "now"},
        "of a wild time": click.headers | {"X-Slack-Request-Timestamp": "9" * 400},
        "of another body": house.slack.sign(click.body + b"&x=1"),
        "not even ASCII": click.headers | {"X-Slack-Signature": "v0=\xff"},
    }
    for name, headers in forged.items():
        assert house.slack.deliver_raw(click.body, headers).status == 401, name
    foreign: tuple[dict[str, Any], ...] = (
        {"team": {"id": "T0OTHER", "domain": "other"}},
        {"team": None, "user": click.payload["user"] | {"team_id": "T0OTHER"}, "team_id": "T0OTHER"},
        {"api_app_id": "A0OTHER"},
    )
    for change in foreign:
        assert house.sends(click.payload | change).status == 403, change
    asked = next(row.payload for row in house.slack.deliveries() if row.kind == "command")
    body = urlencode(asked | {"team_id": "T0OTHER", "trigger_id": "1.2.3"}).encode()
    assert house.slack.deliver_raw(body, house.slack.sign(body)).status == 403

    house.settle()
    assert house.rows("SELECT id FROM decision") == []
    assert len(house.rows("SELECT id FROM request")) == 1
    assert house.sends(click.payload).status == 200
    house.wait_until_granted()


def test_buttons_and_forms_that_nobody_knows_change_nothing(house: House) -> None:
    card = house.ask("s3-access 1h")
    click = house.bob.click_payload(card, "Approve").payload
    [action] = click["actions"]
    strange = [{"value": value} for value in ("2", "٣", "-1", "", "1; DROP TABLE request", "9" * 30, None)]
    for change in [*strange, {"action_id": "grant-everything"}, {"action_id": "cancel-request"}]:
        answer = house.sends(click | {"actions": [action | change], "trigger_id": None})
        assert answer.status == 200, (change, answer)
    numbered = handlers.ACTIONS.keys() - UNNUMBERED
    for each in numbered:
        answer = house.sends(click | {"actions": [action | {"action_id": each, "value": "x"}]})
        assert answer.status == 200, (each, answer)
    house.settle()
    told = Counter(each.split(" of ")[0] for each in house.whispers(house.bob))
    assert told == {
        "There is no request 2": 1,
        "That button is from an older version": 7 + len(numbered),
        "There is no request 1": 1,
    }

    house.ann.types("/iam request")
    view = house.wait_for_modal(house.ann)
    submission = view_submission(view.raw)
    said = {"state": {"values": {"reason": {"reason": {"value": "no"}}}}}
    for change, words in (
        ({"callback_id": "no-such-form"}, "That form is from an older version of Leasehold and was not sent"),
        ({"state": {"values": {}}}, "The catalog has no bundle ''"),
        ({"callback_id": "deny", "private_metadata": "1"}, "Say why not"),
        ({"callback_id": "deny", "private_metadata": "1"} | said, ""),
        ({"callback_id": "deny", "private_metadata": "x"} | said, "That form is from an older version"),
        ({"callback_id": "deny", "private_metadata": ""} | said, "That form is from an older version"),
        ({"callback_id": "keep-finding", "private_metadata": "x"} | said, "That form is from an older version"),
        ({"callback_id": "review-members", "private_metadata": "1"} | said, "That form is from an older version"),
    ):
        answer = house.sends(submission | {"view": submission["view"] | change})
        assert answer.status == 200, (change, answer)
        assert words in answer.text if words else not answer.text, (change, answer)
    house.wait_for_whisper(house.ann, "Nobody decides for himself or herself")

    unknown = {each: submission[each] for each in ("team", "user", "api_app_id", "trigger_id")}
    assert house.sends(unknown | {"type": "shortcut", "callback_id": "no-such-shortcut"}).status == 200
    house.wait_for_dm(house.ann, "That shortcut is from an older version of Leasehold")
    menu = {"type": "block_suggestion", "action_id": "no-such-menu", "block_id": "no-such-menu", "value": "s3"}
    assert json.loads(house.sends(unknown | menu).text) == {"options": []}
    for nonsense in ({"type": "block_actions"}, {"type": "view_submission"}, {"type": "no_such_type"}, {}):
        answer = house.sends({"team": click["team"], "user": click["user"], "api_app_id": "A0LEASE"} | nonsense)
        assert (answer.status or 500) < 500, (nonsense, answer)
    body = json.dumps({"type": "event_callback", "team_id": "T0LEASE", "event": {"type": "no_such_event"}}).encode()
    event = house.slack.deliver_raw(body, house.slack.sign(body) | {"Content-Type": "application/json"})
    assert (event.status or 500) < 500
    house.settle()
    assert house.changes() == []
    assert house.rows("SELECT state FROM request") == [("waiting",)]
    assert house.rows("SELECT id FROM decision WHERE state = 'counted'") == []
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()


def submits(house: House, *, by: str = "U0ANN", bundle: str, duration: str = "", reason: str = "") -> Answer:
    """Send the form for asking, filled in as no client of Slack's would let anybody."""
    chosen = {"bundle": {"bundle": {"selected_option": {"value": bundle}}}}
    typed = {name: {name: {"value": words}} for name, words in (("duration", duration), ("reason", reason))}
    return house.sends(view_submission(form("ask", chosen | typed), by=by))


def denies(house: House, *, reason: str) -> Answer:
    values = {"reason": {"reason": {"value": reason}}}
    return house.sends(view_submission(form("deny", values) | {"private_metadata": "1"}, by="U0BOB"))


def form(callback_id: str, values: dict[str, Any]) -> dict[str, Any]:
    return {"id": f"V{uuid4().hex}", "type": "modal", "callback_id": callback_id, "state": {"values": values}}


def errors(answer: Answer) -> dict[str, str]:
    """What stands beside the fields of the form, which stays open."""
    told = json.loads(answer.text)
    assert (answer.status, told["response_action"]) == (200, "errors")
    beside: dict[str, str] = told["errors"]
    return beside


def view_submission(view: dict[str, Any], *, by: str = "U0ANN") -> dict[str, Any]:
    return {
        "type": "view_submission",
        "team": {"id": "T0LEASE", "domain": "lease-corp"},
        "user": {"id": by, "team_id": "T0LEASE"},
        "api_app_id": "A0LEASE",
        "trigger_id": "1.2.3",
        "view": view,
    }


def mrkdwn(node: Any) -> Iterator[str]:
    """Every text of a message that Slack reads for markup; rich text and plain text it does not."""
    if isinstance(node, dict):
        if node.get("type") == "mrkdwn":
            yield node["text"]
        for value in node.values():
            yield from mrkdwn(value)
    elif isinstance(node, list):
        for value in node:
            yield from mrkdwn(value)
