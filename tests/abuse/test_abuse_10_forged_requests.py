"""Abuse 10: forged requests. Slack's signature is the door, and what has not Slack's shape goes no further."""

import copy
import gzip
import hashlib
import hmac
import json
import socket
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlencode

import pytest

from sandbox.slack.driver_seen import Answer, Message
from tests.abuse.tidying import ON_SQLITE, number, tidy_up
from tests.stories.house import House

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"


@pytest.fixture
def card(shared: House) -> Iterator[Message]:
    """A request that waits; the attack is to have it decided, or to bring the bot down."""
    yield shared.ask("s3-access 1h")
    tidy_up(shared)


def test_10_a_click_is_taken_only_with_the_signature_of_now(shared: House, card: Message) -> None:
    click = shared.bob.click_payload(card, "Approve")
    now = time.time()
    forged = {
        "no signature": {"Content-Type": FORM},
        "the secret of another app": shared.slack.sign(click.body, secret="another-secret"),
        "an empty secret": signed("", click.body, str(int(now))),
        "six minutes old": shared.slack.sign(click.body, timestamp=now - 301),
        "from the future": shared.slack.sign(click.body, timestamp=now + 301),
        "another body's": shared.slack.sign(click.body + b"&x=1"),
        "a moment that is no number": click.headers | {"X-Slack-Request-Timestamp": "now"},
        "a moment beyond all numbers": click.headers | {"X-Slack-Request-Timestamp": "9" * 400},
        "a moment of letters of another script": click.headers | {"X-Slack-Request-Timestamp": str(int(now)) + "\xb2"},
        "a signature that is no ASCII": click.headers | {"X-Slack-Signature": "v0=\xff\xfe"},
        "a signature of an older version": click.headers | {"X-Slack-Signature": "v1=" + "0" * 64},
        "half a signature": click.headers | {"X-Slack-Signature": click.headers["X-Slack-Signature"][:40]},
    }
    answers = {name: shared.slack.deliver_raw(click.body, headers).status for name, headers in forged.items()}
    assert answers == dict.fromkeys(forged, 401)
    shared.settle()
    assert shared.changes() == []
    assert count(shared, card) == 0
    assert shared.slack.deliver_raw(click.body, click.headers).status == 200
    shared.wait_until_granted()


def test_10_two_signatures_are_none_and_other_headers_change_nothing(shared: House, card: Message) -> None:
    click = shared.bob.click_payload(card, "Approve")
    wrong = ("X-Slack-Signature", "v0=" + "0" * 64)
    assert raw(shared, click.body, [*click.headers.items(), wrong]) == 401
    assert raw(shared, click.body, [wrong, *click.headers.items()]) == 401
    packed = gzip.compress(click.body)
    assert shared.slack.deliver_raw(packed, shared.slack.sign(packed) | {"Content-Encoding": "gzip"}).status == 401
    # Bolt runs 'lazy' functions by these; there are none of ours, and they are under no signature.
    lazy = {"X-Slack-Bolt-Lazy-Only": "1", "X-Slack-Bolt-Lazy-Function-Name": "approve"}
    body = eves(click.payload)
    assert (shared.slack.deliver_raw(body, shared.slack.sign(body) | lazy).status or 0) < 500
    # Nothing is drawn from the header of a repeated delivery, which is under no signature either.
    again = shared.slack.sign(body) | {"X-Slack-Retry-Num": "1", "X-Slack-Retry-Reason": "http_timeout"}
    assert shared.slack.deliver_raw(body, again).status == 200
    shared.wait_for_whisper(shared.eve, "You may not decide")
    assert shared.changes()[-1:] != ["AddUserToGroup"]


@pytest.mark.parametrize(
    "changed",
    [
        {"team": {"id": "T0OTHER", "domain": "elsewhere"}},
        {"api_app_id": "A0OTHER"},
        {"team": None, "team_id": "T0OTHER"},
    ],
    ids=["another workspace", "another app", "another workspace, said otherwise"],
)
def test_10_what_is_signed_and_of_another_workspace_or_app_is_refused(
    shared: House, card: Message, changed: dict[str, Any]
) -> None:
    click = shared.bob.click_payload(card, "Approve")
    assert shared.sends(click.payload | changed).status == 403
    assert command(shared, team_id="T0OTHER").status == 403
    assert command(shared, api_app_id="A0OTHER").status == 403
    assert command(shared).status == 200
    shared.settle()
    assert count(shared, card) == 0


def test_10_a_form_that_reads_in_two_ways_is_not_read_in_the_second(shared: House, card: Message) -> None:
    """Who checks and who acts must see the same request: no field twice, no body that is form and JSON at once."""
    click = json.dumps(shared.bob.click_payload(card, "Approve").payload)
    empty = json.dumps({})
    bodies: list[tuple[bytes, str]] = [
        (urlencode([("payload", empty), ("payload", "no json")]).encode(), FORM),
        (urlencode([("payload", click), ("payload", "[]")]).encode(), FORM),
        (b'{"a": 1}&' + urlencode({"payload": empty}).encode(), FORM),
        (b'{"a": 1}&command=/iam', FORM),
        (urlencode({"payload": click}).encode(), JSON),
        (urlencode({"payload": click}).encode().replace(b"payload", b"%70ayload", 1), FORM),
        (b"[" * 100_000, JSON),
        (b'{"a":' * 900 + b"1" + b"}" * 900, JSON),
        (b'{"type": "event_callback"', JSON),
        (b"", FORM),
        (b"\xff\xfe", FORM),
        (b"nothing=of&use=1", FORM),
        (b"null", JSON),
        (b"&" * 5000, FORM),
    ]
    answers = [
        shared.slack.deliver_raw(body, shared.slack.sign(body) | {"Content-Type": kind}).status for body, kind in bodies
    ]
    assert all(answer is not None and 400 <= answer < 500 for answer in answers), answers
    shared.settle()
    assert count(shared, card) == 0


def test_10_whatever_its_shape_a_signed_request_never_breaks_anything(shared: House, card: Message) -> None:
    """Every field of every kind of delivery, left out or of another type: a clear answer or 4xx, no 5xx, no change."""
    before = shared.changes()
    kinds = deliveries(shared, card)
    bad: list[tuple[str, int | None, str]] = []
    tried = 0
    connection = HTTPConnection("127.0.0.1", shared.bot.port, timeout=30)
    for kind, payload in kinds.items():
        for path, hostile in mutants(payload):
            form = hostile if kind == "command" else {"payload": json.dumps(hostile)}
            body = urlencode(form, errors="surrogatepass").encode()
            headers = shared.slack.sign(body)
            if kind == "event":
                body = json.dumps(hostile).encode()
                headers = shared.slack.sign(body) | {"Content-Type": JSON}
            connection.request("POST", "/slack/events", body=body, headers=headers)
            answer = connection.getresponse()
            answer.read()
            tried += 1
            if answer.status >= 500:
                bad.append((kind + path, answer.status, json.dumps(hostile)[:80]))
    connection.close()
    assert tried > 500
    assert bad == []
    # Eve is told of each form that did not open, one a second: nobody has to wait for that.
    shared.execute("DELETE FROM whisper")
    shared.settle()
    assert shared.changes() == before
    assert not shared.bot.events("gesture.failed")
    assert not shared.bot.events("work.failed")
    assert "Traceback" not in shared.bot.log.read_text()
    assert command(shared).status == 200


@ON_SQLITE
def test_10_huge_and_slow_bodies_are_cut_off(shared: House) -> None:
    huge = b"payload=" + b"x" * 1_100_000
    assert shared.slack.deliver_raw(huge, shared.slack.sign(huge)).status == 413
    half = (b"Content-Length: 900\r\n\r\npay", b"X-Slack-Sig") * 8
    with ExitStack() as slow:
        for words in half:
            slow.enter_context(begun(shared, b"POST /slack/events HTTP/1.1\r\nHost: x\r\n" + words))
        # All sixteen threads wait for somebody now; they must come back by themselves, whoever goes on waiting.
        assert command(shared).status == 200


@ON_SQLITE
def test_10_slacks_own_handshakes_are_answered_when_they_are_signed(shared: House) -> None:
    asked = json.dumps({"type": "url_verification", "token": "x", "challenge": "3eZbrw1aB"}).encode()
    answer = shared.slack.deliver_raw(asked, shared.slack.sign(asked) | {"Content-Type": JSON})
    assert (answer.status, json.loads(answer.text)) == (200, {"challenge": "3eZbrw1aB"})
    assert shared.slack.deliver_raw(asked, {"Content-Type": JSON}).status == 401
    # It is meant to come without a command; with one, nothing is done.
    check = urlencode({"ssl_check": "1", "token": "x"}).encode()
    assert shared.slack.deliver_raw(check, shared.slack.sign(check)).status == 200
    assert shared.slack.deliver_raw(check, {"Content-Type": FORM}).status == 401
    assert command(shared, ssl_check="1", text="request view-only").status == 200
    assert shared.rows("SELECT count(*) FROM request WHERE bundle = 'view-only'") == [(0,)]


@ON_SQLITE
def test_10_other_addresses_and_methods_give_nothing_away(shared: House) -> None:
    assert status(shared, "GET", "/slack/events") == 405
    assert status(shared, "POST", "/metrics") == 405
    assert status(shared, "GET", "/.env") == 404
    assert status(shared, "POST", "/slack/events/") == 404
    assert status(shared, "GET", "/../leasehold.db") == 404
    assert status(shared, "POST", "/slack/install") == 404
    assert status(shared, "GET", "/healthz") == 200


# What attackers have at hand


def count(house: House, card: Message) -> int:
    """How many clicks on this request were written down."""
    return house.rows("SELECT request_id FROM decision").count((number(card),))


def eves(payload: Mapping[str, Any]) -> bytes:
    click = copy.deepcopy(dict(payload))
    click["user"]["id"] = "U0EVE"
    click["trigger_id"] = f"{click['trigger_id']}.eve"
    return urlencode({"payload": json.dumps(click)}).encode()


def signed(secret: str, body: bytes, moment: str) -> dict[str, str]:
    digest = hmac.new(secret.encode(), b"v0:" + moment.encode() + b":" + body, hashlib.sha256).hexdigest()
    return {"Content-Type": FORM, "X-Slack-Request-Timestamp": moment, "X-Slack-Signature": f"v0={digest}"}


def command(house: House, **changed: str) -> Answer:
    fields = {
        "command": "/iam",
        "text": "help",
        "user_id": "U0ANN",
        "team_id": house.slack.team,
        "api_app_id": "A0LEASE",
        "channel_id": "C0GENERAL",
        "trigger_id": "1.2.abc",
    }
    body = urlencode(fields | changed).encode()
    return house.slack.deliver_raw(body, house.slack.sign(body))


def raw(house: House, body: bytes, headers: list[tuple[str, str]]) -> int:
    """As `deliver_raw`, with headers that may come twice."""
    connection = HTTPConnection("127.0.0.1", house.bot.port, timeout=10)
    connection.putrequest("POST", "/slack/events")
    for name, value in [*headers, ("Content-Length", str(len(body)))]:
        connection.putheader(name, value)
    connection.endheaders(body)
    answer = connection.getresponse().status
    connection.close()
    return answer


def status(house: House, method: str, path: str) -> int:
    connection = HTTPConnection("127.0.0.1", house.bot.port, timeout=10)
    connection.request(method, path)
    answer = connection.getresponse().status
    connection.close()
    return answer


def begun(house: House, words: bytes) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", house.bot.port), timeout=10)
    connection.sendall(words)
    return connection


def deliveries(house: House, card: Message) -> dict[str, dict[str, Any]]:
    """One of each kind, by somebody who has no right to anything."""
    click = dict(house.eve.click_payload(card, "Approve").payload)
    begun = {name: click[name] for name in ("user", "api_app_id", "team", "trigger_id", "token")}
    view = {
        "id": "V0ABUSE",
        "type": "modal",
        "callback_id": "deny",
        "private_metadata": str(number(card)),
        "team_id": house.slack.team,
        "state": {"values": {"reason": {"reason": {"type": "plain_text_input", "value": "because"}}}},
    }
    ask = {
        "bundle": {"bundle": {"type": "external_select", "selected_option": {"value": "no-such"}}},
        "duration": {"duration": {"type": "plain_text_input", "value": "1h"}},
        "reason": {"reason": {"type": "plain_text_input", "value": "because"}},
    }
    give_back = copy.deepcopy(click)
    give_back["actions"][0]["action_id"] = "give-back"
    return {
        "click": {name: value for name, value in click.items() if name not in {"message", "state"}},
        "give back": {name: value for name, value in give_back.items() if name not in {"message", "state"}},
        "denial": begun | {"type": "view_submission", "view": view, "response_urls": []},
        "form": begun | {"type": "view_submission", "view": view | {"callback_id": "ask", "state": {"values": ask}}},
        "search": begun | {"type": "block_suggestion", "action_id": "bundle", "block_id": "bundle", "value": "s3"},
        "shortcut": begun | {"type": "shortcut", "callback_id": "request-access", "action_ts": "1.2"},
        "event": {
            "type": "event_callback",
            "team_id": house.slack.team,
            "api_app_id": "A0LEASE",
            "event_id": "Ev0",
            "event": {"type": "user_change", "user": {"id": "U0EVE"}},
            "authorizations": [{"team_id": house.slack.team, "enterprise_id": None, "is_bot": True}],
        },
        "command": {
            "command": "/iam",
            "text": "my",
            "user_id": "U0EVE",
            "team_id": house.slack.team,
            "channel_id": "C0GENERAL",
            "trigger_id": "1.2.eve",
        },
    }


HOSTILE: tuple[Any, ...] = (None, [], {}, 7, "", "x\x00y", "\ud800", "9" * 30, [None], {"id": 7})
GONE = object()


def mutants(payload: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """The payload over and over, each time with one field left out or of a shape that nobody expects."""
    for path in paths(payload, ()):
        for value in (GONE, *HOSTILE):
            changed = copy.deepcopy(dict(payload))
            at: Any = changed
            for step in path[:-1]:
                at = at[step]
            if value is GONE:
                del at[path[-1]]
            else:
                at[path[-1]] = value
            yield "/" + "/".join(map(str, path)), changed


def paths(value: Any, at: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    if at:
        yield at
    inside: Any = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, each in inside:
        yield from paths(each, (*at, name))
