"""Blocks, and which of them may stand where (docs.slack.dev/reference/block-kit/blocks)."""

from dataclasses import replace

from sandbox.slack.block_kit.charts import DATA_TABLE, DATA_VISUALIZATION, TABLE
from sandbox.slack.block_kit.elements import (
    BUTTON,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
)
from sandbox.slack.block_kit.rich_text import RICH_TEXT_ELEMENTS
from sandbox.slack.block_kit.rules import ByType, Flag, Items, OneOf, Shape, Whatever, Words, not_both, one_needed
from sandbox.slack.block_kit.texts import ID, SLACK_FILE, URL, plain, text

MARKDOWN_CHARACTERS = 12_000

_WORDS = {
    "plain_text": Shape({"text": Words(3000)}, {"emoji": Flag()}),
    "mrkdwn": Shape({"text": Words(3000)}, {"verbatim": Flag()}),
}
_RICH_TEXT = Shape({"elements": Items(RICH_TEXT_ELEMENTS, 1000)})
_PICTURE = ByType({"image": IMAGE})
_TASK = Shape(
    must={"task_id": Words(255), "title": Words(2000)},
    may={
        "status": OneOf(("pending", "in_progress", "complete", "error")),
        "details": Whatever(),
        "output": Whatever(),
        "sources": Whatever(),
    },
)
_CARD = Shape(
    may={
        "hero_image": _PICTURE,
        "icon": _PICTURE,
        "slack_icon": Whatever(),
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "actions": Items(ByType({"button": BUTTON}), 3),
    },
    also=(one_needed("hero_image", "title", "actions", "body"), not_both("icon", "slack_icon")),
)

_PLAIN_BLOCKS: dict[str, Shape] = {
    "section": Shape(
        may={
            "text": text(3000),
            "fields": Items(text(2000), 10),
            "accessory": IN_SECTION,
            "expand": Flag(),
        },
        also=(one_needed("text", "fields"),),
    ),
    "header": Shape({"text": plain(150)}),
    "divider": Shape(),
    "actions": Shape({"elements": Items(IN_ACTIONS, 25)}),
    "context": Shape({"elements": Items(ByType(_WORDS | {"image": IMAGE}), 10)}),
    "context_actions": Shape({"elements": Items(IN_CONTEXT_ACTIONS, 5)}),
    "image": Shape(
        must={"alt_text": Words(2000)},
        may={"image_url": URL, "slack_file": SLACK_FILE, "title": plain(2000)},
        also=(one_needed("image_url", "slack_file"), not_both("image_url", "slack_file")),
    ),
    "input": Shape(
        must={"label": plain(2000), "element": IN_INPUT},
        may={"hint": plain(2000), "optional": Flag(), "dispatch_action": Flag()},
    ),
    "rich_text": _RICH_TEXT,
    "markdown": Shape({"text": Words(MARKDOWN_CHARACTERS)}),
    "video": Shape(
        must={"alt_text": Words(2000), "title": plain(200), "thumbnail_url": URL, "video_url": URL},
        may={
            "author_name": Words(50),
            "description": plain(200),
            "provider_name": Words(50),
            "provider_icon_url": Words(2000),
            "title_url": Words(2000),
        },
    ),
    "file": Shape({"external_id": ID, "source": OneOf(("remote",))}),
    "table": TABLE,
    "data_table": DATA_TABLE,
    "data_visualization": DATA_VISUALIZATION,
    "alert": Shape({"text": text(200)}, {"level": OneOf(("default", "info", "warning", "error", "success"))}),
    "card": _CARD,
    "carousel": Shape({"elements": Items(ByType({"card": _CARD}), 10)}),
    "task_card": _TASK,
    "plan": Shape({"title": Words(2000)}, {"tasks": Items(ByType({"task_card": _TASK}), 50)}),
}


def _with_id(shape: Shape) -> Shape:
    """Every block may have an id."""
    return replace(shape, may={"block_id": ID, **shape.may})


_BLOCKS = ByType({kind: _with_id(shape) for kind, shape in _PLAIN_BLOCKS.items()})
_IN_CONTAINER = _BLOCKS.only(
    "actions", "context", "divider", "file", "header", "image", "input", "rich_text", "section", "table", "video"
)  # fmt: skip
_CONTAINER = _with_id(
    Shape(
        must={"child_blocks": Items(_IN_CONTAINER, 10)},
        may={
            "title": plain(150),
            "rich_text_title": ByType({"rich_text": _RICH_TEXT}),
            "subtitle": text(150),
            "width": OneOf(("narrow", "standard", "wide", "full")),
            "icon": _PICTURE,
            "is_collapsible": Flag(),
            "default_collapsed": Flag(),
            "has_header_divider": Flag(),
        },
        also=(one_needed("title", "rich_text_title"),),
    )
)
ALL_BLOCKS = ByType({**_BLOCKS.shapes, "container": _CONTAINER})

_EVERYWHERE = ("section", "header", "divider", "actions", "context", "image", "input", "rich_text", "video")
IN_MESSAGE = ALL_BLOCKS.only(
    *_EVERYWHERE, "context_actions", "markdown", "file", "table", "data_table", "data_visualization",
    "card", "carousel", "container", "task_card", "plan",
)  # fmt: skip
IN_MODAL = ALL_BLOCKS.only(*_EVERYWHERE, "alert", "table", "data_table", "card", "carousel", "container")
IN_HOME = ALL_BLOCKS.only(*_EVERYWHERE, "table", "data_table", "card", "carousel", "container")
