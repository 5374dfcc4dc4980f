"""Courtesy: under `serve`, the worker lets a burst of answers to Slack go first.

Both share a machine and a database. Slack's patience is three seconds, the worker's work can wait for a part of one;
so while gestures come in quick succession the worker holds back, each time for no longer than it can afford.
"""

import mmap
import struct
import threading
import time

BURST = 4
"""Gestures that make a burst when they come within WINDOW; people who come one by one never hold the worker up."""
WINDOW = 0.05
PATIENCE = 1.0
"""Seconds for which one pass, or one write, of the worker is held back at most."""
_LOOK_EVERY = 0.025
_MOMENT = struct.Struct("q")


class Courtesy:
    """Made before the fork: both processes see the moments of the last gestures, in nanoseconds."""

    def __init__(self) -> None:
        self._shared = mmap.mmap(-1, _MOMENT.size * BURST)
        self._marks = 0
        self._one_by_one = threading.Lock()

    def mark(self) -> None:
        """Say that a gesture is being answered."""
        self._marks += 1
        _MOMENT.pack_into(self._shared, _MOMENT.size * (self._marks % BURST), time.monotonic_ns())

    def give_way(self) -> None:
        """Wait while a burst is being answered; through a long one the worker still gets a turn a second."""
        if not self._is_burst():
            return
        with self._one_by_one:
            until = time.monotonic() + PATIENCE
            while self._is_burst() and time.monotonic() < until:
                time.sleep(_LOOK_EVERY)

    def _is_burst(self) -> bool:
        oldest = min(moment for (moment,) in _MOMENT.iter_unpack(self._shared[:]))
        return bool(time.monotonic_ns() - oldest < WINDOW * 1e9)
