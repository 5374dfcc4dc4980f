"""The short answers to a command or a click, for the eyes of whoever typed or clicked."""

from datetime import timedelta

from messages import blocks, message, wording
from messages.message import Message


def filed(number: int, *, bundle: str, lasts: timedelta | None) -> Message:
    what = f"*{blocks.escaped(bundle)}* {wording.lasting(lasts)}"
    return message.short(f"Request {number} for {what} is on its way. I'll tell you in a DM.")


def cancelled(number: int, *, bundle: str) -> Message:
    return message.said(f"Request {number} for *{blocks.escaped(bundle)}* is cancelled. Nothing was changed in AWS.")


def given_back(number: int, *, bundle: str) -> Message:
    return message.said(
        f"*{blocks.escaped(bundle)}* (request {number}) is being taken back. Your DM says when it is gone."
    )


def refused(words: str) -> Message:
    """A Refusal's `mrkdwn`: its facts are escaped already; signs that hide are shown here."""
    return message.said(blocks.one_line(words))


def one_moment() -> Message:
    """To somebody for whom the same is being looked up in several windows already."""
    return message.said("That is being looked up for you already. Try again in a moment.")


def went_wrong(reference: str) -> Message:
    return message.said(
        f"Something went wrong on our side, reference {blocks.code(reference, 40)}. "
        "Try again; if it stays so, tell an administrator the reference."
    )
