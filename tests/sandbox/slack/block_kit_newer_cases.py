"""Each limit of inputs, tables, charts, cards and what is unknown: what passes, what is refused, and where."""

from block_kit_builders import (
    actions,
    asked,
    bars,
    button,
    card,
    cells,
    container,
    data_table,
    pie,
    plain,
    section,
    table,
    text_input,
)
from block_kit_cases import URL, Case

NEWER_CASES: dict[str, Case] = {
    "label": (
        [asked({"type": "plain_text_input"}, label=plain(2000))],
        [asked({"type": "plain_text_input"}, label=plain(2001))],
        "/blocks/0/label/text",
    ),
    "hint": (
        [asked({"type": "plain_text_input"}, hint=plain(2000))],
        [asked({"type": "plain_text_input"}, hint=plain(2001))],
        "/blocks/0/hint/text",
    ),
    "max_length": ([text_input(max_length=3000)], [text_input(max_length=3001)], "/blocks/0/element/max_length"),
    "min_length": (
        [text_input(min_length=5, max_length=5)],
        [text_input(min_length=6, max_length=5)],
        "/blocks/0/element/min_length",
    ),
    "placeholder": (
        [text_input(placeholder=plain(150))],
        [text_input(placeholder=plain(151))],
        "/blocks/0/element/placeholder/text",
    ),
    "table rows": ([table(rows=cells(100, 1))], [table(rows=cells(101, 1))], "/blocks/0/rows"),
    "table columns": ([table(rows=cells(1, 20))], [table(rows=cells(1, 21))], "/blocks/0/rows/0"),
    "table characters": (
        [table(rows=cells(10, 1, 1000))],
        [table(rows=cells(11, 1, 1000))],
        "/blocks/0/rows",
    ),
    "data_table rows": ([data_table(cells(201, 1))], [data_table(cells(202, 1))], "/blocks/0/rows"),
    "data_table header and one": ([data_table(cells(2, 1))], [data_table(cells(1, 1))], "/blocks/0/rows"),
    "data_table columns": ([data_table(cells(2, 20))], [data_table(cells(2, 21))], "/blocks/0/rows/0"),
    "data_table even": (
        [data_table(cells(2, 2))],
        [data_table(cells(1, 2) + cells(1, 1))],
        "/blocks/0/rows/1",
    ),
    "data_table characters": (
        [data_table(cells(20, 1, 1000))],
        [data_table(cells(21, 1, 1000))],
        "/blocks/0/rows",
    ),
    "chart title": (
        [pie() | {"title": "x" * 50}],
        [pie() | {"title": "x" * 51}],
        "/blocks/0/title",
    ),
    "pie segments": ([pie(12)], [pie(13)], "/blocks/0/chart/segments"),
    "pie above nothing": ([pie(value=1)], [pie(value=0)], "/blocks/0/chart/segments/0/value"),
    "chart label": ([pie(label=20)], [pie(label=21)], "/blocks/0/chart/segments/0/label"),
    "series": ([bars(12)], [bars(13)], "/blocks/0/chart/series"),
    "points": ([bars(1, 20)], [bars(1, 21)], "/blocks/0/chart/series/0/data"),
    "axis label": ([bars(axis=50)], [bars(axis=51)], "/blocks/0/chart/axis_config/x_label"),
    "kind of chart": ([bars(kind="area")], [bars(kind="donut")], "/blocks/0/chart/type"),
    "card title": ([card(title=plain(150))], [card(title=plain(151))], "/blocks/0/title/text"),
    "card subtitle": ([card(subtitle=plain(150))], [card(subtitle=plain(151))], "/blocks/0/subtitle/text"),
    "card body": ([card(body=plain(200))], [card(body=plain(201))], "/blocks/0/body/text"),
    "card actions": ([card(actions=[button()] * 3)], [card(actions=[button()] * 4)], "/blocks/0/actions"),
    "container": ([container(10)], [container(11)], "/blocks/0/child_blocks"),
    "unknown block": ([section()], [{"type": "banner"}], "/blocks/0/type"),
    "unknown element": ([actions(button())], [actions({"type": "slider"})], "/blocks/0/elements/0/type"),
    "element out of place": (
        [text_input()],
        [actions({"type": "plain_text_input"})],
        "/blocks/0/elements/0/type",
    ),
    "unknown field": ([section()], [section(colour="red")], "/blocks/0"),
    "alert in a message": ([section()], [{"type": "alert", "text": plain(3)}], "/blocks/0/type"),
    "rich text": (
        [{"type": "rich_text", "elements": [{"type": "rich_text_quote", "elements": []}]}],
        [{"type": "rich_text", "elements": [{"type": "rich_text_song", "elements": []}]}],
        "/blocks/0/elements/0/type",
    ),
    "image": (
        [{"type": "image", "image_url": URL, "alt_text": "x" * 2000}],
        [{"type": "image", "image_url": URL, "alt_text": "x" * 2001}],
        "/blocks/0/alt_text",
    ),
}
