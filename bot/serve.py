"""Web and worker in one: two processes side by side, so that Slack's three seconds never wait for the worker's work.

One process would share one interpreter lock: the answers to Slack then slow down with every message that the worker
builds. The worker is also a little less urgent to the kernel. Either is started again if it dies.
"""

import contextlib
import gc
import os
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from structlog.typing import FilteringBoundLogger

from bot import dying, web, working
from bot.courtesy import Courtesy
from bot.settings import Settings
from bot.wake import Pipe

STOPS_WITHIN = 20
"""Seconds for what is in hand; a platform's own patience is most often 30."""
LESS_URGENT = 5


@dataclass(frozen=True)
class Part:
    name: str
    run: Callable[[], None]


def serve(settings: Settings, *, log: FilteringBoundLogger) -> int:
    """Run until told to stop; give the exit status."""
    ring, courtesy = Pipe(), Courtesy()

    def work() -> None:
        os.nice(LESS_URGENT)
        working.work(settings, log=log, ring=ring, courtesy=courtesy)

    def answer() -> None:
        web.Server(settings, log=log, ring=ring, courtesy=courtesy).run()

    # What is there now is shared by all parts; a collector that walked over it would make each its own copy of it.
    gc.collect()
    gc.freeze()
    return _Watch((Part("worker", work), Part("web", answer)), log).run()


class _Watch:
    """Starts the parts, hands signals on, and starts a part again when it has died."""

    def __init__(self, parts: tuple[Part, ...], log: FilteringBoundLogger) -> None:
        self._parts, self._log = parts, log
        self._running: dict[int, Part] = {}
        self._stopping = False

    def run(self) -> int:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        signal.signal(signal.SIGHUP, self._hand_on)
        for part in self._parts:
            self._start(part)
        while self._running:
            self._look_after_one()
        return 0

    def _start(self, part: Part) -> None:
        pid = os.fork()
        if pid == 0:
            _be(part)
        self._running[pid] = part
        if self._stopping:
            _tell(pid, signal.SIGTERM)

    def _look_after_one(self) -> None:
        try:
            pid, status = os.waitpid(-1, 0)
        except (ChildProcessError, InterruptedError):
            return
        part = self._running.pop(pid, None)
        if part is not None and not self._stopping:
            self._log.error("part.died", part=part.name, status=os.waitstatus_to_exitcode(status))
            time.sleep(1)
            self._start_again(part)

    def _start_again(self, part: Part) -> None:
        """Unless we were told to stop meanwhile."""
        if not self._stopping:
            self._start(part)

    def _stop(self, _signal: int, _frame: object) -> None:
        self._stopping = True
        signal.signal(signal.SIGALRM, self._kill)
        signal.alarm(STOPS_WITHIN)
        for pid in self._running:
            _tell(pid, signal.SIGTERM)

    def _kill(self, _signal: int, _frame: object) -> None:
        for pid in self._running:
            _tell(pid, signal.SIGKILL)

    def _hand_on(self, number: int, _frame: object) -> None:
        for pid in self._running:
            _tell(pid, number)


def _tell(pid: int, number: int) -> None:
    """A part may have died just before."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _be(part: Part) -> None:
    """Become a part of the whole, in the new process; never return."""
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    dying.with_the_parent()
    try:
        part.run()
    except SystemExit as leaving:
        os._exit(leaving.code if isinstance(leaving.code, int) else 1)
    except BaseException:  # noqa: BLE001 (the last line of a process: say why it ends)
        sys.excepthook(*sys.exc_info())
        os._exit(1)
    os._exit(0)
