"""chat.*: messages posted, changed and taken back by the app."""

from typing import Any

from sandbox.slack import arguments, normalising, validating
from sandbox.slack.conversations import Message
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Channel
from sandbox.slack.world import World

CUT_AT = 40_000
"""Longer text is cut when posted; https://docs.slack.dev/reference/methods/chat.postMessage#truncating."""
LONGEST_UPDATE = 4_000


def post(world: World, args: Json) -> Json:
    channel = _writable(world, str(args["channel"]))
    text, blocks = content(args)
    beside = {"thread_ts": arguments.words(args, "thread_ts"), "metadata": _metadata(args.get("metadata"))}
    message = world.bot_says(channel.id, text[:CUT_AT], blocks, **beside)
    return {"channel": channel.id, "ts": message.ts, "message": message.shown()}


def post_ephemeral(world: World, args: Json) -> Json:
    channel = _writable(world, str(args["channel"]))
    person = str(args["user"])
    text, blocks = content(args, too_long="msg_too_long")
    if person not in channel.members:
        raise SlackError("user_not_in_channel")
    beside = {"thread_ts": arguments.words(args, "thread_ts"), "ephemeral_to": person}
    return {"message_ts": world.bot_says(channel.id, text[:CUT_AT], blocks, **beside).ts}


def update(world: World, args: Json) -> Json:
    """Blocks that are not given stay, an empty list takes them away; text that is not given is gone."""
    message = _own(world, args, refusal="cant_update_message")
    text, blocks = content(args, too_long="msg_too_long")
    if len(text) > LONGEST_UPDATE:
        raise SlackError("msg_too_long")
    if args.get("blocks") is None:
        blocks = message.blocks
    world.conversations.edit(message, text, blocks)
    shown = {name: value for name, value in message.shown().items() if name != "ts"}
    return {"channel": message.channel, "ts": message.ts, "text": text, "message": shown}


def delete(world: World, args: Json) -> Json:
    message = _own(world, args, refusal="cant_delete_message")
    world.conversations.remove(message)
    return {"channel": message.channel, "ts": message.ts}


def permalink(world: World, args: Json) -> Json:
    channel = world.workspace.channel(str(args["channel"]))
    message = world.conversations.find(channel.id, str(args["message_ts"]))
    base = f"https://{world.workspace.domain}.slack.com/archives"
    return {"channel": channel.id, "permalink": f"{base}/{channel.id}/p{message.ts.replace('.', '')}"}


def content(args: Json, *, too_long: str = "msg_blocks_too_long") -> tuple[str, list[Json]]:
    """Text and blocks, judged; at least one of them. `too_long` is the method's own word for too much to read."""
    text = arguments.words(args, "text") or ""
    given = args.get("blocks")
    blocks = validating.checked_blocks([] if given is None else given, too_long=too_long)
    if not text and not blocks:
        raise SlackError("no_text")
    return text, normalising.blocks(blocks)


def _metadata(given: Any) -> Json:  # noqa: ANN401 - an argument of any kind
    """An object, or a string of JSON that is one."""
    try:
        opened = arguments.loaded(given) if isinstance(given, str) and given else given or {}
    except ValueError:
        opened = None
    if not isinstance(opened, dict):
        raise SlackError("invalid_metadata_format")
    return opened


def _writable(world: World, channel_id: str) -> Channel:
    """A channel by its id; a person's id stands for the direct message with that person.

    Slack takes a message to who is deactivated: https://github.com/slackapi/python-slack-sdk/issues/1156.
    """
    workspace = world.workspace
    is_person = channel_id in workspace.people
    channel = workspace.dm(channel_id) if is_person else workspace.channel(channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if workspace.app.bot_user not in channel.members:
        raise SlackError("channel_not_found" if channel.is_private else "not_in_channel")
    return channel


def _own(world: World, args: Json, *, refusal: str) -> Message:
    channel = world.workspace.channel(str(args["channel"]))
    message = world.conversations.find(channel.id, str(args["ts"]))
    if message.ephemeral_to is not None:
        raise SlackError("message_not_found")
    if message.user != world.workspace.app.bot_user:
        raise SlackError(refusal)
    return message
