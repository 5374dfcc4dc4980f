"""The form for denying: a modal that asks for the reason."""

from typing import Any

from messages import blocks, reason_form, wording
from models.request import Request

FORM = "deny"
AT_HOME = " at home"
"""Behind the request's number when the form was opened from the Home tab, which is no channel to answer in."""


def render(request: Request) -> dict[str, Any]:
    asked = blocks.section(f"{wording.mention(request.asker)} {wording.asks(request)}.")
    return reason_form.render(
        FORM,
        request.id,
        {**asked, "block_id": "asked"},
        title="Deny a Request",
        submit="Deny Request",
        label="Why not",
        hint="The person who asked reads this.",
    )


def render_at_home(request: Request) -> dict[str, Any]:
    """The same; what has to be said about the answer is said in a DM."""
    return render(request) | {"private_metadata": f"{request.id}{AT_HOME}"}


def fault(reason: str) -> str | None:
    return reason_form.fault(reason, missing="Say why not: the person who asked reads this.")
