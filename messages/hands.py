"""Hands: calls of Slack that are under way, each for one row, and what became of them."""

import time
from collections.abc import Callable, Collection, Hashable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from datetime import datetime
from typing import Generic, TypeVar

K = TypeVar("K", bound=Hashable)

PATIENCE = 0.5
"""Seconds a pass waits for Slack; what takes longer goes on by itself, and a new pass begins without it."""


class Hands(Generic[K]):
    """So many threads, and the rows by their keys that each has in hand. Used from one thread at a time."""

    def __init__(self, name: str, number: int) -> None:
        self._name = name
        self._threads = ThreadPoolExecutor(number, thread_name_prefix=name)
        self._under_way: dict[K, Future[None]] = {}

    def __contains__(self, key: K) -> bool:
        return key in self._under_way

    def __iter__(self) -> Iterator[K]:
        return iter(self._under_way)

    def __len__(self) -> int:
        return len(self._under_way)

    def take(self, key: K, work: Callable[[], None]) -> None:
        self._under_way[key] = self._threads.submit(work)

    def wait(self, seconds: float | None = None) -> None:
        wait(self._under_way.values(), timeout=seconds)

    def let_go(self, put_off: Callable[[Collection[K]], None]) -> None:
        """Let go of what is done. A bug with one row is put off, and raised after the others had their turn."""
        done = {key: future for key, future in self._under_way.items() if future.done()}
        bugs = {key: bug for key, future in done.items() if isinstance(bug := future.exception(), Exception)}
        for key in done:
            del self._under_way[key]
        if bugs:
            put_off(bugs)
            raise ExceptionGroup(self._name, list(bugs.values()))

    def finish(self, run: Callable[[], datetime | None], *, until: datetime, clock: Callable[[], datetime]) -> None:
        """Go on until nothing is due any more that falls due until then: for a program that ends."""
        while (next_due := run()) is not None or self._under_way:
            self.wait()
            if next_due is not None and next_due > until:
                return
            if next_due is not None:
                time.sleep(max(0.05, (next_due - clock()).total_seconds()))

    def close(self) -> None:
        """Finish what has begun, begin nothing more."""
        self._threads.shutdown(wait=True, cancel_futures=True)
