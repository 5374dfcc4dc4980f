"""users.* and usergroups.*: who is who, and who belongs to what."""

from base64 import b64decode, b64encode

from sandbox.slack import arguments
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Group, Person
from sandbox.slack.world import World

EMAIL = "users:read.email"
PAGE = 1000


def info(world: World, args: Json) -> Json:
    return {"user": _shown(world, world.workspace.person(str(args["user"])))}


def all_people(world: World, args: Json) -> Json:
    """users.list, a page at a time; without a limit Slack gives all there are."""
    people = list(world.workspace.people.values())
    begin = _begin(arguments.words(args, "cursor"))
    limit = arguments.whole(args, "limit") or len(people)
    if not 0 < limit <= PAGE:
        raise arguments.invalid(f"must be between 1 and {PAGE} [json-pointer:/limit]")
    page = people[begin : begin + limit]
    more = begin + limit < len(people)
    cursor = b64encode(f"user:{begin + limit}".encode()).decode() if more else ""
    members = [_shown(world, person) for person in page]
    return {
        "members": members,
        "cache_ts": int(world.clock.now()),
        "response_metadata": {"next_cursor": cursor},
    }


def by_email(world: World, args: Json) -> Json:
    """users.lookupByEmail finds people who are not deactivated."""
    wanted = str(args["email"]).lower()
    for person in world.workspace.people.values():
        if person.email.lower() == wanted and not person.deleted:
            return {"user": _shown(world, person)}
    raise SlackError("users_not_found")


def groups(world: World, args: Json) -> Json:
    with_disabled = arguments.flag(args, "include_disabled")
    return {
        "usergroups": [
            _group(world, group, args)
            for group in world.workspace.groups.values()
            if with_disabled or not group.disabled
        ]
    }


def group_members(world: World, args: Json) -> Json:
    """usergroups.users.list takes an id, never a handle."""
    group = world.workspace.groups.get(str(args["usergroup"]))
    if group is None or (group.disabled and not arguments.flag(args, "include_disabled")):
        raise SlackError("no_such_subteam")
    return {"users": list(group.users)}


def _group(world: World, group: Group, args: Json) -> Json:
    shown = group.shown(team_id=world.workspace.id)
    if arguments.flag(args, "include_users"):
        shown["users"] = list(group.users)
    if not arguments.flag(args, "include_count"):
        del shown["user_count"]
    return shown


def _shown(world: World, person: Person) -> Json:
    return person.shown(with_email=EMAIL in world.workspace.app.scopes)


def _begin(cursor: str | None) -> int:
    if cursor is None:
        return 0
    try:
        return int(b64decode(cursor, validate=True).decode().removeprefix("user:"))
    except ValueError:
        raise SlackError("invalid_cursor") from None
