"""The form for denying: a modal that asks for the reason."""

from collections.abc import Mapping
from typing import Any

from messages import blocks, wording
from models.request import Request

FORM = "deny"
REASON = "reason"
REASON_LIMIT = 500
AT_HOME = " at home"
"""Behind the request's number when the form was opened from the Home tab, which is no channel to answer in."""


def render(request: Request) -> dict[str, Any]:
    """Build the view; it carries the request's number and nothing else."""
    asked = blocks.section(f"{wording.mention(request.asker)} {wording.asks(request)}.")
    element = {
        "type": "plain_text_input",
        "action_id": REASON,
        "multiline": True,
        "min_length": 1,
        "max_length": REASON_LIMIT,
    }
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": str(request.id),
        "title": blocks.plain("Deny a Request", 24),
        "submit": blocks.plain("Deny Request", 24),
        "close": blocks.plain("Not Now", 24),
        "blocks": [
            {**asked, "block_id": "asked"},
            blocks.input_block(REASON, "Why not", element, hint="The person who asked reads this."),
        ],
    }


def render_at_home(request: Request) -> dict[str, Any]:
    """The same; what has to be said about the answer is said in a DM."""
    return render(request) | {"private_metadata": f"{request.id}{AT_HOME}"}


def read(values: Mapping[str, Any]) -> str:
    """Take the reason out of a submission's `state.values`; empty when nothing was typed."""
    field: Mapping[str, Any] = (values.get(REASON) or {}).get(REASON) or {}
    return str(field.get("value") or "").strip()


def fault(reason: str) -> str | None:
    """What is wrong with a reason, to be said beside it; Slack itself lets one of blanks pass."""
    if not reason:
        return "Say why not: the person who asked reads this."
    if len(reason) > REASON_LIMIT:
        return f"Say it in {REASON_LIMIT} characters; these are {len(reason)}."
    return None
