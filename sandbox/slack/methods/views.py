"""views.*: modals and Home tabs."""

from sandbox.slack import arguments, normalising, validating
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
        raise arguments.missing("view_id")
    content = _checked(args)
    view = world.views.find(view_id=view_id, external_id=external_id)
    _check_is(content, str(view.content["type"]))
    expected = arguments.words(args, "hash")
    return {"view": world.answered_view(world.views.update(view, content, expected_hash=expected))}


def publish(world: World, args: Json) -> Json:
    content = _checked(args)
    _check_is(content, "home")
    person = world.workspace.people.get(str(args["user_id"]))
    if person is None:
        raise arguments.invalid("invalid `user_id`")
    expected = arguments.words(args, "hash")
    home = world.views.publish(person.id, content, expected_hash=expected)
    return {"view": world.answered_view(home)}


def _modal(args: Json) -> Json:
    content = _checked(args)
    _check_is(content, "modal")
    return content


def _check_is(content: Json, kind: str) -> None:
    if content["type"] != kind:
        raise arguments.invalid("must be a valid enum value [json-pointer:/view/type]")


def _checked(args: Json) -> Json:
    return normalising.view(validating.checked_view(args["view"]))


def _trigger_id(args: Json) -> str:
    trigger_id = arguments.words(args, "trigger_id") or arguments.words(args, "interactivity_pointer")
    if trigger_id is None:
        raise arguments.missing("trigger_id")
    return trigger_id
