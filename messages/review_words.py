"""The short answers to `/iam review`, for the eyes of whoever typed it."""

from collections.abc import Sequence
from datetime import datetime

from messages import blocks, message, review_card, wording
from messages.message import Message
from messages.review_seen import ReviewSeen

_LIST_LIMIT = 8_000


def asked(number: int, *, group: str, until: datetime) -> Message:
    what = f"review {number} of the IAM group {blocks.code(group)}, until {wording.date(until)}"
    return message.short(f"On it: {what}. Its card comes when the members are looked up; if it cannot be, I tell you.")


def stopping(number: int) -> Message:
    return message.short(f"Review {number} is being stopped, if you may: its card says so, or I tell you why not.")


def under_way(reviews: Sequence[ReviewSeen]) -> Message:
    if not reviews:
        return message.said("No review is under way. `/iam review start developers` begins one.")
    lines = [
        f"Review {each.review.id}, {review_card.group(each)}: {review_card.progress(each)[:-1]}, "
        f"until {wording.date(each.review.until)}"
        for each in reviews
    ]
    said = wording.counted(len(reviews), "review is under way", "reviews are under way")
    return message.of(f"{said}.", blocks.list_of(f"*{said}*", lines, limit=_LIST_LIMIT))
