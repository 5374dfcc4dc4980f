"""What an app's answer to a delivery changes: messages shown, modals moved on, failures told."""

import time
from typing import Any

from sandbox.slack import arguments, normalising, validating
from sandbox.slack.delivering import Answered
from sandbox.slack.errors import SlackError
from sandbox.slack.methods import chat
from sandbox.slack.reading import interactive
from sandbox.slack.views import View
from sandbox.slack.wire import Json
from sandbox.slack.world import World

TROUBLE = "We had some trouble connecting. Try again?"
WARNING = "⚠️"


def command(world: World, answered: Answered, *, sent: Json) -> Json:
    """The acknowledgement may carry a message; a failure is told by Slackbot."""
    person, channel = sent["user_id"], sent["channel_id"]
    if answered.failed is not None:
        return _command_failed(world, answered.failed, sent=sent)
    try:
        return _acknowledged(world, answered.body, person=person, channel=channel)
    except SlackError as refused:
        _log_refused(world, sent["command"], answered.body, refused.body())
        told = _command_failed(world, "invalid_command_response", sent=sent)
        return told | {"errors": refused.body()}


def click(world: World, answered: Answered) -> Json:
    """A failed click leaves a warning at the button; the body of a good one means nothing to Slack."""
    del world
    return {"failed": answered.failed, "text": WARNING if answered.failed else ""}


def submission(world: World, answered: Answered, *, view: View) -> Json:
    """An empty answer closes the view; the others name a response_action."""
    if answered.failed is not None:
        return _trouble(answered.failed)
    body: Any = answered.body or {}
    world.views.object_to(view, {})
    try:
        return {"failed": None, "text": "", **_responded(world, body, view=view)}
    except (SlackError, AttributeError, KeyError) as refused:
        beside = refused.body() if isinstance(refused, SlackError) else {}
        _log_refused(world, "a submission", body, beside or {"error": "invalid_response"})
        return _trouble("invalid_response") | {"refused": beside}


def suggestion(world: World, answered: Answered) -> tuple[Json, list[Json]]:
    """The answer told, and the options that were offered."""
    if answered.failed is not None:
        return {"failed": answered.failed, "options": []}, []
    body: Any = answered.body
    if not isinstance(body, dict) or (objections := validating.judge_options(body)):
        lines = [objection.line() for objection in objections] if isinstance(body, dict) else []
        _log_refused(world, "a menu", body, {"error": "invalid_options", "errors": lines})
        return {"failed": "invalid_options", "options": []}, []
    grouped = [option for group in body.get("option_groups") or [] for option in group["options"]]
    options = list(body.get("options") or []) + grouped
    return {"failed": None, "options": options}, options


def message_back(world: World, body: Json, *, person: str, channel: str, replaces: str | None) -> None:
    """What a response_url takes: a new message, a replaced or a deleted one."""
    if body.get("delete_original") and replaces is not None:
        world.conversations.remove(world.conversations.find(channel, replaces))
        return
    text, blocks = chat.content(body)
    if replaces is not None and body.get("replace_original"):
        message = world.conversations.find(channel, replaces)
        world.conversations.edit(message, text, blocks)
        return
    to = None if body.get("response_type") == "in_channel" else person
    beside = {"ephemeral_to": to, "thread_ts": arguments.words(body, "thread_ts")}
    world.bot_says(channel, text, blocks, **beside)


def _acknowledged(world: World, body: Any, *, person: str, channel: str) -> Json:  # noqa: ANN401 - an app's answer
    said: Json = body if isinstance(body, dict) else {"text": str(body or "")}
    if not said.get("text") and not said.get("blocks"):
        return {"failed": None, "text": "", "blocks": []}
    text, blocks = chat.content(said)
    to = None if said.get("response_type") == "in_channel" else person
    world.bot_says(channel, text, blocks, ephemeral_to=to)
    return {"failed": None, "text": text, "blocks": blocks}


def _log_refused(world: World, to: str, body: Any, refusal: Json) -> None:  # noqa: ANN401 - an app's answer
    args = body if isinstance(body, dict) else {"body": body}
    world.calls.refused_answer(to, args, refusal, at=time.time())


def _command_failed(world: World, failed: str, *, sent: Json) -> Json:
    text = f"{sent['command']} failed with the error “{failed}”"
    world.slackbot_says(sent["channel_id"], text, to=sent["user_id"])
    return {"failed": failed, "text": text, "blocks": []}


def _responded(world: World, body: Json, *, view: View) -> Json:
    match body.get("response_action"):
        case None:
            world.views.close(view)
        case "clear":
            world.views.clear(view.person)
        case "errors":
            return {"errors": _errors(world, view, body["errors"])}
        case "update":
            world.views.update(view, _checked(body), expected_hash=None)
        case "push":
            world.views.push(view.person, _checked(body))
        case other:
            raise SlackError("invalid_response_action", response_action=other)
    return {"response_action": body.get("response_action")}


def _errors(world: World, view: View, errors: dict[str, str]) -> dict[str, str]:
    """Each has to name an input block; Slack shows nothing but trouble otherwise."""
    blocks: list[Json] = view.content["blocks"]
    inputs = {block["block_id"] for block, _ in interactive(blocks) if block["type"] == "input"}
    strangers = sorted(set(errors) - inputs)
    if strangers or not errors:
        raise SlackError("invalid_errors", unknown_blocks=strangers)
    world.views.object_to(view, errors)
    return view.errors


def _checked(body: Json) -> Json:
    return normalising.view(validating.checked_view(body["view"]))


def _trouble(failed: str) -> Json:
    return {"failed": failed, "text": TROUBLE}
