"""The short answers to whoever asks for a plan, for their eyes."""

from messages import blocks, message
from messages.message import Message


def filed(number: int, *, title: str) -> Message:
    """What was asked for is written down; what it takes is being looked up."""
    return message.short(
        f"On it: request {number}, to *{blocks.escaped(title, 200)}*. The plan is being put together; "
        "I'll tell you in a DM."
    )
