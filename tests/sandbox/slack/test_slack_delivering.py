"""Deliveries: signed as Slack signs them, told again as Slack does, by HTTP or by Socket Mode."""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import parse_qs

import pytest
from bolt_by_socket import hang_up, socket_mode
from bolt_in_a_thread import Bot
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.signature import SignatureVerifier

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_person import Person

Json = dict[str, Any]


class Recorder:
    """Answers everything with the next status, and keeps bodies and headers."""

    def __init__(self, *statuses: int, no_retry: bool = False) -> None:
        self.statuses = list(statuses)
        self.no_retry = no_retry
        self.bodies: list[bytes] = []
        self.headers: list[dict[str, str]] = []

    def __call__(self, environ: Json, start_response: Any) -> Iterable[bytes]:
        self.bodies.append(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        self.headers.append({name: value for name, value in environ.items() if name.startswith("HTTP_X_SLACK")})
        status = self.statuses.pop(0) if self.statuses else 200
        start_response(f"{status} Said", [("X-Slack-No-Retry", "1")] if self.no_retry else [])
        return [b""]


def test_the_signature_is_slacks(slack: StandIn, ann: Person, serve: Callable[[Any], str]) -> None:
    heard = Recorder()
    slack.point_at(serve(heard))
    ann.types("/iam help")
    slack.event("user_change", {"user": {"id": "U0ANN"}})
    verifier = SignatureVerifier(slack.signing_secret)
    for body, headers in zip(heard.bodies, heard.headers, strict=True):
        stamp, signature = headers["HTTP_X_SLACK_REQUEST_TIMESTAMP"], headers["HTTP_X_SLACK_SIGNATURE"]
        assert verifier.is_valid(body, stamp, signature)
        assert not verifier.is_valid(body + b"x", stamp, signature)
        assert abs(time.time() - int(stamp)) < 5


def test_forged_stale_and_doubled_requests_can_be_made(slack: StandIn, bot: Bot) -> None:
    bot.app.command("/iam")(lambda ack: ack("ok"))
    body = b"command=%2Fiam&text=x&user_id=U0ANN&team_id=T0LEASE&channel_id=C0GENERAL&api_app_id=A0LEASE"
    good = slack.sign(body)
    assert [slack.deliver_raw(body, good).status for _ in range(2)] == [200, 200]
    assert slack.deliver_raw(body, slack.sign(body, secret="another")).status == 401
    assert slack.deliver_raw(body, slack.sign(body, timestamp=time.time() - 301)).status == 401
    assert slack.deliver_raw(body + b"y", good).status == 401
    assert len(bot.heard) == 2


def test_one_click_can_be_sent_fifty_times_at_once(slack: StandIn, bot: Bot, client: WebClient, bob: Person) -> None:
    bot.app.action("approve")(lambda ack: ack())
    button = {"type": "button", "text": {"type": "plain_text", "text": "Approve"}, "action_id": "approve"}
    client.chat_postMessage(channel="C0GENERAL", text="t", blocks=[{"type": "actions", "elements": [button]}])
    click = bob.click_payload(bob.sees("C0GENERAL")[0], "Approve")
    assert bot.heard == []
    statuses: list[int | None] = []

    def send() -> None:
        statuses.append(slack.deliver_raw(click.body, click.headers).status)

    threads = [threading.Thread(target=send) for _ in range(50)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 50
    assert {body["trigger_id"] for body in bot.heard} == {click.payload["trigger_id"]}


def test_an_event_is_told_again_at_once_after_a_minute_and_after_five(
    slack: StandIn, serve: Callable[[Any], str]
) -> None:
    heard = Recorder(500, 503, 404, 500)
    slack.point_at(serve(heard))
    assert slack.event("user_change", {"user": {"id": "U0ANN"}}).failed == "dispatch_failed"
    slack.wait_for(lambda: len(slack.deliveries()) == 2, what="the first repeat, at once")
    slack.turn_clock(61)
    slack.wait_for(lambda: len(slack.deliveries()) == 3, what="the second, after a minute")
    slack.turn_clock(301)
    slack.wait_for(lambda: len(heard.bodies) == 4, what="the third, after five")
    assert len(set(heard.bodies)) == 1
    numbers = [headers.get("HTTP_X_SLACK_RETRY_NUM") for headers in heard.headers]
    assert numbers == [None, "1", "2", "3"]
    assert heard.headers[1]["HTTP_X_SLACK_RETRY_REASON"] == "http_error"
    attempts = slack.wait_for(lambda: [one.retry for one in slack.deliveries()][3:] and slack.deliveries())
    assert [(one.kind, one.retry, one.via) for one in attempts[:2]] == [("event", None, "http"), ("event", 1, "http")]


def test_an_event_is_not_told_again_when_the_app_asks_so_or_took_it(
    slack: StandIn, serve: Callable[[Any], str]
) -> None:
    heard = Recorder(500, no_retry=True)
    slack.point_at(serve(heard))
    slack.event("user_change", {})
    slack.event("user_change", {})
    time.sleep(0.1)
    assert len(heard.bodies) == 2


def test_an_event_that_was_not_subscribed_to_is_not_told(slack: StandIn, bot: Bot) -> None:
    answer = slack.event("team_join", {"user": {"id": "U0NEW"}})
    assert (answer.failed, answer.delivery, bot.heard) == ("not_subscribed", None, [])


def test_a_change_of_a_person_is_told_when_asked(slack: StandIn, bot: Bot) -> None:
    bot.app.event("user_change")(lambda: None)
    slack.change_user("U0BOB", title="Quiet")
    slack.change_user("U0BOB", deleted=True, tell=True)
    [sent] = bot.heard
    assert sent["event"]["user"]["deleted"] is True
    assert (sent["type"], sent["api_app_id"], sent["authorizations"][0]["user_id"]) == (
        "event_callback",
        "A0LEASE",
        "U0LEASEBOT",
    )


def test_an_interaction_is_a_form_with_a_payload(slack: StandIn, ann: Person, serve: Callable[[Any], str]) -> None:
    heard = Recorder()
    slack.point_at(serve(heard))
    ann.uses_shortcut("request-access")
    assert list(parse_qs(heard.bodies[0].decode())) == ["payload"]


def bolt(client: WebClient, said: str) -> App:
    app = App(client=client, signing_secret="not used", process_before_response=True)
    app.command("/iam")(lambda ack: ack(said))
    return app


def test_socket_mode_carries_commands_events_forms_and_answers(slack: StandIn, client: WebClient, ann: Person) -> None:
    app, events = bolt(client, "by socket"), list[Json]()
    text = {"type": "plain_text", "text": "Why"}
    asked = {"type": "input", "block_id": "b", "label": text, "element": {"type": "plain_text_input"}}
    form = {"type": "modal", "callback_id": "f", "title": text, "submit": text, "blocks": [asked]}

    @app.event("user_change")
    def changed(event: Json) -> None:
        events.append(event)

    @app.shortcut("request-access")
    def ask(ack: Any, body: Json, client: WebClient) -> None:
        client.views_open(trigger_id=body["trigger_id"], view=form)
        ack()

    app.view("f")(lambda ack: ack(response_action="errors", errors={"b": "No."}))
    with socket_mode(slack, app):
        assert ann.types("/iam").text == "by socket"
        assert slack.event("user_change", {"user": {"id": "U0ANN"}}).ok
        ann.uses_shortcut("request-access")
        ann.fills({"Why": "so"})
        assert ann.submits().errors == {"b": "No."}
        assert [one.via for one in slack.deliveries()] == ["socket"] * 4
    assert len(events) == 1
    assert ann.types("/iam").failed == "dispatch_failed"


def test_several_connections_share_the_payloads_and_one_may_die(slack: StandIn, client: WebClient, ann: Person) -> None:
    with socket_mode(slack, bolt(client, "one")):
        with socket_mode(slack, bolt(client, "two")):
            assert {ann.types("/iam").text for _ in range(30)} == {"one", "two"}
        assert {ann.types("/iam").text for _ in range(5)} == {"one"}


def test_a_connection_that_dies_before_it_answers_is_a_failed_dispatch(
    slack: StandIn, client: WebClient, ann: Person
) -> None:
    app = bolt(client, "never")
    handlers: list[Any] = []

    @app.shortcut("request-access")
    def die(ack: Any) -> None:
        hang_up(handlers[0].client)
        time.sleep(0.1)
        ack()

    with socket_mode(slack, app) as handler:
        handler.client.auto_reconnect_enabled = False
        handlers.append(handler)
        assert ann.uses_shortcut("request-access").failed == "dispatch_failed"


def test_a_connection_is_refreshed(slack: StandIn, client: WebClient, ann: Person) -> None:
    with socket_mode(slack, bolt(client, "still here")):
        slack.disconnects("warning")
        slack.disconnects("refresh_requested")
        slack.wait_for(slack.connections, what="the app to come back")
        slack.wait_for(lambda: ann.types("/iam").text == "still here", what="an answer", seconds=20)


def test_a_connection_needs_the_apps_token(slack: StandIn) -> None:
    opened = WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)
    assert opened["url"].startswith("ws://127.0.0.1:")
    with pytest.raises(SlackApiError, match="not_allowed_token_type"):
        WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.bot_token)
