"""The card of a review: what is asked of whom, until when, how far it is, and what came of it."""

from collections.abc import Sequence
from typing import assert_never

from messages import blocks, message, wording
from messages.blocks import Block
from messages.message import Message
from messages.review_seen import ReviewSeen
from models.review_item_states import ItemState
from models.review_states import ReviewState

REVIEW = "review-members"
_BAR = 20
"""Signs of the bar that shows how far it is."""
_NAMES_LIMIT = 700
"""Characters of names in one line: seven such lines fit into a message, with all that stands around them."""
_LINES = (
    (ItemState.failed, "AWS refuses to take back"),
    (ItemState.rejected, "Being taken back, by a reviewer's word"),
    (ItemState.unconfirmed, "Being taken back, for nobody confirmed it in time"),
    (ItemState.taken_back, "Taken back"),
    (ItemState.unanswered, "Not confirmed, and left as it is"),
    (ItemState.leased, "Left to a lease, which ends it"),
    (ItemState.gone, "Out of the group meanwhile, by another hand"),
)
"""What is said by name, the most urgent first."""


def render(seen: ReviewSeen) -> Message:
    return message.of(
        f"{_question(seen)} {progress(seen)}",
        [
            blocks.section(f"*{_question(seen)}*\n{_asked(seen)}"),
            blocks.section(f"{_bar(seen)}\n{progress(seen)}{_by(seen)}"),
            *_named(seen),
            _held_up(seen),
            button(seen),
            blocks.context(_foot(seen)),
        ],
    )


def progress(seen: ReviewSeen) -> str:
    """How far it is, in numbers."""
    said = [f"{seen.count(ItemState.confirmed)} of {seen.to_answer} confirmed"]
    going = seen.count(ItemState.rejected, ItemState.unconfirmed)
    told = (
        (seen.count(ItemState.taken_back), "taken back"),
        (going, "being taken back"),
        (seen.count(ItemState.failed), "refused by AWS"),
        (seen.count(ItemState.unanswered), "not confirmed"),
        (seen.open, "open"),
    )
    return f"{', '.join([*said, *(f'{count} {what}' for count, what in told if count)])}."


def consequence(seen: ReviewSeen) -> str:
    """What becomes of whom nobody confirms."""
    if seen.review.takes_back:
        return "What is not confirmed by then is taken back."
    return "What is not confirmed by then is listed, and left as it is."


def group(seen: ReviewSeen) -> str:
    return f"the IAM group {blocks.code(seen.review.group)}"


def button(seen: ReviewSeen) -> Block | None:
    """The right to review is looked up at the click."""
    if seen.review.state is not ReviewState.open or not seen.open:
        return None
    number = str(seen.review.id)
    return blocks.actions(blocks.button("Review Members…", action_id=REVIEW, value=number, style="primary"))


def listed(names: Sequence[str], count: int) -> str:
    """Names as far as they fit, and how many more there are."""
    shown: list[str] = []
    for name in map(blocks.code, names):
        if sum(map(len, shown)) + len(name) > _NAMES_LIMIT:
            break
        shown.append(name)
    more = [f"{count - len(shown)} more"] if count > len(shown) else []
    return wording.together([*shown, *more])


def _question(seen: ReviewSeen) -> str:
    account = blocks.code(seen.review.account)
    return f"Review {seen.review.id}: who still needs to be in {group(seen)} in account {account}?"


def _asked(seen: ReviewSeen) -> str:
    review = seen.review
    match review.state:
        case ReviewState.open:
            whose = f"To be answered by {wording.approvers(review.reviewers)}"
            until = wording.date(review.until)
            return f"{whose}, for everybody but themselves, until {until}. {consequence(seen)}"
        case ReviewState.closing:
            return "It is over; what is to be taken back is being taken back."
        case ReviewState.ended:
            return f"Ended{_when(seen)}. It was for {wording.approvers(review.reviewers)} to answer."
        case ReviewState.stopped:
            by = wording.mention(review.stopped_by or "")
            return f"Stopped by {by}{_when(seen)}. Of whom nobody had answered for, nothing was taken back."
        case ReviewState.starting | ReviewState.refused:
            return "Not begun."
        case _:
            assert_never(review.state)


def _when(seen: ReviewSeen) -> str:
    return f" {wording.date(seen.review.ended_at)}" if seen.review.ended_at else ""


def _bar(seen: ReviewSeen) -> str:
    done = seen.to_answer - seen.open
    full = _BAR if not seen.to_answer else _BAR * done // seen.to_answer
    return f"`{'█' * full}{'░' * (_BAR - full)}`  {done} of {seen.to_answer} answered for"


def _by(seen: ReviewSeen) -> str:
    if not seen.answered:
        return ""
    people = [f"{wording.mention(who)} ({count})" for who, count in seen.answered[:10]]
    more = [f"{len(seen.answered) - 10} more"] if len(seen.answered) > 10 else []
    return f"\nAnswered by {wording.together([*people, *more])}."


def _named(seen: ReviewSeen) -> list[Block]:
    lines = [
        f"*{heading}*: {listed(seen.names[state], seen.counts[state])}"
        for state, heading in _LINES
        if seen.names.get(state)
    ]
    return [blocks.section(line) for line in lines]


def _held_up(seen: ReviewSeen) -> Block | None:
    words = seen.review.why
    return blocks.section(f"It is held up: {blocks.escaped(words, 500)}") if words.strip() else None


def _foot(seen: ReviewSeen) -> str:
    review = seen.review
    begun = f" {wording.date(review.begun_at)}" if review.begun_at else ""
    said = f"Started by {wording.mention(review.asked_by)}{begun} · review {review.id}"
    if review.state is ReviewState.open:
        said += f" · `/iam review stop {review.id}` ends it and takes nothing back"
    return said
