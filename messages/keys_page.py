"""The page of `/iam keys`: somebody's own access keys, in a modal for their eyes only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iam.keys import Key, Use
from messages import blocks, wording
from messages.blocks import Block, Element
from models.rotation import Rotation
from models.rotation_states import RotationState

FORM = "keys"
ROTATE, USE_NEW = "rotate-key", "use-new-key"
DEACTIVATE, ACTIVATE, DELETE = "deactivate-key", "activate-key", "delete-key"
OLD = 90
"""Days after which a key is to be rotated: CIS AWS Foundations Benchmark 7.0, 2.12."""


@dataclass(frozen=True)
class Shown:
    """A key, when it was last used, and the rotation in which it is the old one."""

    key: Key
    use: Use | None
    rotation: Rotation | None = None


def waiting() -> dict[str, Any]:
    return _view([blocks.section("Looking…")])


def refused(words: str) -> dict[str, Any]:
    """A Refusal's `mrkdwn`."""
    return _view([blocks.section(blocks.one_line(words))])


def failed(words: str) -> dict[str, Any]:
    """AWS's or Slack's own words."""
    return _view(
        [
            blocks.section("Your keys could not be looked up. Close this and ask again in a minute."),
            blocks.preformatted(words),
        ]
    )


def not_done(words: str) -> str:
    """What to say of a click that AWS did not follow; its own words."""
    return f"That was not done. AWS says: {blocks.escaped(words, 500)}"


def render(keys: Sequence[Shown], *, user: str, account: str, now: datetime, said: str = "") -> dict[str, Any]:
    """`said` is what came of the last click, a Refusal's `mrkdwn` or nothing."""
    whose = f"Access keys of your IAM user {blocks.code(user)} in account {blocks.code(account)}"
    listed = [block for each in keys for block in _of_key(each, is_alone=len(keys) == 1, now=now)]
    none = blocks.section("It has none. A new one is asked for and approved like any other change.")
    return _view([*_told(said), blocks.section(f"{whose}:"), *(listed or [none]), blocks.context(_HINT)])


def _told(said: str) -> list[Block]:
    return [blocks.section(blocks.one_line(said))] if said else []


def _of_key(shown: Shown, *, is_alone: bool, now: datetime) -> list[Block]:
    buttons = _buttons(shown, is_alone=is_alone)
    return [blocks.section(_line(shown, now=now)), *([blocks.actions(*buttons)] if buttons else [])]


def _line(shown: Shown, *, now: datetime) -> str:
    key = shown.key
    days = (now - key.made_at).days
    age = f"{wording.counted(days, 'day', 'days')} old" + (", which is too long" if days > OLD else "")
    state = "active" if key.is_active else "inactive"
    lines = [f"{blocks.code(key.id)}: {state}, {age}, {_used(shown.use)}.", _of_rotation(shown.rotation)]
    return "\n".join(line for line in lines if line)


def _used(use: Use | None) -> str:
    if use is None:
        return "never used"
    return f"last used {wording.date(use.at)} for {blocks.code(use.service)} in {blocks.code(use.region)}"


def _of_rotation(rotation: Rotation | None) -> str:
    match rotation.state if rotation else None:
        case RotationState.offered:
            return "A new one is promised for it: Rotate Key shows it."
        case RotationState.shown:
            return "It is made inactive once your new key was seen in use, which AWS tells within hours."
        case RotationState.retiring if rotation is not None and rotation.delete_at is not None:
            return f"Your new key has taken its place. It is deleted {wording.date(rotation.delete_at)}."
        case _:
            return ""


def _buttons(shown: Shown, *, is_alone: bool) -> list[Element]:
    key, state = shown.key, shown.rotation.state if shown.rotation else None
    if state is RotationState.shown:
        return [blocks.button("I Use the New One", action_id=USE_NEW, value=key.id, style="primary")]
    if state is RotationState.retiring and not key.is_active:
        return [blocks.button("Make Active Again", action_id=ACTIVATE, value=key.id)]
    if key.is_active:
        rotate = [blocks.button("Rotate Key", action_id=ROTATE, value=key.id, style="primary")] if is_alone else []
        return [*rotate, blocks.button("Make Inactive", action_id=DEACTIVATE, value=key.id)]
    return [blocks.button("Delete Key", action_id=DELETE, value=key.id, style="danger", confirm=_FOR_EVER)]


def _view(shown: list[Block]) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": blocks.plain("Your Access Keys", 24),
        "close": blocks.plain("Close", 24),
        "blocks": [block | {"block_id": f"{FORM}-{place}"} for place, block in enumerate(shown)],
    }


_HINT = (
    "Rotating makes a new key first; the old one works until the new one is in use. "
    "AWS allows two keys, so delete one before you rotate the other."
)
_FOR_EVER = blocks.confirm(
    "Delete this key?", "What still uses it stops working for good.", yes="Delete Key", no="Keep It"
)
