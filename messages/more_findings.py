"""The modal behind Show More: all findings of one reminder, page by page."""

from typing import Any

from sqlalchemy.orm import Session

from messages import blocks, finding_words, findings_seen, wording
from messages.blocks import Block
from models.reminder import Reminder

FORM, EARLIER, NEXT = "findings", "earlier-findings", "next-findings"
A_PAGE = 20
"""Findings; each is two blocks of a hundred."""


def read(value: str) -> tuple[int, int] | None:
    """Which reminder and which page a button means; None: none of ours."""
    number, dot, page = value.partition(".")
    is_ours = dot and all(each.isascii() and each.isdigit() and len(each) <= 18 for each in (number, page))
    return (int(number), int(page)) if is_ours else None


def render(session: Session, reminder: Reminder, page: int) -> dict[str, Any]:
    numbers = [*reminder.theirs, *reminder.others]
    pages = max(1, -(-len(numbers) // A_PAGE))
    page = min(page, pages - 1)
    shown = numbers[page * A_PAGE : (page + 1) * A_PAGE]
    listed: list[Block] = []
    for seen in findings_seen.load(session, shown, reminder.offers):
        buttons = finding_words.buttons(seen, reader=reminder.person)
        listed += [blocks.section(finding_words.lines(seen)), *([buttons] if buttons else [])]
    first = page * A_PAGE + 1
    said = f"{first} to {first + len(shown) - 1} of {wording.counted(len(numbers), 'finding', 'findings')}"
    heading = f"{said}, the heaviest first." if shown else "There is nothing any more."
    beyond = [blocks.context(f"{reminder.left} more come with later rounds.")] if reminder.left else []
    return _view([blocks.section(heading), *listed, *_turning(reminder, page, pages), *beyond], f"{reminder.id}.{page}")


def _turning(reminder: Reminder, page: int, pages: int) -> list[Block]:
    wanted = [("Earlier", EARLIER, page - 1), ("Next Page", NEXT, page + 1)]
    buttons = [
        blocks.button(label, action_id=action, value=f"{reminder.id}.{to}")
        for label, action, to in wanted
        if 0 <= to < pages
    ]
    return [blocks.actions(*buttons)] if buttons else []


def _view(shown: list[Block], place: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": FORM,
        "private_metadata": place,
        "title": blocks.plain("Your Findings", 24),
        "close": blocks.plain("Close", 24),
        "blocks": [block | {"block_id": f"{FORM}-{place}-{each}"} for each, block in enumerate(shown)],
    }
