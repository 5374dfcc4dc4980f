"""What Slack adds to blocks when it stores them: missing ids, and the defaults of texts."""

import copy
from secrets import token_hex
from typing import Any

from sandbox.slack.reading import interactive
from sandbox.slack.wire import Json


def blocks(given: list[Json]) -> list[Json]:
    """A copy with every block_id and action_id in place, as answers and payloads show it."""
    stored = copy.deepcopy(given)
    for block in stored:
        block.setdefault("block_id", token_hex(3))
    for _, element in interactive(stored):
        element.setdefault("action_id", token_hex(3))
    _dress(stored)
    return stored


def view(given: Json) -> Json:
    stored = {name: copy.deepcopy(value) for name, value in given.items() if name != "blocks"}
    _dress(stored)
    return stored | {"blocks": blocks(given["blocks"])}


def _dress(node: Any) -> None:  # noqa: ANN401 - any piece of JSON
    if isinstance(node, list):
        for item in node:
            _dress(item)
    elif isinstance(node, dict):
        if node.get("type") == "plain_text":
            node.setdefault("emoji", True)
        elif node.get("type") == "mrkdwn":
            node.setdefault("verbatim", False)
        for value in node.values():
            _dress(value)
