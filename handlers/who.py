"""Who did it, from a payload of Slack's: parsed once, at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Click:
    """A click on a button of ours: which thing, by whom, on which message. Nothing else of the payload is believed."""

    number: int
    by: str
    trigger_id: str | None
    channel: str | None
    message_ts: str | None


def click(body: Mapping[str, Any]) -> Click | None:
    """Read a block_actions payload; None when the button's value is no number of ours."""
    which = number(value(body))
    if which is None:
        return None
    container = body.get("container") or {}
    return Click(
        number=which,
        by=person(body),
        trigger_id=body.get("trigger_id"),
        channel=container.get("channel_id") or (body.get("channel") or {}).get("id"),
        message_ts=container.get("message_ts"),
    )


def value(body: Mapping[str, Any]) -> str:
    """What the button carries that was clicked; empty when it carries nothing."""
    return str(body["actions"][0].get("value") or "")


def number(text: object) -> int | None:
    """Read the number of a request; None for whatever else came."""
    word = str(text or "")
    return int(word) if word.isascii() and word.isdigit() and len(word) <= 18 else None


def person(body: Mapping[str, Any]) -> str:
    """The Slack id behind an interaction or a command."""
    return str(body["user"]["id"]) if "user" in body else str(body["user_id"])
