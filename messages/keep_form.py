"""The form for keeping a finding: a modal that asks why it is needed."""

from collections.abc import Mapping
from typing import Any

from messages import blocks, finding_words
from models.kept_finding import KeptFinding

FORM, REASON = "keep-finding", "reason"
REASON_LIMIT = 500


def render(finding: KeptFinding) -> dict[str, Any]:
    """Build the view; it carries the finding's number and nothing else."""
    about = blocks.section(f"{finding_words.title(finding.kind, finding.principal, finding.subject)}.")
    element = {
        "type": "plain_text_input",
        "action_id": REASON,
        "multiline": True,
        "min_length": 1,
        "max_length": REASON_LIMIT,
    }
    hint = "The administrators read this. After 30 days you are asked again."
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": str(finding.id),
        "title": blocks.plain("Keep for 30 Days", 24),
        "submit": blocks.plain("Keep It", 24),
        "close": blocks.plain("Not Now", 24),
        "blocks": [
            {**about, "block_id": "about"},
            blocks.input_block(REASON, "What it is needed for", element, hint=hint),
        ],
    }


def read(values: Mapping[str, Any]) -> str:
    """Take the reason out of a submission's `state.values`; empty when nothing was typed."""
    field: Mapping[str, Any] = (values.get(REASON) or {}).get(REASON) or {}
    return str(field.get("value") or "").strip()


def fault(reason: str) -> str | None:
    """What is wrong with a reason, to be said beside it; Slack itself lets one of blanks pass."""
    if not reason:
        return "Say what it is needed for: the administrators read this."
    if len(reason) > REASON_LIMIT:
        return f"Say it in {REASON_LIMIT} characters; these are {len(reason)}."
    return None
