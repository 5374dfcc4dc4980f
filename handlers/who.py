"""Who did it, from a payload of Slack's: parsed once, at the edge."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


class NotOurs(ValueError):
    """What a button or a form carries is nothing that we have put there."""


@dataclass(frozen=True)
class Click:
    """A click on a button of ours: which thing, by whom, on which message. Nothing else of the payload is believed."""

    number: int
    by: str
    trigger_id: str | None
    channel: str | None
    message_ts: str | None


def click(body: Mapping[str, Any]) -> Click:
    """Read a block_actions payload. Raises NotOurs when the button's value is no number."""
    container = body.get("container") or {}
    return Click(
        number=carried(value(body)),
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


def carried(text: object) -> int:
    """The number that a button or a form carries. Raises NotOurs."""
    which = number(text)
    if which is None:
        raise NotOurs
    return which


def person(body: Mapping[str, Any]) -> str:
    """The Slack id behind an interaction or a command."""
    return str(body["user"]["id"]) if "user" in body else str(body["user_id"])
