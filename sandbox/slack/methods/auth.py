"""auth.*, api.*, bots.* and apps.*: who the app is."""

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.world import World


def api_test(world: World, args: Json) -> Json:
    del world
    if "error" in args:
        raise SlackError(str(args["error"]), args=args)
    return {"args": args}


def auth_test(world: World, args: Json) -> Json:
    del args
    workspace = world.workspace
    return {
        "url": f"https://{workspace.domain}.slack.com/",
        "team": workspace.name,
        "user": workspace.person(workspace.app.bot_user).name,
        "team_id": workspace.id,
        "user_id": workspace.app.bot_user,
        "bot_id": workspace.app.bot_id,
        "is_enterprise_install": False,
    }


def bots_info(world: World, args: Json) -> Json:
    app = world.workspace.app
    if args.get("bot", app.bot_id) != app.bot_id:
        raise SlackError("bot_not_found")
    return {"bot": app.bot()}


def connections_open(world: World, args: Json) -> Json:
    del args
    return {"url": world.links.invite()}
