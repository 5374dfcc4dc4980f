"""Turns: how much is done for one person at a time, so that nobody keeps everybody's hands full."""

import threading
from collections import Counter

EACH = 3
"""Windows that somebody may have AWS asked for at once; who clicks by hand does not come near it."""


class Turns:
    """One for a process."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._taken: Counter[str] = Counter()

    def take(self, person: str) -> bool:
        """Whether there is a turn for them now; each that was taken is to be left."""
        with self._guard:
            if self._taken[person] >= EACH:
                return False
            self._taken[person] += 1
            return True

    def leave(self, person: str) -> None:
        with self._guard:
            self._taken[person] -= 1
            if not self._taken[person]:
                del self._taken[person]
