"""Small pieces of Block Kit, as long as a test wants them."""

from typing import Any

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "x" * length}


def option(number: int = 0, *, text: int = 3, value: int = 3, **more: Any) -> Json:
    return {"text": plain(text), "value": f"{number:0{value}d}", **more}


def options(number: int) -> list[Json]:
    return [option(one) for one in range(number)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(3), **more}


def section(length: int = 3, **more: Any) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}, **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def menu(kind: str, **more: Any) -> Json:
    return actions({"type": kind, **more})


def asked(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(3), "element": element, **more}


def text_input(**more: Any) -> Json:
    return asked({"type": "plain_text_input", **more})


def confirm(**more: Any) -> Json:
    return actions(button(confirm={"title": plain(3), "text": plain(3), "confirm": plain(3), "deny": plain(3), **more}))


def cells(rows: int, columns: int, length: int = 1) -> list[list[Json]]:
    return [[{"type": "raw_text", "text": "x" * length}] * columns for _ in range(rows)]


def table(**more: Any) -> Json:
    return {"type": "table", "rows": cells(1, 1), **more}


def data_table(rows: list[list[Json]], **more: Any) -> Json:
    return {"type": "data_table", "caption": "c", "rows": rows, **more}


def chart(kind: Json, title: int = 3) -> Json:
    return {"type": "data_visualization", "title": "x" * title, "chart": kind}


def pie(number: int = 1, *, label: int = 3, value: int = 1) -> Json:
    return chart({"type": "pie", "segments": [{"label": "x" * label, "value": value}] * number})


def bars(series: int = 1, points: int = 1, *, label: int = 2, axis: int = 3, kind: str = "bar") -> Json:
    categories = [f"{number:0{label}d}" for number in range(points)]
    data = [{"label": category, "value": 1} for category in categories]
    named = [{"name": f"s{number}", "data": data} for number in range(series)]
    config = {"categories": categories, "x_label": "x" * axis}
    return chart({"type": kind, "series": named, "axis_config": config})


def uneven(bar: Json) -> Json:
    """The first series without its last point."""
    bar["chart"]["series"][0]["data"] = bar["chart"]["series"][0]["data"][:-1]
    return bar


def card(**more: Any) -> Json:
    return {"type": "card", "title": plain(3), **more}


def container(number: int, **more: Any) -> Json:
    return {"type": "container", "title": plain(3), "child_blocks": [section()] * number, **more}


def groups(number: int, each: int) -> list[Json]:
    return [{"label": plain(3), "options": options(each)}] * number


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "title": plain(3), "blocks": list(blocks), **more}
