"""Supervising: the bot is started again when it dies, unless somebody wants it to be down."""

import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from queue import Empty, SimpleQueue
from typing import assert_never

from sandbox.bot import Bot

LOOKS_EVERY = 0.1
WAITS_AT_MOST = timedelta(seconds=10)
"""Between two attempts to start a bot that does not come up."""


class Wish(StrEnum):
    start = "start"
    stop = "stop"
    kill = "kill"


class Standing(StrEnum):
    up = "up"
    starting = "starting"
    stopped = "stopped"
    killed = "killed"


@dataclass(frozen=True)
class Seen:
    """How the bot stands, since when, and how often it was started again."""

    standing: Standing
    since: datetime
    restarts: int = 0


class Supervisor:
    """Runs in the thread that started the bot, for on Linux a bot dies with it; wishes come from any other."""

    def __init__(self, bot: Bot, *, command: tuple[str, ...], clock: Callable[[], datetime] | None = None) -> None:
        self._bot, self._command = bot, command
        self._clock = clock or (lambda: datetime.now(UTC))
        self._wishes: SimpleQueue[Wish] = SimpleQueue()
        self._ended = threading.Event()
        self._failures, self._not_before = 0, self._clock()
        self.seen = Seen(Standing.up, self._clock())

    def wants(self, wish: Wish) -> None:
        self._wishes.put(wish)

    def end(self) -> None:
        self._ended.set()

    def run(self) -> None:
        """Go on until `end`, or until the signal that ends the demonstration."""
        while not self._ended.is_set():
            try:
                self._grant(self._wishes.get(timeout=LOOKS_EVERY))
            except Empty:
                self._look()

    def _grant(self, wish: Wish) -> None:
        match wish:
            case Wish.start:
                if not self._bot.is_running:
                    self._start()
            case Wish.stop:
                self._bot.stop()
                self._is(Standing.stopped)
            case Wish.kill:
                self._bot.kill()
                self._is(Standing.killed)
            case _:
                assert_never(wish)

    def _look(self) -> None:
        down_on_purpose = self.seen.standing in {Standing.stopped, Standing.killed}
        if not down_on_purpose and not self._bot.is_running and self._clock() >= self._not_before:
            self._start()

    def _start(self) -> None:
        self._bot.kill()  # what a dead bot left behind goes first
        self._is(Standing.starting)
        try:
            self._bot.start(command=self._command)
        except (RuntimeError, TimeoutError) as error:
            self._bot.kill()
            self._failures += 1
            wait = min(timedelta(seconds=2**self._failures), WAITS_AT_MOST)
            self._not_before = self._clock() + wait
            print(f"leasehold demo: {error}\ntrying again in {wait.seconds} s", file=sys.stderr)  # noqa: T201  (a command says so)
            return
        self._failures = 0
        self.seen = Seen(Standing.up, self._clock(), self.seen.restarts + 1)

    def _is(self, standing: Standing) -> None:
        self.seen = Seen(standing, self._clock(), self.seen.restarts)
