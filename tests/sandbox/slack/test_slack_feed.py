"""What a page is told: everything at first, then each change, to whom it concerns; and what lies beside it."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import aiohttp
import pytest
from own_loop import running
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn

Json = dict[str, Any]
Lines = Callable[[], Awaitable[Json]]


def follow(slack: StandIn, play: Callable[[Lines], Awaitable[Any]], *, person: str = "U0ANN") -> Any:
    """Connect as a page does, and let `play` read line by line."""

    async def run() -> Any:
        url = f"{slack.url}/sandbox/feed?person={person}"
        async with (
            aiohttp.ClientSession() as session,
            session.ws_connect(url, origin=slack.url, max_msg_size=0) as feed,
        ):
            waiting: list[Json] = []

            async def line() -> Json:
                while not waiting:
                    said = await feed.receive(timeout=5)
                    waiting.extend(json.loads(each) for each in said.data.split("\n"))
                return waiting.pop(0)

            return await play(line)

    return running(run)


async def told(line: Lines, kind: str) -> Json:
    while (said := await line())["kind"] != kind:
        pass
    return said


def test_it_begins_with_all_that_the_person_sees_and_no_secret(slack: StandIn, client: WebClient) -> None:
    client.chat_postEphemeral(channel="C0GENERAL", user="U0BOB", text="for Bob")
    client.chat_postMessage(channel="U0ANN", text="for Ann")
    everything = follow(slack, lambda line: line())
    assert everything["kind"] == "all"
    assert everything["rooms"]["C0GENERAL"] == []
    assert [said["text"] for said in everything["rooms"]["D0ANN"]] == ["for Ann"]
    assert [row["command"] for row in everything["workspace"]["app"]["commands"]] == ["/iam"]
    assert everything["beside"] is False
    for secret in (slack.bot_token, slack.app_token, slack.signing_secret):
        assert secret not in json.dumps(everything)


def test_each_change_is_told_to_whom_it_concerns(slack: StandIn, client: WebClient) -> None:
    async def play(line: Lines) -> list[tuple[str, str]]:
        await line()
        posted = await asyncio.to_thread(client.chat_postMessage, channel="C0GENERAL", text="one")
        ts = str(posted["ts"])
        await asyncio.to_thread(client.chat_postEphemeral, channel="C0GENERAL", user="U0BOB", text="for Bob")
        await asyncio.to_thread(client.chat_update, channel="C0GENERAL", ts=ts, text="two")
        await asyncio.to_thread(client.chat_delete, channel="C0GENERAL", ts=ts)
        seen = []
        while not seen or seen[-1][0] != "gone":
            said = await line()
            if said["kind"] != "call":
                seen.append((said["kind"], said.get("message", {}).get("text", "")))
        return seen

    assert follow(slack, play) == [("message", "one"), ("message", "two"), ("gone", "")]


def test_a_home_tab_is_told_to_its_owner_only(slack: StandIn, client: WebClient) -> None:
    async def play(line: Lines) -> Json:
        await line()
        for person in ("U0BOB", "U0ANN"):
            view = {"type": "home", "blocks": [{"type": "header", "text": {"type": "plain_text", "text": person}}]}
            await asyncio.to_thread(client.views_publish, user_id=person, view=view)
        return await told(line, "home")

    assert follow(slack, play)["view"]["blocks"][0]["text"]["text"] == "U0ANN"


def test_a_refused_call_is_told_with_its_reason_and_without_its_token(slack: StandIn, client: WebClient) -> None:
    async def play(line: Lines) -> Json:
        await line()
        await asyncio.to_thread(client.api_call, "conversations.history", json={"channel": "C0GENERAL"})
        return await told(line, "call")

    with pytest.raises(Exception, match="unknown_method"):
        follow(slack, play)
    everything = follow(slack, lambda line: line())
    [call] = everything["refused"]
    assert (call["method"], call["error"]) == ("conversations.history", "unknown_method")
    assert call["answer"]["error"] == "unknown_method"
    assert slack.bot_token not in json.dumps(call)


def test_a_reset_and_a_change_of_people_begin_anew(slack: StandIn) -> None:
    async def play(line: Lines) -> list[str]:
        await line()
        await asyncio.to_thread(slack.add_person, "U0ZOE", "zoe")
        grown = await told(line, "all")
        await asyncio.to_thread(slack.reset)
        back = await told(line, "all")
        return [",".join(person["id"] for person in said["workspace"]["people"][-2:]) for said in (grown, back)]

    assert follow(slack, play) == ["U0LEASEBOT,U0ZOE", "U0HAL,U0LEASEBOT"]


def test_who_reads_slowly_holds_up_nobody_and_is_told_all_anew(slack: StandIn) -> None:
    bob = slack.person("U0BOB")
    long = "x" * 30_000

    async def play(line: Lines) -> Json:
        await line()
        await asyncio.to_thread(lambda: [bob.says(long) for _ in range(700)])
        return await told(line, "all")

    everything = follow(slack, play)
    assert len(everything["rooms"]["C0GENERAL"]) > 500


@pytest.mark.parametrize("origin", ["https://evil.example", "http://127.0.0.1:1", "null"])
def test_a_page_from_elsewhere_hears_nothing(slack: StandIn, origin: str) -> None:
    async def connect() -> int:
        async with aiohttp.ClientSession() as session:
            try:
                await session.ws_connect(f"{slack.url}/sandbox/feed", origin=origin)
            except aiohttp.WSServerHandshakeError as refused:
                return refused.status
            return 101

    assert running(connect) == 403


@pytest.mark.parametrize(
    "path", ["..%2ffeed.py", "../feed.py", "%2e%2e/seed.yaml", "vendor", "", "/etc/passwd", "x.js"]
)
def test_the_page_gives_its_own_files_only(slack: StandIn, path: str) -> None:
    with pytest.raises(HTTPError) as caught, urlopen(f"{slack.url}/page/{path}"):  # noqa: S310 - loopback
        pass
    caught.value.close()
    assert caught.value.code == 404


def test_what_stands_beside_is_passed_on_as_it_is(slack: StandIn) -> None:
    with StandIn.start(beside=f"{slack.url}/sandbox/") as other:
        everything = follow(other, lambda line: line())
        assert everything["beside"] is True
        request = Request(f"{other.url}/beside/about?x=1", data=b"{}", headers={"Content-Type": "application/json"})  # noqa: S310 - loopback
        with urlopen(request) as answer:  # noqa: S310 - loopback
            assert json.loads(answer.read())["team"]["id"] == slack.team
        with pytest.raises(HTTPError) as caught, urlopen(f"{other.url}/beside/nothing"):  # noqa: S310 - loopback
            pass
        caught.value.close()
        assert caught.value.code == 404


def test_what_stands_beside_and_does_not_answer_is_said() -> None:
    with StandIn.start(beside="http://127.0.0.1:9") as slack:
        with pytest.raises(HTTPError) as caught, urlopen(f"{slack.url}/beside/panel.js"):  # noqa: S310 - loopback
            pass
        assert caught.value.code == 502
        assert json.loads(caught.value.read()) == {"error": "What stands beside the stand-in does not answer."}
        caught.value.close()
