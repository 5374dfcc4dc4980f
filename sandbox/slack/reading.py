"""What a person reads and can press in blocks: the words in order, and the elements."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.wire import Json

_WORDS = ("pretext", "title", "subtitle", "label", "text", "body", "fields", "rows", "tasks", "details")
_WORDS_AFTER = ("caption", "elements", "element", "accessory", "child_blocks", "actions", "subtext")
_CHART = ("chart", "segments", "series", "name", "data", "axis_config", "categories", "x_label", "y_label")
_WORDS_LAST = ("placeholder", "description", "options", "option_groups", "hint", "alt_text")


def interactive(blocks: list[Json]) -> Iterator[tuple[Json, Json]]:
    """Each block with each of its elements that can be pressed or filled in."""
    for block in blocks:
        for element in _elements(block):
            yield block, element
        yield from interactive(block.get("child_blocks") or [])
        for card in block.get("elements") or []:
            if isinstance(card, dict) and card.get("type") == "card":
                yield from ((block, button) for button in _elements(card))


def label(block: Json, element: Json) -> str:
    """What stands on a button, above an input, or in an empty menu."""
    for words in (element.get("text"), block.get("label"), element.get("placeholder"), block.get("text")):
        if isinstance(words, dict):
            return str(words.get("text", ""))
    return str(element.get("action_id", ""))


def options(element: Json) -> list[Json]:
    grouped = [option for group in element.get("option_groups") or [] for option in group["options"]]
    return list(element.get("options") or []) + grouped


def visible_text(blocks: list[Json]) -> str:
    """Everything there is to read, a line for each piece, entities left as they were sent."""
    return "\n".join(piece for block in blocks for piece in _pieces(block) if piece)


def _elements(block: Json) -> Iterator[Json]:
    if block.get("type") in {"actions", "context_actions"}:
        yield from block.get("elements") or []
    if block.get("type") == "card":
        yield from block.get("actions") or []
    for name in ("accessory", "element"):
        element = block.get(name)
        if isinstance(element, dict) and element.get("type") != "image":
            yield element


def _pieces(node: Any) -> Iterator[str]:  # noqa: ANN401 - any piece of a block
    if isinstance(node, str):
        yield node
    elif isinstance(node, list):
        for item in node:
            yield from _pieces(item)
    elif isinstance(node, dict):
        yield from _pieces_of(node)


def _pieces_of(node: Json) -> Iterator[str]:
    if str(node.get("type", "")).startswith("rich_text_"):
        yield "".join(_rich(node))
        return
    for name in _WORDS + _WORDS_AFTER + _CHART + _WORDS_LAST:
        yield from _pieces(node.get(name))
    if isinstance(node.get("value"), int | float):
        yield str(node["value"])


def _rich(node: Json) -> Iterator[str]:
    """Rich text runs on within its paragraph; lists and their items stand on lines of their own."""
    match node.get("type"):
        case "user":
            yield f"<@{node['user_id']}>"
        case "usergroup":
            yield f"<!subteam^{node['usergroup_id']}>"
        case "channel":
            yield f"<#{node['channel_id']}>"
        case "broadcast":
            yield f"<!{node['range']}>"
        case "emoji":
            yield f":{node['name']}:"
        case "link":
            yield str(node.get("text") or node["url"])
        case "date":
            yield str(node.get("fallback") or node.get("timestamp"))
        case "rich_text_list":
            yield "\n".join("".join(_rich(item)) for item in node.get("elements") or [])
        case _:
            yield str(node.get("text", ""))
            for item in node.get("elements") or []:
                yield from _rich(item)
