"""The driver and the process behind it: starting, stopping, seeds, people who come and change."""

import json
import socket
import subprocess
import sys
import time
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_http import StandInRefusedError
from sandbox.slack.driver_person import Person


def test_it_starts_with_what_it_is_given_and_stops() -> None:
    with StandIn.start(bot_token="xoxb-mine", signing_secret="mine", rate_limits=True) as slack:
        assert (slack.bot_token, slack.signing_secret) == ("xoxb-mine", "mine")
        assert WebClient(token="xoxb-mine", base_url=slack.api_url).auth_test()["ok"]
        attached = StandIn.attach(slack.url)
        assert attached.bot_token == slack.bot_token
        attached.stop()
        assert attached.held() == []
    with pytest.raises(OSError, match=r"refused"):
        StandIn.attach(slack.url)


def test_it_stops_when_who_started_it_is_gone() -> None:
    code = "from sandbox.slack.driver import StandIn; import os; print(StandIn.start().url, flush=True); os._exit(1)"
    url = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False).stdout.strip()
    host, port = url.removeprefix("http://").split(":")
    until = time.monotonic() + 5
    while time.monotonic() < until and answers(host, int(port)):
        time.sleep(0.02)
    assert not answers(host, int(port))


def answers(host: str, port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((host, port)) == 0


def test_it_listens_on_loopback_only_and_says_why() -> None:
    command = [sys.executable, "-m", "sandbox.slack", "--host", "192.0.2.1"]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert "can speak as anybody" in ended.stderr


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}])
def test_a_page_from_elsewhere_is_refused(slack: StandIn, headers: dict[str, str]) -> None:
    request = Request(f"{slack.url}/sandbox/about", data=b"{}", headers=headers)  # noqa: S310 - loopback
    with pytest.raises(HTTPError) as caught, urlopen(request):  # noqa: S310 - loopback
        pass
    caught.value.close()
    assert caught.value.code == 403


def test_a_seed_and_a_manifest_say_what_there_is(tmp_path: Path) -> None:
    seed = tmp_path / "seed.json"
    seed.write_text(json.dumps({"people": [{"id": "U0ZOE", "name": "zoe"}], "app": {"name": "Other"}}))
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(
        "features:\n"
        "  slash_commands: [{command: /lease, should_escape: false}]\n"
        "  shortcuts: [{callback_id: ask, type: global, name: Ask}]\n"
        "oauth_config: {scopes: {bot: [commands]}}\n"
        "settings: {event_subscriptions: {bot_events: [app_home_opened]}}\n"
    )
    with StandIn.start(seed=seed, manifest=manifest) as slack:
        said = WebClient(token=slack.bot_token, base_url=slack.api_url).auth_test()
        assert (said["user"], said.headers["x-oauth-scopes"]) == ("other", "commands")
        zoe = slack.person("U0ZOE")
        assert zoe.types("/iam").failed == "unknown_command"
        assert zoe.types("/lease").failed == "dispatch_failed"


def test_strangers_and_new_channels_and_groups(slack: StandIn, client: WebClient) -> None:
    sam = slack.add_person("U0SAM", "sam", email="sam@other.example", is_stranger=True, team_id="T0OTHER")
    user = client.users_info(user="U0SAM")["user"]
    assert (user["is_stranger"], user["team_id"]) == (True, "T0OTHER")
    client.chat_postMessage(channel="C0GENERAL", text="welcome")
    assert [message.text for message in sam.sees("C0GENERAL")] == ["welcome"]
    slack.set_channel("C0NEW", name="new", members=["U0SAM", slack.bot_user])
    client.chat_postMessage(channel="C0NEW", text="here")
    assert len(sam.sees("C0NEW")) == 1
    slack.set_group("db-owners", ["U0SAM"])
    handles = {group["handle"]: group["users"] for group in client.usergroups_list(include_users=True)["usergroups"]}
    assert handles == {"s3-owners": ["U0BOB"], "db-owners": ["U0SAM"]}
    with pytest.raises(StandInRefusedError, match="found shoe_size"):
        slack.change_user("U0SAM", shoe_size=44)


def test_a_reset_goes_back_to_the_seed(slack: StandIn, client: WebClient, ann: Person) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="gone soon")
    slack.change_user("U0BOB", deleted=True)
    slack.set_group("s3-owners", ["U0ANN"])
    slack.reset()
    assert ann.sees("C0GENERAL") == []
    assert slack.calls() == []
    assert client.users_info(user="U0BOB")["user"]["deleted"] is False
    assert client.usergroups_users_list(usergroup="S0OWNERS")["users"] == ["U0BOB"]


def test_waiting_gives_what_was_seen_or_tells_it(slack: StandIn) -> None:
    looks = iter([[], [], ["a card"]])
    assert slack.wait_for(lambda: next(looks), what="the card") == ["a card"]
    with pytest.raises(AssertionError, match=r"waited 0.05 s for a card; last seen: IndexError"):
        slack.wait_for(lambda: slack.calls()[0], seconds=0.05, what="a card")


def test_everything_on_a_message_can_be_read(slack: StandIn, client: WebClient, ann: Person) -> None:
    plain = {"type": "plain_text", "text": "Plain"}
    blocks = [
        {"type": "header", "text": plain},
        {"type": "section", "fields": [{"type": "mrkdwn", "text": "*left*"}, plain]},
        {
            "type": "rich_text",
            "elements": [
                {
                    "type": "rich_text_section",
                    "elements": [{"type": "text", "text": "why "}, {"type": "user", "user_id": "U0ANN"}],
                }
            ],
        },
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "ends <!date^1^{date}|soon>"}]},
        {"type": "table", "rows": [[{"type": "raw_text", "text": "cell"}, {"type": "raw_number", "value": 3}]]},
        {
            "type": "data_visualization",
            "title": "Use",
            "chart": {"type": "pie", "segments": [{"label": "used", "value": 2}]},
        },
    ]
    client.chat_postMessage(channel="C0GENERAL", text="summary", blocks=blocks, thread_ts="1.5")
    [seen] = ann.sees("C0GENERAL")
    assert seen.visible_text().splitlines() == [
        "Plain", "*left*", "Plain", "why <@U0ANN>", "ends <!date^1^{date}|soon>", "cell", "3", "Use", "used", "2",
    ]  # fmt: skip
    assert (seen.text, seen.thread_ts, seen.user) == ("summary", "1.5", "U0LEASEBOT")
