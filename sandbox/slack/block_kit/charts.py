"""Tables and charts: the blocks that show data (docs.slack.dev/reference/block-kit/blocks)."""

from collections.abc import Iterator
from typing import Any

from sandbox.slack.block_kit.rich_text import RICH_TEXT_ELEMENTS
from sandbox.slack.block_kit.rules import ByType, Flag, Items, Number, Objection, OneOf, Shape, Whole, Words
from sandbox.slack.wire import Json

TABLE_CHARACTERS = 10_000
DATA_TABLE_CHARACTERS = 20_000

_CELL = ByType(
    {
        "raw_text": Shape({"text": Words(DATA_TABLE_CHARACTERS, least=0)}),
        "raw_number": Shape({"value": Number()}, {"text": Words(255)}),
        "rich_text": Shape({"elements": Items(RICH_TEXT_ELEMENTS, 1000, least=0)}, {"block_id": Words(255)}),
    }
)
_HEADER_CELLS = ("raw_text", "raw_number")
_ALIGN = OneOf(("left", "center", "right"))


def characters(node: Any) -> int:  # noqa: ANN401 - any piece of JSON
    """Of all the `text` within."""
    if isinstance(node, list):
        return sum(characters(item) for item in node)
    if isinstance(node, dict):
        text = node.get("text")
        own = len(text) if isinstance(text, str) else 0
        return own + sum(characters(value) for value in node.values() if not isinstance(value, str))
    return 0


def _too_many_characters(value: Json, at: str, *, most: int) -> Iterator[Objection]:
    if characters(value["rows"]) > most:
        message = f"must be less than {most + 1} characters in all cells"
        yield Objection(f"{at}/rows", message, "too_long", most)


def _table_characters(value: Json, at: str) -> Iterator[Objection]:
    yield from _too_many_characters(value, at, most=TABLE_CHARACTERS)


def _data_table_characters(value: Json, at: str) -> Iterator[Objection]:
    yield from _too_many_characters(value, at, most=DATA_TABLE_CHARACTERS)


def _rows_alike(value: Json, at: str) -> Iterator[Objection]:
    columns = len(value["rows"][0])
    for number, row in enumerate(value["rows"]):
        if len(row) != columns:
            message = f"must have {columns} columns as the first row has"
            yield Objection(f"{at}/rows/{number}", message, "uneven_rows", columns)


def _plain_header(value: Json, at: str) -> Iterator[Objection]:
    for number, cell in enumerate(value["rows"][0]):
        if cell["type"] == "rich_text":
            pointer = f"{at}/rows/0/{number}/type"
            yield Objection(pointer, "unsupported type: rich_text", "enum", _HEADER_CELLS, "rich_text")


def _points_match_categories(value: Json, at: str) -> Iterator[Objection]:
    categories = value["axis_config"]["categories"]
    names = [series["name"] for series in value["series"]]
    if len(set(names)) != len(names):
        yield Objection(f"{at}/series", "series names must be unique", "not_unique")
    for number, series in enumerate(value["series"]):
        if sorted(point["label"] for point in series["data"]) != sorted(categories):
            message = "must have one point for every category"
            yield Objection(f"{at}/series/{number}/data", message, "uneven_series")


_POINT = Shape({"label": Words(20), "value": Number()})
_SERIES = Shape({"name": Words(20), "data": Items(_POINT, 20)})
_AXIS = Shape({"categories": Items(Words(20), 20)}, {"x_label": Words(50), "y_label": Words(50)})
_AXIS_CHART = Shape(must={"series": Items(_SERIES, 12), "axis_config": _AXIS}, also=(_points_match_categories,))
_PIE = Shape({"segments": Items(Shape({"label": Words(20), "value": Number(above=0)}), 12)})
CHART = ByType({"pie": _PIE, "bar": _AXIS_CHART, "line": _AXIS_CHART, "area": _AXIS_CHART})

TABLE = Shape(
    must={"rows": Items(Items(_CELL, 20), 100)},
    may={"column_settings": Items(Shape(may={"align": _ALIGN, "is_wrapped": Flag()}), 20)},
    also=(_table_characters,),
)
DATA_TABLE = Shape(
    must={"rows": Items(Items(_CELL, 20), 201, least=2), "caption": Words(2000)},
    may={"page_size": Whole(1, 100), "row_header_column_index": Whole(0, 19)},
    also=(_rows_alike, _plain_header, _data_table_characters),
)
DATA_VISUALIZATION = Shape({"title": Words(50), "chart": CHART})
