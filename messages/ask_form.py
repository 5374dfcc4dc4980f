"""The form for asking: a modal, filled in with what was typed already."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from rapidfuzz import fuzz

from catalog import duration
from catalog.bundle import Bundle, Catalog
from messages import blocks
from messages.blocks import Block, Element

FORM = "ask"
BUNDLE = "bundle"
DURATION = "duration"
REASON = "reason"
"""A field's block_id and action_id are one word; errors go by block_id."""

OPTIONS_LIMIT = 100
REASON_LIMIT = 2_000
DURATION_LIMIT = 40


@dataclass(frozen=True)
class AskFields:
    """What was filled in, as typed; empty where nothing was."""

    bundle: str
    duration: str
    reason: str


def render(
    catalog: Catalog, *, bundle: str | None = None, duration: str | None = None, reason: str = "", said: str = ""
) -> dict[str, Any]:
    """Build the view; `said` is our own mrkdwn about what is missing or wrong, shown on top."""
    chosen = catalog.bundle(bundle) if bundle else None
    shown: list[Block] = [{**blocks.section(said), "block_id": "said"}] if said else []
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": blocks.plain("Ask for Access", 24),
        "submit": blocks.plain("File Request", 24),
        "close": blocks.plain("Not Now", 24),
        "blocks": [*shown, _bundle(chosen), _duration(chosen, duration or ""), _reason(chosen, reason)],
    }


def options(catalog: Catalog, typed: str) -> list[Element]:
    """The choices for what was typed so far, the likest first; all by name for nothing."""
    wanted = typed.strip().lower()[:75]
    names = sorted(catalog.bundles)
    ranked = sorted(names, key=lambda name: _rank(catalog.bundles[name], wanted)) if wanted else names
    near = [name for name in ranked if not wanted or _rank(catalog.bundles[name], wanted)[0] < _FAR]
    return [_option(catalog.bundles[name]) for name in near[:OPTIONS_LIMIT]]


def read(values: Mapping[str, Any]) -> AskFields:
    """Take what was filled in out of a submission's `state.values`; what is not there is empty."""
    chosen = _element(values, BUNDLE).get("selected_option") or {}
    return AskFields(
        bundle=str(chosen.get("value") or ""),
        duration=str(_element(values, DURATION).get("value") or "").strip(),
        reason=str(_element(values, REASON).get("value") or ""),
    )


def _bundle(chosen: Bundle | None) -> Block:
    select: Element = {
        "type": "external_select",
        "action_id": BUNDLE,
        "min_query_length": 0,
        "placeholder": blocks.plain("Type a name", 150),
    }
    if chosen is not None:
        select["initial_option"] = _option(chosen)
    return blocks.input_block(BUNDLE, "What you need", select)


def _duration(chosen: Bundle | None, typed: str) -> Block:
    expected = f"{_length(chosen.default)} if left empty" if chosen else "Its usual length if left empty"
    hint = f"Such as 8h, 7d or 1h30m{_at_most(chosen)}."
    element = _text(DURATION, typed, placeholder=expected, limit=DURATION_LIMIT)
    return blocks.input_block(DURATION, "For how long", element, hint=hint, optional=True)


def _reason(chosen: Bundle | None, typed: str) -> Block:
    is_needed = chosen is not None and chosen.reason_required
    element = _text(REASON, typed, placeholder="What it is for", limit=REASON_LIMIT) | {"multiline": True}
    hint = "The approvers read this." if chosen else "The approvers read this; some bundles need one."
    return blocks.input_block(REASON, "Why", element, hint=hint, optional=not is_needed)


def _text(action_id: str, typed: str, *, placeholder: str, limit: int) -> Element:
    element: Element = {
        "type": "plain_text_input",
        "action_id": action_id,
        "max_length": limit,
        "placeholder": blocks.plain(placeholder, 150),
    }
    return element | {"initial_value": typed[:limit]} if typed else element


def _length(length: timedelta | None) -> str:
    return "For good" if length is None else duration.words(length)


def _at_most(chosen: Bundle | None) -> str:
    return f", {duration.words(chosen.maximum)} at most" if chosen and chosen.maximum is not None else ""


def _option(bundle: Bundle) -> Element:
    return blocks.option(bundle.name, description=bundle.description)


_FAR = 4


def _rank(bundle: Bundle, wanted: str) -> tuple[int, float, str]:
    """Exact, beginning so, containing it, said in the description or spelled nearly so; the rest is far."""
    name, described = bundle.name.lower(), bundle.description.lower()
    nearness = fuzz.WRatio(wanted, name)
    if name == wanted:
        place = 0
    elif name.startswith(wanted):
        place = 1
    elif wanted in name:
        place = 2
    elif wanted in described or nearness >= 65:
        place = 3
    else:
        place = _FAR
    return place, -nearness, name


def _element(values: Mapping[str, Any], field: str) -> Mapping[str, Any]:
    found: Mapping[str, Any] = (values.get(field) or {}).get(field) or {}
    return found
