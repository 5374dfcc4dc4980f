"""The DMs of a review: when half of its time is over, a day before its end, and at its end."""

from messages import blocks, message, review_card, wording
from messages.blocks import Block
from messages.message import Message
from messages.review_seen import ReviewSeen
from models.post import PostKind
from models.review_item_states import ItemState
from models.review_states import ReviewState


def render(seen: ReviewSeen, kind: PostKind) -> Message:
    """Once the review is over, a reminder says so in place of asking."""
    if kind is PostKind.review_end or seen.review.state is not ReviewState.open:
        return _over(seen)
    said = f"{_how_long(kind)} {_open(seen)} until {wording.date(seen.review.until)}. {review_card.consequence(seen)}"
    return message.of(said, [blocks.section(said), review_card.button(seen), _number(seen)])


def _how_long(kind: PostKind) -> str:
    return "Half of the time is over." if kind is PostKind.half_time else "This ends tomorrow."


def _open(seen: ReviewSeen) -> str:
    whose = f"in {review_card.group(seen)}"
    if seen.open == 1:
        return f"One of {seen.to_answer} people {whose} waits for you to say whether they still need it,"
    return f"{seen.open} of {seen.to_answer} people {whose} wait for you to say whether they still need it,"


def _over(seen: ReviewSeen) -> Message:
    what = f"The review of {review_card.group(seen)}"
    if seen.review.state is ReviewState.stopped:
        said = f"{what} was stopped by {wording.mention(seen.review.stopped_by or '')}. {review_card.progress(seen)}"
    else:
        said = f"{what} is over. {review_card.progress(seen)}"
    return message.of(said, [blocks.section(said), *_to_look_at(seen), _number(seen)])


def _to_look_at(seen: ReviewSeen) -> list[Block]:
    """What a person may still have to do something about."""
    told = (
        (ItemState.failed, "AWS refused to take back"),
        (ItemState.unanswered, "Nobody answered for"),
        (ItemState.taken_back, "Taken back"),
    )
    lines = [(heading, seen.names[state], seen.counts[state]) for state, heading in told if seen.names.get(state)]
    return [blocks.section(f"{heading} {review_card.listed(names, count)}.") for heading, names, count in lines]


def _number(seen: ReviewSeen) -> Block:
    return blocks.context(f"Review {seen.review.id}")
