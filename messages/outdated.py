"""What is said of a button, a form or a shortcut that this release does not know: an older one's, or from nowhere."""

from typing import Any

from messages import blocks

FORM = "outdated"
_NEXT = "Nothing was changed; type `/iam` to see what you can do."
BUTTON = f"That button is from an older version of Leasehold and does nothing any more. {_NEXT}"
SHORTCUT = f"That shortcut is from an older version of Leasehold and does nothing any more. {_NEXT}"


def form() -> dict[str, Any]:
    """In the place of what was filled in, which nobody would read."""
    said = f"That form is from an older version of Leasehold and was not sent. {_NEXT}"
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": blocks.plain("Not Sent", 24),
        "close": blocks.plain("Close", 24),
        "blocks": [blocks.section(said) | {"block_id": FORM}],
    }
