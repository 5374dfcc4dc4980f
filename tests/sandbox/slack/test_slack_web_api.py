"""The Web API as slack_sdk meets it: bodies, tokens, scopes, answers, and Slack's own error names."""

import json
from typing import Any
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.driver import StandIn

Json = dict[str, Any]


def refused(client: WebClient, method: str, **args: Any) -> Json:
    """What the method is refused with."""
    with pytest.raises(SlackApiError) as caught:
        client.api_call(method, json=args)
    assert caught.value.response.status_code == 200
    said = caught.value.response.data
    assert isinstance(said, dict)
    return said


def test_auth_test_says_who_the_bot_is_and_what_it_may(client: WebClient) -> None:
    said = client.auth_test()
    assert (said["team_id"], said["user_id"], said["bot_id"]) == ("T0LEASE", "U0LEASEBOT", "B0LEASE")
    assert said["url"] == "https://lease-corp.slack.com/"
    assert "enterprise_id" not in said.data
    assert "chat:write" in said.headers["x-oauth-scopes"].split(",")
    assert client.bots_info(bot=said["bot_id"])["bot"]["app_id"] == "A0LEASE"


@pytest.mark.parametrize(
    ("token", "error"),
    [(None, "not_authed"), ("xoxb-other", "invalid_auth"), ("xapp-sandbox-app", "not_allowed_token_type")],
)
def test_a_wrong_token_is_refused_by_name(slack: StandIn, token: str | None, error: str) -> None:
    assert refused(WebClient(token=token, base_url=slack.api_url), "auth.test")["error"] == error


def test_a_token_can_be_taken_back(slack: StandIn, client: WebClient) -> None:
    slack.refuse_token("account_inactive")
    assert refused(client, "auth.test")["error"] == "account_inactive"
    slack.refuse_token(None)
    assert client.auth_test()["ok"]


def test_an_unknown_method_is_said_to_be_one(client: WebClient) -> None:
    assert refused(client, "chat.shout") == {"ok": False, "error": "unknown_method", "req_method": "chat.shout"}


def test_a_method_without_its_scope_names_what_it_needs(slack: StandIn, client: WebClient) -> None:
    slack.set_scopes(["commands", "users:read"])
    said = refused(client, "chat.postMessage", channel="C0GENERAL", text="t")
    assert (said["error"], said["needed"], said["provided"]) == (
        "missing_scope",
        "chat:write",
        "commands,users:read",
    )


def test_an_address_is_shown_only_with_the_scope_for_it(slack: StandIn, client: WebClient) -> None:
    assert client.users_info(user="U0ANN")["user"]["profile"]["email"] == "ann@example.com"
    slack.set_scopes(["users:read"])
    assert "email" not in client.users_info(user="U0ANN")["user"]["profile"]


@pytest.mark.parametrize("kind", ["form", "query", "json"])
def test_each_way_of_sending_arguments_is_read(slack: StandIn, kind: str) -> None:
    blocks = [{"type": "section", "text": {"type": "mrkdwn", "text": "hello"}}]
    fields = {"token": slack.bot_token, "channel": "C0GENERAL", "blocks": json.dumps(blocks)}
    client = WebClient(base_url=slack.api_url)
    if kind == "form":
        said = client.api_call("chat.postMessage", data=fields)
    elif kind == "query":
        said = client.api_call("chat.postMessage", http_verb="GET", params=fields)
    else:
        client.token = slack.bot_token
        said = client.api_call("chat.postMessage", json={"channel": "C0GENERAL", "blocks": blocks})
    assert said["message"]["blocks"][0]["text"]["text"] == "hello"
    assert said["message"]["blocks"][0]["block_id"], "Slack gives one to a block that has none"


def test_a_body_that_is_no_json_is_refused(slack: StandIn) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {slack.bot_token}"}
    request = Request(slack.api_url + "chat.postMessage", data=b"{no", headers=headers)  # noqa: S310 - loopback
    with urlopen(request) as answer:  # noqa: S310 - loopback
        assert json.load(answer) == {"ok": False, "error": "invalid_json"}


@pytest.mark.parametrize(
    ("method", "args", "error"),
    [
        ("chat.postMessage", {"channel": "C0NONE", "text": "t"}, "channel_not_found"),
        ("chat.postMessage", {"channel": "C0GENERAL"}, "no_text"),
        ("chat.postMessage", {"text": "t"}, "invalid_arguments"),
        ("chat.postMessage", {"channel": "C0GENERAL", "blocks": "[{"}, "invalid_blocks_format"),
        ("chat.update", {"channel": "C0GENERAL", "ts": "1.0", "text": "t"}, "message_not_found"),
        ("chat.update", {"channel": "U0ANN", "ts": "1.0", "text": "t"}, "channel_not_found"),
        ("chat.delete", {"channel": "C0GENERAL", "ts": "1.0"}, "message_not_found"),
        ("chat.postEphemeral", {"channel": "C0GENERAL", "user": "U0NO", "text": "t"}, "user_not_in_channel"),
        ("conversations.open", {}, "users_list_not_supplied"),
        ("conversations.open", {"users": "U0NO"}, "user_not_found"),
        ("conversations.open", {"users": "U0LEASEBOT"}, "cannot_dm_bot"),
        ("users.info", {"user": "U0NO"}, "user_not_found"),
        ("users.list", {"cursor": "nonsense"}, "invalid_cursor"),
        ("users.lookupByEmail", {"email": "nobody@example.com"}, "users_not_found"),
        ("usergroups.users.list", {"usergroup": "s3-owners"}, "no_such_subteam"),
        ("views.update", {"view_id": "V0", "view": {"type": "modal"}}, "invalid_arguments"),
        ("views.publish", {"user_id": "U0NO", "view": {"type": "home", "blocks": []}}, "invalid_arguments"),
        ("apps.connections.open", {}, "not_allowed_token_type"),
        ("api.test", {"error": "my_error"}, "my_error"),
    ],
)
def test_each_refusal_has_slacks_name(client: WebClient, method: str, args: Json, error: str) -> None:
    assert refused(client, method, **args)["error"] == error


def test_channels_that_the_bot_is_not_in(slack: StandIn, client: WebClient) -> None:
    slack.set_channel("C0OUT", name="out", members=["U0ANN"])
    slack.set_channel("C0HIDDEN", name="hidden", members=["U0ANN"], is_private=True)
    slack.set_channel("C0OLD", name="old", is_archived=True)
    errors = {"C0OUT": "not_in_channel", "C0HIDDEN": "channel_not_found", "C0OLD": "is_archived"}
    for channel, error in errors.items():
        assert refused(client, "chat.postMessage", channel=channel, text="t")["error"] == error


def test_nobody_else_s_message_is_changed(slack: StandIn, client: WebClient) -> None:
    said = slack.person("U0ANN").says("mine")
    where = {"channel": said.channel, "ts": said.ts}
    assert refused(client, "chat.update", text="t", **where)["error"] == "cant_update_message"
    assert refused(client, "chat.delete", **where)["error"] == "cant_delete_message"


def test_a_message_lives_from_post_to_delete(slack: StandIn, client: WebClient) -> None:
    ann = slack.person("U0ANN")
    posted = client.chat_postMessage(channel="C0GENERAL", text="one")
    client.chat_update(channel="C0GENERAL", ts=posted["ts"], text="two")
    [seen] = ann.sees("C0GENERAL")
    assert (seen.ts, seen.text, seen.edited) == (posted["ts"], "two", True)
    link = client.chat_getPermalink(channel="C0GENERAL", message_ts=posted["ts"])["permalink"]
    assert link.endswith("/archives/C0GENERAL/p" + posted["ts"].replace(".", ""))
    client.chat_delete(channel="C0GENERAL", ts=posted["ts"])
    assert ann.sees("C0GENERAL") == []


def test_blocks_stay_in_an_update_that_gives_none_and_go_with_an_empty_list(client: WebClient) -> None:
    blocks = [{"type": "divider", "block_id": "b"}]
    ts = client.chat_postMessage(channel="C0GENERAL", text="t", blocks=blocks)["ts"]
    kept = client.chat_update(channel="C0GENERAL", ts=ts, text="u")
    assert kept["message"]["blocks"] == blocks
    gone = client.chat_update(channel="C0GENERAL", ts=ts, text="u", blocks=[])
    assert "blocks" not in gone["message"]


def test_an_ephemeral_message_is_for_one_person_and_cannot_be_updated(slack: StandIn, client: WebClient) -> None:
    said = client.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="psst")
    [seen] = slack.person("U0ANN").sees("C0GENERAL")
    assert (seen.text, seen.ephemeral) == ("psst", True)
    assert slack.person("U0BOB").sees("C0GENERAL") == []
    where = {"channel": "C0GENERAL", "ts": said["message_ts"]}
    assert refused(client, "chat.update", text="t", **where)["error"] == "message_not_found"
    slack.set_channel("C0GENERAL", members=["U0BOB", slack.bot_user])
    said = refused(client, "chat.postEphemeral", channel="C0GENERAL", user="U0ANN", text="t")
    assert said["error"] == "user_not_in_channel"


def test_a_direct_message_is_posted_to_the_person_and_updated_by_its_channel(slack: StandIn, client: WebClient) -> None:
    channel = client.conversations_open(users="U0ANN")["channel"]["id"]
    posted = client.chat_postMessage(channel="U0ANN", text="hello")
    assert posted["channel"] == channel
    client.chat_update(channel=channel, ts=posted["ts"], text="changed")
    assert [message.text for message in slack.person("U0ANN").dm()] == ["changed"]


def test_a_deactivated_person_is_not_found_by_email_and_no_dm_is_opened(slack: StandIn, client: WebClient) -> None:
    client.conversations_open(users="U0BOB")
    slack.change_user("U0BOB", deleted=True)
    assert client.users_info(user="U0BOB")["user"]["deleted"] is True
    assert refused(client, "conversations.open", users="U0BOB")["error"] == "user_disabled"
    assert client.chat_postMessage(channel="D0BOB", text="t")["ok"], "Slack keeps the conversation open"
    assert refused(client, "users.lookupByEmail", email="bob@example.com")["error"] == "users_not_found"


def test_everybody_is_listed_page_by_page(client: WebClient) -> None:
    pages = [[member["name"] for member in page["members"]] for page in client.users_list(limit=3)]
    assert pages == [["ann", "bob", "dan"], ["cleo", "eve", "gus"], ["fay", "hal", "leasehold"]]
    assert client.users_lookupByEmail(email="GUS@example.com")["user"]["is_restricted"] is True


def test_user_groups_with_and_without_members_and_disabled_ones(slack: StandIn, client: WebClient) -> None:
    [group] = client.usergroups_list(include_users=True)["usergroups"]
    assert (group["id"], group["handle"], group["users"]) == ("S0OWNERS", "s3-owners", ["U0BOB"])
    assert "users" not in client.usergroups_list()["usergroups"][0]
    slack.set_group("s3-owners", ["U0DAN"])
    assert client.usergroups_users_list(usergroup="S0OWNERS")["users"] == ["U0DAN"]
    slack.set_group("s3-owners", [], disabled=True)
    assert client.usergroups_list()["usergroups"] == []
    assert len(client.usergroups_list(include_disabled=True)["usergroups"]) == 1


def test_the_log_holds_every_call_without_its_token(slack: StandIn, client: WebClient) -> None:
    client.auth_test()
    refused(client, "users.info", user="U0NO")
    client.api_call("users.info", params={"user": "U0ANN", "token": slack.bot_token})
    calls = slack.calls()
    assert [(call.method, call.ok, call.error) for call in calls] == [
        ("auth.test", True, None),
        ("users.info", False, "user_not_found"),
        ("users.info", True, None),
    ]
    assert slack.bot_token not in str(calls)
    assert slack.calls("users.info", after=calls[1].id) == calls[2:]


def test_rates_are_limited_when_asked_for(slack: StandIn, client: WebClient) -> None:
    slack.limit_rates(on=True)
    client.chat_postMessage(channel="C0GENERAL", text="one")
    client.chat_postMessage(channel="C0SECURITY", text="elsewhere")
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0GENERAL", text="two")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["retry-after"] == "1"
    assert caught.value.response["error"] == "ratelimited"
    slack.turn_clock(1)
    client.chat_postMessage(channel="C0GENERAL", text="two")
    for _ in range(20):
        client.usergroups_list()
    with pytest.raises(SlackApiError, match="ratelimited"):
        client.usergroups_list()
    slack.turn_clock(60)
    assert client.usergroups_list()["ok"]
