"""conversations.*: direct messages opened, channels looked at."""

from sandbox.slack import arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Channel
from sandbox.slack.world import World


def open_dm(world: World, args: Json) -> Json:
    """conversations.open with one person, or with a direct message that is known."""
    if channel_id := args.get("channel"):
        channel = world.workspace.channel(str(channel_id))
        if not channel.is_im:
            raise SlackError("method_not_supported_for_channel_type")
        return _opened(channel, args, already=True)
    people = [name for name in str(args.get("users") or "").split(",") if name]
    if not people:
        raise SlackError("users_list_not_supplied")
    if len(people) > 1:
        raise SlackError("method_not_supported_for_channel_type")
    person = world.workspace.person(people[0])
    if person.deleted:
        raise SlackError("user_disabled")
    if person.is_bot:
        raise SlackError("cannot_dm_bot")
    known = "D" + person.id[1:] in world.workspace.channels
    return _opened(world.workspace.dm(person.id), args, already=known)


def _opened(channel: Channel, args: Json, *, already: bool) -> Json:
    """With return_im the whole conversation, its id alone otherwise."""
    shown = channel.shown() if arguments.flag(args, "return_im") else {"id": channel.id}
    return {"channel": shown} | ({"no_op": True, "already_open": True} if already else {})


def info(world: World, args: Json) -> Json:
    channel = world.workspace.channel(str(args["channel"]))
    bot = world.workspace.app.bot_user
    if channel.is_private and bot not in channel.members:
        raise SlackError("channel_not_found")
    shown = channel.shown()
    if not channel.is_im:
        shown["is_member"] = bot in channel.members
    return {"channel": shown}
