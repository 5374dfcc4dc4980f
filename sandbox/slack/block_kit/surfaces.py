"""Whole messages and views: what holds for all their blocks together."""

import json
from collections import Counter
from collections.abc import Iterator

from sandbox.slack.block_kit.blocks import IN_HOME, IN_MESSAGE, IN_MODAL, MARKDOWN_CHARACTERS
from sandbox.slack.block_kit.charts import characters
from sandbox.slack.block_kit.rules import ByType, Flag, Items, Objection, Rule, Shape, Words
from sandbox.slack.block_kit.texts import plain
from sandbox.slack.wire import Json

MESSAGE_CHARACTERS = 10_000
"""Measured: 9,597 visible characters were taken, 11,341 refused."""
VIEW_BYTES = 250 * 1024
_AT_MOST = {"table": 1, "data_visualization": 2}

MESSAGE_BLOCKS = Items(IN_MESSAGE, 50, least=0)

_VIEW: dict[str, Rule] = {
    "private_metadata": Words(3000, least=0),
    "callback_id": Words(255, least=0),
    "external_id": Words(255, least=0),
}


def judge_message(blocks: object) -> list[Objection]:
    found = list(MESSAGE_BLOCKS.judge(blocks, "/blocks"))
    if found or not isinstance(blocks, list):
        return found
    return [*_ids(blocks, "/blocks"), *_message_in_all(blocks)]


def judge_view(view: object) -> list[Objection]:
    found = list(VIEWS.judge(view, "/view"))
    if found or not isinstance(view, dict):
        return found
    return [*_ids(view["blocks"], "/view/blocks"), *_view_in_all(view)]


def _ids(blocks: list[Json], at: str) -> Iterator[Objection]:
    """block_ids are unique in the surface, action_ids in their block."""
    block_ids = Counter(block.get("block_id") for block in blocks)
    for number, block in enumerate(blocks):
        block_id = block.get("block_id")
        if block_id is not None and block_ids[block_id] > 1:
            message = f"a block with this block_id already exists: {block_id}"
            yield Objection(f"{at}/{number}/block_id", message, "duplicate_block_id", block_id)
        elements = block.get("elements") or []
        action_ids = Counter(element.get("action_id") for element in elements if isinstance(element, dict))
        for place, element in enumerate(elements):
            action_id = element.get("action_id")
            if action_id is not None and action_ids[action_id] > 1:
                message = f"`action_id` {action_id} already exists for another element"
                pointer = f"{at}/{number}/elements/{place}/action_id"
                yield Objection(pointer, message, "duplicate_action_id", action_id)


def _message_in_all(blocks: list[Json]) -> Iterator[Objection]:
    for kind, most in _AT_MOST.items():
        if sum(block["type"] == kind for block in blocks) > most:
            yield Objection("/blocks", f"no more than {most} {kind} blocks allowed", "too_many_items", most)
    markdown = sum(len(block["text"]) for block in blocks if block["type"] == "markdown")
    if markdown > MARKDOWN_CHARACTERS:
        message = f"must be less than {MARKDOWN_CHARACTERS + 1} characters in all markdown blocks"
        yield Objection("/blocks", message, "too_long", MARKDOWN_CHARACTERS)


def visible_characters(blocks: list[Json]) -> int:
    """Tables and markdown have limits of their own."""
    return sum(characters(block) for block in blocks if block["type"] not in {"data_table", "markdown"})


def _view_in_all(view: Json) -> Iterator[Objection]:
    if len(json.dumps(view, ensure_ascii=False).encode(errors="replace")) > VIEW_BYTES:
        yield Objection("/view", f"must be less than {VIEW_BYTES + 1} bytes", "view_too_large", VIEW_BYTES)


def _submit_with_inputs(view: Json, at: str) -> Iterator[Objection]:
    has_input = any(block["type"] == "input" for block in view["blocks"])
    if has_input and not view.get("submit"):
        yield Objection(at, "missing required field: submit", "missing_field", "submit")


VIEWS = ByType(
    {
        "modal": Shape(
            must={"title": plain(24), "blocks": Items(IN_MODAL, 100, least=0)},
            may=_VIEW
            | {
                "submit": plain(24),
                "close": plain(24),
                "clear_on_close": Flag(),
                "notify_on_close": Flag(),
                "submit_disabled": Flag(),
            },
            also=(_submit_with_inputs,),
        ),
        "home": Shape({"blocks": Items(IN_HOME, 100, least=0)}, _VIEW),
    }
)
