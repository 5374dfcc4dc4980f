"""What people do in Slack, as the payloads that Slack makes of it."""

import re
from secrets import token_hex

from sandbox.slack import state_values
from sandbox.slack.conversations import Message
from sandbox.slack.views import View
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Channel, Person, Workspace
from sandbox.slack.world import World


def command(world: World, person: Person, *, typed: str, channel: Channel, trigger_id: str) -> Json:
    """The form of https://docs.slack.dev/interactivity/implementing-slash-commands."""
    workspace = world.workspace
    name, text = split_command(typed)
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.id,
        "team_domain": workspace.domain,
        "channel_id": channel.id,
        "channel_name": channel.name_in_command(),
        "user_id": person.id,
        "user_name": person.name,
        "command": name,
        "text": _escaped(workspace, text, links=workspace.app.commands.get(name, False)),
        "api_app_id": workspace.app.id,
        "is_enterprise_install": "false",
        "response_url": world.response_urls.give(person.id, channel=channel.id),
        "trigger_id": trigger_id,
    }


def split_command(typed: str) -> tuple[str, str]:
    """The word with the slash, and what stands behind it."""
    name, *text = re.split(r"\s+", typed.strip(), maxsplit=1)
    return name, "".join(text)


def click_on_message(world: World, person: Person, *, message: Message, action: Json, trigger_id: str) -> Json:
    channel = world.workspace.channel(message.channel)
    surface = f"{message.channel}/{message.ts}"
    ephemeral = message.ephemeral_to is not None
    container = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    payload: Json = {
        **_begun(world, person, "block_actions", trigger_id=trigger_id),
        "container": container | {"is_ephemeral": ephemeral},
        "channel": {"id": channel.id, "name": channel.name_in_command()},
        "state": {"values": state_values.of(message.blocks, world.entries(person.id, surface))},
        "response_url": world.response_urls.give(person.id, channel=channel.id, message=message.ts),
        "actions": [_stamped(world, action)],
    }
    return payload if ephemeral else payload | {"message": message.shown()}


def click_in_view(world: World, person: Person, *, view: View, action: Json, trigger_id: str) -> Json:
    return {
        **_begun(world, person, "block_actions", trigger_id=trigger_id),
        "container": {"type": "view", "view_id": view.id},
        "view": world.shown_view(view),
        "actions": [_stamped(world, action)],
    }


def submission(world: World, person: Person, *, view: View, trigger_id: str) -> Json:
    begun = _begun(world, person, "view_submission", trigger_id=trigger_id)
    return {**begun, "view": world.shown_view(view), "response_urls": []}


def closing(world: World, person: Person, *, view: View, is_cleared: bool) -> Json:
    """No trigger id: a closed modal opens nothing."""
    begun = _begun(world, person, "view_closed", trigger_id=None)
    return {**begun, "view": world.shown_view(view), "is_cleared": is_cleared}


def suggestion(world: World, person: Person, *, surface: Json, element: Json, query: str) -> Json:
    begun = _begun(world, person, "block_suggestion", trigger_id=None)
    ids = {"action_id": element["action_id"], "block_id": element["block_id"], "value": query}
    return {**begun, **surface, **ids}


def shortcut(world: World, person: Person, *, callback_id: str, trigger_id: str) -> Json:
    """The app is not named in it."""
    begun = _begun(world, person, "shortcut", trigger_id=trigger_id)
    del begun["api_app_id"]
    user = {"id": person.id, "username": person.name, "team_id": person.team_id}
    return {**begun, "user": user, "callback_id": callback_id, "action_ts": world.conversations.next_ts()}


def event(world: World, said: Json) -> Json:
    """The wrapper of https://docs.slack.dev/apis/events-api#callback-field."""
    workspace = world.workspace
    authorization = {"enterprise_id": None, "team_id": workspace.id, "user_id": workspace.app.bot_user}
    return {
        "token": workspace.app.verification_token,
        "team_id": workspace.id,
        "context_team_id": workspace.id,
        "context_enterprise_id": None,
        "api_app_id": workspace.app.id,
        "event": {"event_ts": world.conversations.next_ts(), **said},
        "type": "event_callback",
        "event_id": "Ev" + token_hex(5).upper(),
        "event_context": "4-" + token_hex(24),
        "event_time": int(world.clock.now()),
        "authorizations": [authorization | {"is_bot": True, "is_enterprise_install": False}],
        "is_ext_shared_channel": False,
    }


def action(block: Json, element: Json, entry: Json | None) -> Json:
    """What was pressed, with the value that it then had."""
    pressed = {"type": element["type"], "block_id": block["block_id"], "action_id": element["action_id"]}
    return pressed | {name: value for name, value in element.items() if _is_told(name)} | (entry or {})


def _is_told(name: str) -> bool:
    """What of an element Slack repeats, its first value included unless that was text."""
    told = {"text", "value", "url", "style", "placeholder", "confirm", "min_query_length"}
    return name in told or (name.startswith("initial_") and name != "initial_value")


def _begun(world: World, person: Person, kind: str, *, trigger_id: str | None) -> Json:
    """What every interaction carries."""
    workspace = world.workspace
    user = {"id": person.id, "username": person.name, "name": person.name, "team_id": person.team_id}
    begun: Json = {
        "type": kind,
        "user": user,
        "api_app_id": workspace.app.id,
        "token": workspace.app.verification_token,
        "team": {"id": workspace.id, "domain": workspace.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
    return begun if trigger_id is None else begun | {"trigger_id": trigger_id}


def _stamped(world: World, pressed: Json) -> Json:
    return pressed | {"action_ts": world.conversations.next_ts()}


def _escaped(workspace: Workspace, text: str, *, links: bool) -> str:
    """Control characters always; names and addresses only where the manifest says should_escape."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not links:
        return safe
    people = {person.name: f"<@{person.id}|{person.name}>" for person in workspace.people.values()}
    people |= {group.handle: f"<!subteam^{group.id}|@{group.handle}>" for group in workspace.groups.values()}
    people |= {name: f"<!{name}>" for name in ("here", "channel", "everyone")}
    rooms = {room.name: f"<#{room.id}|{room.name}>" for room in workspace.channels.values() if not room.is_im}
    safe = re.sub(r"(?<!\S)@([\w.-]+)", lambda found: people.get(found[1], found[0]), safe)
    safe = re.sub(r"(?<!\S)#([\w-]+)", lambda found: rooms.get(found[1], found[0]), safe)
    return re.sub(r"(?<!\S)(https?://\S+)", r"<\1>", safe)
