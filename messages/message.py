"""A message: blocks, and a text that makes sense alone."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256

from messages import blocks
from messages.blocks import Block

BLOCKS_LIMIT = 50
TEXT_LIMIT = 3_000
"""Characters; chat.update refuses 4,000."""


@dataclass(frozen=True)
class Message:
    """`text` is what notifications, screen readers and search see."""

    text: str
    blocks: tuple[Block, ...]


def of(text: str, shown: Iterable[Block | None]) -> Message:
    """Name each block by its place and content: Slack wants a new block_id for what chat.update changes."""
    present = named(shown)
    if len(present) > BLOCKS_LIMIT:
        raise ValueError(f"a message has {BLOCKS_LIMIT} blocks at most, this one {len(present)}")
    return Message(text=blocks.mrkdwn(text, TEXT_LIMIT)["text"], blocks=present)


def named(shown: Iterable[Block | None]) -> tuple[Block, ...]:
    """The blocks that are there, each with its block_id."""
    present = [block for block in shown if block is not None]
    return tuple(block | {"block_id": f"{place}-{_digest(block)}"} for place, block in enumerate(present))


def repeated(message: Message) -> Message:
    """The same, marked: an older copy of it may stand in the conversation."""
    mark = blocks.context("Posted again after an interruption. If an older copy stands above, this one counts.")
    return of(message.text, [*message.blocks, mark])


def short(text: str) -> Message:
    """One sentence of our own mrkdwn as an answer, without blocks: a twentieth of the way to it is saved."""
    return Message(text=blocks.mrkdwn(text, TEXT_LIMIT)["text"], blocks=())


def said(text: str) -> Message:
    """One paragraph of our own mrkdwn."""
    return of(text, [blocks.section(text)])


def said_again(message: Message) -> Message:
    """The same, marked: it may have been read already, and what is for one person's eyes cannot be withdrawn."""
    return of(message.text, [*message.blocks, blocks.context("Said again after an interruption.")])


def _digest(block: Block) -> str:
    content = {name: value for name, value in block.items() if name != "block_id"}
    return sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()[:12]
