"""What Socket Mode sends around a payload is what Slack sends, and slack_sdk reads it."""

import asyncio
import json
from contextlib import AsyncExitStack
from typing import Any

import aiohttp
from bolt_by_socket import socket_mode
from own_loop import running
from shapes import faults
from slack_bolt import App
from slack_payloads import ENVELOPES
from slack_sdk import WebClient
from slack_sdk.socket_mode.request import SocketModeRequest

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_person import Person

Json = dict[str, Any]


def test_an_envelope_is_slacks_and_slack_sdk_reads_it(slack: StandIn, client: WebClient, ann: Person) -> None:
    app, raw = App(client=client, signing_secret="not used", process_before_response=True), list[Json]()
    app.command("/iam")(lambda ack: ack())
    app.shortcut("request-access")(lambda ack: ack())
    app.event("app_home_opened")(lambda: None)
    with socket_mode(slack, app) as handler:
        handler.client.message_listeners.append(lambda _, message, __: raw.append(message))  # Its hello too.
        ann.types("/iam")
        ann.uses_shortcut("request-access")
        ann.opens_home()
        slack.wait_for(lambda: raw[-1]["type"] == "events_api", what="the last envelope")
    raw = [message for message in raw if "envelope_id" in message]
    assert [envelope["type"] for envelope in raw] == ["slash_commands", "interactive", "events_api"]
    for envelope in raw:
        assert list(faults(envelope, ENVELOPES[envelope["type"]])) == []
        request = SocketModeRequest.from_dict(envelope)
        assert request is not None
        read = (request.type, request.envelope_id, request.payload, request.accepts_response_payload)
        assert read == tuple(envelope[name] for name in ("type", "envelope_id", "payload", "accepts_response_payload"))


def test_a_connection_begins_and_ends_in_slacks_words(slack: StandIn) -> None:
    hello, goodbye = running(lambda: _greeted(slack))
    assert list(faults(hello, ENVELOPES["hello"])) == []
    assert list(faults(goodbye, ENVELOPES["disconnect"])) == []
    assert (hello["type"], goodbye["reason"]) == ("hello", "refresh_requested")


def test_an_eleventh_connection_is_turned_away(slack: StandIn) -> None:
    """As in https://github.com/slackapi/node-slack-sdk/issues/1654: on the connection, not by the method."""
    *taken, last = running(lambda: _connected(slack, 11))
    assert {first["type"] for first in taken} == {"hello"}
    assert (last["type"], last["reason"]) == ("disconnect", "too_many_websockets")
    assert list(faults(last, ENVELOPES["disconnect"])) == []
    slack.wait_for(lambda: slack.connections() == 0, what="the end of all")


async def _greeted(slack: StandIn) -> tuple[Json, Json]:
    async with aiohttp.ClientSession() as session, session.ws_connect(_invited(slack)) as link:
        hello = json.loads(await link.receive_str())
        await asyncio.to_thread(slack.disconnects, "refresh_requested")
        return hello, json.loads(await link.receive_str())


async def _connected(slack: StandIn, number: int) -> list[Json]:
    """What each of so many connections hears first."""
    async with AsyncExitStack() as all_of_them:
        session = await all_of_them.enter_async_context(aiohttp.ClientSession())
        heard = list[Json]()
        for _ in range(number):
            link = await all_of_them.enter_async_context(session.ws_connect(_invited(slack)))
            heard.append(json.loads(await link.receive_str()))
        return heard


def _invited(slack: StandIn) -> str:
    return str(WebClient(base_url=slack.api_url).apps_connections_open(app_token=slack.app_token)["url"])
