"""The answer to `/iam requests`: what waits for approval."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from messages import blocks, message, wording
from messages.message import Message
from messages.subject import Subject

if TYPE_CHECKING:
    from messages.blocks import Block

SHOWN = 40


def render(waiting: Sequence[Subject], *, total: int) -> Message:
    """From subject.waiting and subject.count_waiting."""
    if not waiting:
        return message.said("No request waits for approval.")
    said = wording.counted(total, "request waits for approval", "requests wait for approval")
    lines = [_line(each) for each in waiting[:SHOWN]]
    pages = [lines[start : start + 10] for start in range(0, len(lines), 10)]
    told: list[Block] = [blocks.section("\n".join(page)) for page in pages]
    if total > len(lines):
        told.append(blocks.context(f"…and {total - len(lines)} more."))
    return message.of(f"{said}.", [blocks.section(f"*{said}*"), *told])


def _line(subject: Subject) -> str:
    request = subject.request
    votes = f", {len(subject.approvals)} of {request.quorum}" if subject.approvals else ""
    asked = f"{wording.mention(request.asker)} {wording.asks(request)}"
    return f"• {request.id}: {asked}, since {wording.date(request.asked_at)}{votes}"
