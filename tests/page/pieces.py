"""Pieces of Block Kit, in the words that the tests look for."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page

Json = dict[str, Any]
Look = Callable[..., Page]
"""Opens the page as somebody, somewhere."""


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}


def section(text: str, **more: Any) -> Json:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(label: str, action_id: str, **more: Any) -> Json:
    return {"type": "button", "text": plain(label), "action_id": action_id, **more}


def options(*names: str) -> list[Json]:
    return [{"text": plain(name), "value": name.lower(), "description": plain(f"about {name}")} for name in names]


def asked(block_id: str, label: str, element: Json, **more: Any) -> Json:
    return {"type": "input", "block_id": block_id, "label": plain(label), "element": element, **more}


def text_field(block_id: str, label: str, **more: Any) -> Json:
    return asked(block_id, label, {"type": "plain_text_input", "action_id": block_id, **more})


def modal(*blocks: Json, title: str = "Ask for Access", **more: Any) -> Json:
    return {
        "type": "modal",
        "callback_id": "ask",
        "title": plain(title),
        "submit": plain("File Request"),
        "close": plain("Not Now"),
        "blocks": list(blocks),
        **more,
    }


def rich(*elements: Json) -> Json:
    return {"type": "rich_text", "elements": list(elements)}


def runs(*elements: Json) -> Json:
    return {"type": "rich_text_section", "elements": list(elements)}


def cell(text: str) -> Json:
    return {"type": "raw_text", "text": text}


def chart(kind: str) -> Json:
    days = ["Mon", "Tue"]
    if kind == "pie":
        segments = [{"label": "Unused", "value": 3}, {"label": "Old keys", "value": 1}]
        return {"type": "data_visualization", "title": "Findings", "chart": {"type": "pie", "segments": segments}}
    series = [{"name": "Approved", "data": [{"label": day, "value": 40 + at} for at, day in enumerate(days)]}]
    axes = {"categories": days, "x_label": "Day", "y_label": "Requests"}
    drawn = {"type": kind, "series": series, "axis_config": axes}
    return {"type": "data_visualization", "title": "Findings", "chart": drawn}
