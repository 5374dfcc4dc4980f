"""A mirror's loop: it goes when it is called, and when what it said is due next has come."""

import threading
from collections.abc import Callable
from datetime import datetime

from structlog.typing import FilteringBoundLogger

from workflow.means import Clock

REST = 0.01
"""Seconds between two passes of a mirror: many commits in a row are one call. The first call is never kept waiting."""


class Mirror:
    """One loop: goes when woken, and when what it said is due next has come."""

    def __init__(
        self,
        name: str,
        run: Callable[[], datetime | None],
        *,
        clock: Clock,
        log: FilteringBoundLogger,
        give_way: Callable[[], None] = lambda: None,
        rest: float = REST,
    ) -> None:
        self._name, self._run, self._clock, self._log, self._give_way = name, run, clock, log, give_way
        self._called, self._rest, self._rests = threading.Event(), threading.Event(), rest
        self._stopped = self._runs = False
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._called.set()

    @property
    def is_busy(self) -> bool:
        """Whether it was woken and has not finished looking."""
        return self._runs or self._called.is_set()

    def stop(self) -> None:
        self._stopped = True
        self._called.set()
        self._rest.set()
        self._thread.join(timeout=20)

    def _loop(self) -> None:
        while not self._stopped:
            self._give_way()
            self._runs = True
            self._called.clear()
            next_due = self._run_guarded()
            self._runs = False
            self._rest.wait(self._rests)
            if not self._stopped:  # the call of whoever stops it may have been one of those that were just answered
                self._called.wait(self._seconds_until(next_due))

    def _run_guarded(self) -> datetime | None:
        try:
            return self._run()
        except Exception:  # noqa: BLE001 (the worker's loop goes on whatever happens: leases have to end)
            self._log.exception("mirror.failed", mirror=self._name)
            return None

    def _seconds_until(self, moment: datetime | None) -> float | None:
        """None waits for the tick."""
        return None if moment is None else max(0.0, (moment - self._clock()).total_seconds())
