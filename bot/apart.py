"""Doing something apart: in a child that is gone afterwards, and with it all the memory that it took."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Refused(Exception):
    """What the child had to say, in lines for an operator."""


@contextmanager
def doing(
    work: Callable[[], None], *, refusals: tuple[type[Exception], ...], words: Callable[[Exception], str]
) -> Iterator[None]:
    """Run `work` in a child beside the block, and wait for it at the block's end.

    Raises Refused with the words of the refusal that it raised there, whatever became of the block.
    """
    reader, writer = os.pipe()
    sys.stderr.flush()
    child = os.fork()
    if child == 0:
        os.close(reader)
        _do(work, refusals, words, writer)
    os.close(writer)
    try:
        yield
    finally:
        with os.fdopen(reader, "rb") as said:
            refused = said.read().decode()
        _, status = os.waitpid(child, 0)
        if refused or status != 0:
            raise Refused(refused or f"a check ended with status {os.waitstatus_to_exitcode(status)}")


def _do(
    work: Callable[[], None], refusals: tuple[type[Exception], ...], words: Callable[[Exception], str], writer: int
) -> None:
    """In the child; never returns."""
    status = 1
    try:
        work()
        status = 0
    except refusals as refusal:
        os.write(writer, words(refusal).encode())
    finally:
        if sys.exc_info()[0] is not None:
            sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
        os._exit(status)
