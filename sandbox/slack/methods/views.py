"""views.*: modals and Home tabs."""

from sandbox.slack import arguments, normalising, validating
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json
from sandbox.slack.world import World


def open_view(world: World, args: Json) -> Json:
    """The view is judged before the trigger is used up: a mended one may still be opened."""
    content = _modal(args)
    person = world.triggers.use(_trigger_id(args))
    return {"view": world.answered_view(world.views.open(person, content))}


def push(world: World, args: Json) -> Json:
    content = _modal(args)
    person = world.triggers.use(_trigger_id(args))
    return {"view": world.answered_view(world.views.push(person, content))}


def update(world: World, args: Json) -> Json:
    view_id, external_id = arguments.words(args, "view_id"), arguments.words(args, "external_id")
    if view_id is None and external_id is None:
        raise SlackError("invalid_arguments", response_metadata=_missing("view_id"))
    content = _checked(args)
    view = world.views.find(view_id=view_id, external_id=external_id)
    if content["type"] != view.content["type"]:
        raise SlackError("invalid_arguments")
    expected = arguments.words(args, "hash")
    return {"view": world.answered_view(world.views.update(view, content, expected_hash=expected))}


def publish(world: World, args: Json) -> Json:
    content = _checked(args)
    if content["type"] != "home":
        raise SlackError("invalid_arguments")
    person = world.workspace.person(str(args["user_id"]))
    expected = arguments.words(args, "hash")
    home = world.views.publish(person.id, content, expected_hash=expected)
    return {"view": world.answered_view(home)}


def _modal(args: Json) -> Json:
    content = _checked(args)
    if content["type"] != "modal":
        raise SlackError("invalid_arguments")
    return content


def _checked(args: Json) -> Json:
    return normalising.view(validating.checked_view(args["view"]))


def _trigger_id(args: Json) -> str:
    trigger_id = arguments.words(args, "trigger_id") or arguments.words(args, "interactivity_pointer")
    if trigger_id is None:
        raise SlackError("invalid_arguments", response_metadata=_missing("trigger_id"))
    return trigger_id


def _missing(name: str) -> Json:
    return {"messages": [f"[ERROR] missing required field: {name}"]}
