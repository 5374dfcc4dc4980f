"""The form of a review: its members page by page, Keep or Take Back for each, saved at every page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from messages import blocks, review_card, wording
from messages.blocks import Block, Element
from messages.review_seen import ReviewSeen
from models.review_answer import Choice
from models.review_item import ReviewItem

FORM = "review-members"
PAGE = 20
"""Members on a page; a modal takes 100 blocks, and nobody judges a hundred people at once."""
_MEMBER = "member-"
_LABELS = {Choice.keep: "Keep", Choice.take_back: "Take Back"}


@dataclass(frozen=True)
class Page:
    """Members to answer for; `own` are the reader's, which somebody else has to answer for; `rest` come after.

    `warnings` say what to know before one of them is taken back, by the number of the item.
    """

    items: Sequence[ReviewItem]
    own: Sequence[str]
    rest: int
    warnings: Mapping[int, str] = field(default_factory=dict)


def render(seen: ReviewSeen, page: Page, *, saved: int = 0, said: str = "") -> dict[str, Any]:
    """`saved` is how many were answered for on the page before."""
    if not page.items:
        return last(seen, page, saved=saved)
    left = f", and {page.rest} more after them" if page.rest else ""
    count = wording.counted(len(page.items), "person", "people")
    shown = [
        blocks.section(f"Who still needs to be in {review_card.group(seen)}? {count} here{left}."),
        blocks.context(f"{_saved(saved)}{_HOW}"),
        *([blocks.context(blocks.one_line(said))] if said else []),
        *(_member(item, seen, page.warnings.get(item.id)) for item in page.items),
        *_own(page),
    ]
    return _view(shown, seen) | {
        "private_metadata": f"{seen.review.id}/{page.items[-1].id}",
        "submit": blocks.plain("Save and Go On" if page.rest else "Save", 24),
    }


def last(seen: ReviewSeen, page: Page, *, saved: int = 0) -> dict[str, Any]:
    """Nobody is left after this page."""
    if saved:
        told = f"{_saved(saved)}It counts in a moment: the review's card shows it, or I tell you why not."
    elif page.own:
        told = "Nobody else is left for you to answer for."
    else:
        told = "Nobody is left to answer for."
    again = "Whom you have passed over is there when you open this again, until the review is over."
    return _view([blocks.section(told), *_own(page), *([blocks.context(again)] if seen.open else [])], seen)


def waiting(number: int) -> dict[str, Any]:
    return _modal([blocks.section("Looking…")], number)


def refused(number: int, words: str) -> dict[str, Any]:
    """A Refusal's `mrkdwn`."""
    return _modal([blocks.section(blocks.one_line(words))], number)


def failed(number: int, words: str) -> dict[str, Any]:
    """Slack's own words."""
    said = "Whether you may review this could not be looked up. Close this and try again in a minute."
    return _modal([blocks.section(said), blocks.preformatted(words)], number)


def read(values: Mapping[str, Any]) -> dict[int, Choice]:
    """What was chosen, by the number of the item; whoever was passed over is left out."""
    chosen = {}
    for block, fields in values.items():
        number = block.removeprefix(_MEMBER)
        option = (((fields or {}).get(_MEMBER) or {}).get("selected_option") or {}).get("value")
        if block.startswith(_MEMBER) and _is_number(number) and option in set(Choice):
            chosen[int(number)] = Choice(option)
    return chosen


def place(metadata: str) -> tuple[int, int] | None:
    """The review, and the last member of the page that was shown."""
    number, _, after = metadata.partition("/")
    return (int(number), int(after)) if _is_number(number) and _is_number(after) else None


def _is_number(word: str) -> bool:
    return word.isascii() and word.isdigit() and len(word) <= 18


_HOW = (
    "Take Back is done at once when you save. Keep is recorded with your name. "
    "Pass over whom you cannot judge: somebody else may."
)


def _saved(count: int) -> str:
    return f"Saved for {wording.counted(count, 'person', 'people')}. " if count else ""


def _member(item: ReviewItem, seen: ReviewSeen, warning: str | None) -> Block:
    element: Element = {
        "type": "radio_buttons",
        "action_id": _MEMBER,
        "options": [_option(choice) for choice in Choice],
    }
    label = item.user if not item.email else f"{item.user} · {item.email}"
    hint = used(item, seen.review.services)
    if warning is not None:
        hint = f"{hint}. Before you take it back: {warning}"
    return blocks.input_block(f"{_MEMBER}{item.id}", blocks.one_line(label)[:200], element, hint=hint, optional=True)


def _option(choice: Choice) -> Element:
    return {"text": blocks.plain(_LABELS[choice], 75), "value": choice.value}


def used(item: ReviewItem, services: Sequence[str] | None) -> str:
    """When something that the group allows was last reached, in plain words."""
    if item.looked_at is None:
        none = services is not None and not services
        return "The group's policies allow nothing that AWS tells of" if none else "Last use not known"
    if item.last_used is None:
        return "Has not used what the group allows as far back as AWS tells"
    return f"Last used what the group allows on {item.last_used:%Y-%m-%d}, for {item.used}"


def _own(page: Page) -> list[Block]:
    if not page.own:
        return []
    named = wording.together([blocks.code(name) for name in page.own])
    return [blocks.section(f"{named} is yours: somebody else has to answer for it.")]


def _view(shown: Sequence[Block], seen: ReviewSeen) -> dict[str, Any]:
    return _modal(shown, seen.review.id)


def _modal(shown: Sequence[Block], number: int) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": blocks.plain(f"Review {number}", 24),
        "close": blocks.plain("Close", 24),
        "blocks": [{"block_id": f"{FORM}-{place}", **block} for place, block in enumerate(shown)],
    }
