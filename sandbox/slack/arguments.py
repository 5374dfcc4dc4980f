"""The arguments of a call, whichever of Slack's ways of sending them was used."""

import json
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json

_JSON_IN_STRINGS = {"blocks": "invalid_blocks_format", "view": "invalid_arguments"}


DEEPEST = 100
"""Levels of JSON; nothing that Slack takes has a tenth of them."""


async def read(request: web.Request) -> Json:
    """Query, form or JSON body; JSON in strings is opened, a token field stays beside the others."""
    args: Json = dict(request.query)
    if request.can_read_body:
        if request.content_type == "application/json":
            args |= _object(await request.text())
        else:
            args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
    return args


def opened(args: Json) -> Json:
    """Blocks and a view may come as a string of JSON."""
    return {name: _opened(name, value) for name, value in args.items()}


def loaded(text: str) -> Any:  # noqa: ANN401 - any piece of JSON
    """Raises ValueError for what is no JSON, or is nested without end."""
    try:
        value = json.loads(text)
    except RecursionError:
        raise ValueError("nested too deep") from None
    level = [value]
    for _ in range(DEEPEST):
        level = [inner for outer in level if isinstance(outer, dict | list) for inner in _within(outer)]
        if not level:
            return value
    raise ValueError("nested too deep")


def token(request: web.Request, args: Json) -> str | None:
    kind, _, bearer = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "bearer" and bearer:
        return bearer.strip()
    given = args.get("token")
    return given if isinstance(given, str) and given else None


def flag(args: Json, name: str) -> bool:
    """Forms and queries spell out what JSON says."""
    return args.get(name) in (True, "true", "True", "1")


def words(args: Json, name: str) -> str | None:
    value = args.get(name)
    if value is None or value == "":
        return None
    return str(value)


def whole(args: Json, name: str) -> int | None:
    """A number, which forms and queries spell out."""
    given = words(args, name)
    try:
        return None if given is None else int(given)
    except ValueError:
        raise invalid(f"must be an integer [json-pointer:/{name}]") from None


def invalid(message: str) -> SlackError:
    """`invalid_arguments`, with what is wrong as Slack tells it."""
    return SlackError("invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}"]})


def missing(*names: str) -> SlackError:
    messages = [f"[ERROR] missing required field: {name}" for name in names]
    return SlackError("invalid_arguments", response_metadata={"messages": messages})


def _within(outer: Json | list[Any]) -> list[Any]:
    return list(outer.values()) if isinstance(outer, dict) else outer


def _object(text: str) -> Json:
    try:
        body = loaded(text)
    except ValueError:
        raise SlackError("invalid_json") from None
    if not isinstance(body, dict):
        raise SlackError("json_not_object")
    return body


def _opened(name: str, value: Any) -> Any:  # noqa: ANN401 - an argument of any kind
    if name not in _JSON_IN_STRINGS or not isinstance(value, str):
        return value
    try:
        return loaded(value)
    except ValueError:
        raise SlackError(_JSON_IN_STRINGS[name]) from None
