"""The pace: about one chat.postMessage a second and channel, and no call of a method that Slack told to wait."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

APART = timedelta(seconds=1.1)
"""A second, and a tenth because no two calls travel equally fast.

https://docs.slack.dev/apis/web-api/rate-limits: one message a second and channel, short bursts aside.
"""
PACED = frozenset({"chat.postMessage"})
_FORGOTTEN_FROM = 1_000


class Pace:
    """In this process, for all threads; never waits itself."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._free_at: dict[tuple[str, str | None], datetime] = {}

    def wait_until(self, method: str, channel: str) -> datetime:
        """When it may be called next: now, or later."""
        now = self._clock()
        with self._guard:
            return max(now, *(self._free_at.get(key, now) for key in ((method, None), (method, channel))))

    def took(self, method: str, channel: str) -> None:
        """It is called now."""
        if method in PACED:
            self._hold(method, channel, self._clock() + APART)

    def told_to_wait(self, method: str, channel: str | None, after: timedelta) -> None:
        """Slack said Retry-After; without a channel it counts for the whole method."""
        self._hold(method, channel, self._clock() + after)

    def _hold(self, method: str, channel: str | None, until: datetime) -> None:
        with self._guard:
            if len(self._free_at) > _FORGOTTEN_FROM:
                now = self._clock()
                self._free_at = {key: free for key, free in self._free_at.items() if free > now}
            self._free_at[method, channel] = max(until, self._free_at.get((method, channel), until))
