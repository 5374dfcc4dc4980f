"""The two manifests ask Slack for exactly what the bot listens to and uses."""

import ast
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import pytest
import yaml
from slack_sdk import WebClient
from source_tree import nodes

import handlers
from bot import checking_up
from sandbox.slack.driver import StandIn
from sandbox.slack.methods.table import METHODS, Token

if TYPE_CHECKING:
    from slack_bolt import App

    from handlers.desk import Desk

ROOT = Path(__file__).resolve().parents[2]
HTTP, SOCKET = ROOT / "slack-manifest.yaml", ROOT / "slack-manifest.socket.yaml"
BOTH = pytest.mark.parametrize("path", [HTTP, SOCKET], ids=["http", "socket"])


class Listeners:
    """Takes the place of Bolt's app and writes down what is registered with it."""

    def __init__(self) -> None:
        self.of: dict[str, list[object]] = {}

    def __getattr__(self, kind: str) -> Callable[[object], Callable[[object], None]]:
        def register(constraint: object) -> Callable[[object], None]:
            self.of.setdefault(kind, []).append(constraint)
            return lambda _listener: None

        return register


def manifest(path: Path) -> Any:
    return yaml.safe_load(path.read_text())


def called() -> set[str]:
    """The methods of Slack's Web API that the bot calls, by Slack's own names."""
    names = {name.replace(".", "_"): name for name in METHODS}
    attributes = {node.func.attr for _, node in nodes(ast.Call) if isinstance(node.func, ast.Attribute)}
    ours = {name for name in attributes if "_" in name.strip("_") and hasattr(WebClient, name)}
    assert ours <= names.keys(), "the stand-in does not say which scope it needs"
    return {names[name] for name in ours}


def scopes_of_methods() -> set[str]:
    """An app-level token has scopes of its own, which no manifest asks for."""
    methods = (METHODS[name] for name in called())
    return {each.scope for each in methods if each.scope is not None and each.token is Token.BOT}


def scopes_of_listeners(listeners: dict[str, list[object]]) -> set[str]:
    """What each event asks for, https://docs.slack.dev/reference/events; commands and shortcuts ask for `commands`."""
    of_event = {"user_change": {"users:read"}, "app_home_opened": set[str]()}
    found = {"commands"} if listeners["command"] or listeners["shortcut"] else set()
    return found.union(*(of_event[str(event)] for event in listeners["event"]))


@pytest.fixture
def listeners() -> dict[str, list[object]]:
    listening = Listeners()
    handlers.register(cast("App", listening), cast("Desk", None))
    return listening.of


@BOTH
def test_commands_and_shortcuts_are_those_that_are_listened_to(path: Path, listeners: dict[str, list[object]]) -> None:
    features = manifest(path)["features"]
    assert [each["command"] for each in features["slash_commands"]] == listeners["command"] == [handlers.COMMAND]
    shortcuts = [handlers.SHORTCUT, handlers.NEW_USER]
    assert [each["callback_id"] for each in features["shortcuts"]] == shortcuts
    assert listeners["shortcut"] == [*shortcuts, handlers.ANY], "the last one answers what no other knows"


@BOTH
def test_events_are_those_that_are_listened_to(path: Path, listeners: dict[str, list[object]]) -> None:
    subscribed = manifest(path)["settings"]["event_subscriptions"]["bot_events"]
    assert subscribed == listeners["event"] == list(handlers.EVENTS)


@BOTH
def test_scopes_are_those_that_slack_demands_for_what_the_bot_does(
    path: Path, listeners: dict[str, list[object]]
) -> None:
    scopes = manifest(path)["oauth_config"]["scopes"]
    assert scopes.keys() == {"bot"}
    assert len(scopes["bot"]) == len(set(scopes["bot"]))
    assert set(scopes["bot"]) == scopes_of_methods() | scopes_of_listeners(listeners)


@BOTH
def test_scopes_are_those_that_check_asks_for(path: Path) -> None:
    assert manifest(path)["oauth_config"]["scopes"]["bot"] == list(checking_up.SCOPES)


def test_every_method_that_is_called_is_seen() -> None:
    """By its name in the SDK: what is called by a name put together would be called past this proof."""
    assert {"chat.postMessage", "users.info", "views.open", "conversations.open"} <= called()
    assert [path for path, node in nodes(ast.Attribute) if node.attr == "api_call"] == []


@BOTH
def test_names_in_a_command_arrive_as_ids(path: Path) -> None:
    [command] = manifest(path)["features"]["slash_commands"]
    assert command["should_escape"] is True


@BOTH
def test_texts_are_as_long_as_slack_takes_them(path: Path) -> None:
    """https://github.com/slackapi/manifest-schema, schemas/manifest.schema.2.0.0.json"""
    said = manifest(path)
    assert said["_metadata"] == {"major_version": 2}
    information = said["display_information"]
    assert len(information["name"]) <= 35
    assert len(information["description"]) <= 140
    assert 175 <= len(information["long_description"]) <= 4_000
    [command] = said["features"]["slash_commands"]
    assert len(command["command"]) <= 32
    assert len(command["description"]) <= 2_000
    assert len(command["usage_hint"]) <= 1_000
    for shortcut in said["features"]["shortcuts"]:
        assert len(shortcut["name"]) <= 24
        assert len(shortcut["description"]) <= 150


@BOTH
def test_neither_rotates_tokens_nor_spans_an_organization(path: Path) -> None:
    """A rotating token needs an installation store, which would ask Slack at every request."""
    settings = manifest(path)["settings"]
    assert settings["token_rotation_enabled"] is False
    assert settings["org_deploy_enabled"] is False


def test_the_two_differ_only_in_how_they_are_reached() -> None:
    address = "https://leasehold.example.com/slack/events"
    http, socket = manifest(HTTP), manifest(SOCKET)
    assert http["settings"].pop("socket_mode_enabled") is False
    assert socket["settings"].pop("socket_mode_enabled") is True
    places = (
        (http["features"]["slash_commands"][0], "url"),
        (http["settings"]["event_subscriptions"], "request_url"),
        (http["settings"]["interactivity"], "request_url"),
        (http["settings"]["interactivity"], "message_menu_options_url"),
    )
    assert [place.pop(name) for place, name in places] == [address] * 4
    assert http == socket


@BOTH
def test_the_stand_in_takes_it(path: Path) -> None:
    with StandIn.start(manifest=path) as slack:
        assert slack.bot_token
