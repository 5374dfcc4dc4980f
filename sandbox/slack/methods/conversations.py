"""conversations.*: direct messages opened, channels looked at."""

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.world import World


def open_dm(world: World, args: Json) -> Json:
    """conversations.open with one person, or with a direct message that is known."""
    if channel_id := args.get("channel"):
        channel = world.workspace.channel(str(channel_id))
        return {"channel": {"id": channel.id}, "no_op": True, "already_open": True}
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
    return {"channel": {"id": world.workspace.dm(person.id).id}}


def info(world: World, args: Json) -> Json:
    channel = world.workspace.channel(str(args["channel"]))
    bot = world.workspace.app.bot_user
    if channel.is_private and bot not in channel.members:
        raise SlackError("channel_not_found")
    shown = channel.shown()
    if not channel.is_im:
        shown["is_member"] = bot in channel.members
    return {"channel": shown}
