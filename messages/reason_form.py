"""A form that asks for one reason: its frame and its field, what was typed, and what is wrong with it."""

from collections.abc import Mapping
from typing import Any

from messages import blocks
from messages.blocks import Block

REASON = "reason"
REASON_LIMIT = 500


def render(form: str, number: int, about: Block, *, title: str, submit: str, label: str, hint: str) -> dict[str, Any]:
    """Build the view; it carries the number of what it is about and nothing else."""
    element = {
        "type": "plain_text_input",
        "action_id": REASON,
        "multiline": True,
        "min_length": 1,
        "max_length": REASON_LIMIT,
    }
    return {
        "type": "modal",
        "callback_id": form,
        "private_metadata": str(number),
        "title": blocks.plain(title, 24),
        "submit": blocks.plain(submit, 24),
        "close": blocks.plain("Not Now", 24),
        "blocks": [about, blocks.input_block(REASON, label, element, hint=hint)],
    }


def read(values: Mapping[str, Any]) -> str:
    """Take the reason out of a submission's `state.values`; empty when nothing was typed."""
    field: Mapping[str, Any] = (values.get(REASON) or {}).get(REASON) or {}
    return str(field.get("value") or "").strip()


def fault(reason: str, *, missing: str) -> str | None:
    """What is wrong with a reason, to be said beside it; Slack itself lets one of blanks pass."""
    if not reason:
        return missing
    if len(reason) > REASON_LIMIT:
        return f"Say it in {REASON_LIMIT} characters; these are {len(reason)}."
    return None
