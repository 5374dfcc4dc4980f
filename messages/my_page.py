"""The answer to `/iam my`: what somebody has asked for and has, and what was last over."""

from collections.abc import Sequence

from messages import blocks, lease_notice, message, receipt, result, wording
from messages.blocks import Block, Element
from messages.message import Message
from messages.subject import Subject

SHOWN = 20
"""Of each: 45 blocks are a screenful already."""


def render(standing: Sequence[Subject], past: Sequence[Subject]) -> Message:
    """From subject.standing and subject.past."""
    if not standing and not past:
        return message.said("You have asked for nothing yet. `/iam request` shows what there is.")
    held = [entry(each) for each in standing[:SHOWN]]
    return message.of(
        _totals(standing),
        [
            blocks.section(f"*{_totals(standing)}*"),
            *held,
            blocks.context(f"…and {len(standing) - SHOWN} more.") if len(standing) > SHOWN else None,
            blocks.bullets("*Over*", [line(each) for each in past[:SHOWN]]) if past else None,
        ],
    )


def _totals(standing: Sequence[Subject]) -> str:
    live = sum(each.is_live for each in standing)
    rest = wording.counted(len(standing) - live, "open request", "open requests")
    return f"You have {live} live {'lease' if live == 1 else 'leases'} and {rest}."


def entry(subject: Subject) -> Block:
    """One of somebody's own, with the button that ends it."""
    return blocks.section(line(subject), accessory=_button(subject))


def _button(subject: Subject) -> Element | None:
    if subject.is_live:
        return lease_notice.give_back_button(subject)
    if subject.request.state in receipt.OPEN:
        return receipt.cancel_button(subject)
    return None


def line(subject: Subject) -> str:
    """The same in words alone."""
    request = subject.request
    return f"{wording.named(request)}, request {request.id}: {result.in_a_list(subject)}"
