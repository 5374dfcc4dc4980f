"""The form for keeping a finding: a modal that asks why it is needed."""

from typing import Any

from messages import blocks, finding_words, reason_form
from models.kept_finding import KeptFinding

FORM = "keep-finding"


def render(finding: KeptFinding) -> dict[str, Any]:
    about = blocks.section(f"{finding_words.title(finding.kind, finding.principal, finding.subject)}.")
    return reason_form.render(
        FORM,
        finding.id,
        {**about, "block_id": "about"},
        title="Keep for 30 Days",
        submit="Keep It",
        label="What it is needed for",
        hint="The administrators read this. After 30 days you are asked again.",
    )


def fault(reason: str) -> str | None:
    return reason_form.fault(reason, missing="Say what it is needed for: the administrators read this.")
