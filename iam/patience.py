"""Patience: a look that is asked again while AWS says Later.

For who waits at a terminal, and has no row that comes back to it.
"""

import threading
from collections.abc import Callable
from typing import TypeVar

from iam import faults

T = TypeVar("T")

TRIES = 6
_HOPELESS = frozenset({"NoCredentials", "ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId"})
"""A person has to mend these: waiting does not."""


def patiently(look: Callable[[], T]) -> T:
    """Ask up to TRIES times, half a minute in all. Raises the last Later, or Never at once."""
    for tried in range(1, TRIES):
        try:
            return look()
        except faults.Later as fault:
            if is_hopeless(fault):
                raise
            threading.Event().wait(pause(tried))
    return look()


def pause(tried: int) -> float:
    """Seconds to wait after so many tries."""
    return float(min(0.5 * 2 ** (tried - 1), 30))


def is_hopeless(fault: faults.Later) -> bool:
    return fault.code in _HOPELESS
