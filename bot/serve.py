"""Web and worker in one: the worker's duties here, and a child that answers Slack.

Slack's three seconds never wait for the worker's work: in one process the two would share one interpreter lock, and
answers would slow down with every message that the worker builds. Two processes, forked from one after everything is
imported, share what they do not change: the whole weighs little more than one (measured by `make bench`).
"""

import gc
import os
import signal
import sys
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, NoReturn

from gunicorn.arbiter import Arbiter
from gunicorn.errors import HaltServer
from structlog.typing import FilteringBoundLogger

from bot import web, working
from bot.courtesy import Courtesy
from bot.settings import Settings
from bot.wake import Pipe
from catalog import load
from catalog.load import Unreadable
from models import database

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.working import Shift

ANSWERING_DIED = 70
"""Exit status, as sysexits.h has it, for what should not happen."""
FINISHES_WITHIN = 2
"""Seconds."""


def get_ready(settings: Settings) -> None:
    """Do what both processes need and neither changes: the driver, the tables' classes, the catalog as it stands."""
    database.get_ready(settings.database_url)
    with suppress(Unreadable):  # the last good one may stand in for it
        load.read(settings.leasehold_catalog)


def serve(settings: Settings, *, log: FilteringBoundLogger) -> int:
    """Run until told to stop; give the exit status."""
    ring, courtesy = Pipe(), Courtesy()
    server = web.Server(settings, log=log, ring=ring, courtesy=courtesy)
    # What is there now is shared by both; a collector that walked over it would make it each one's own.
    gc.collect()
    gc.freeze()
    arbiter = _Arbiter(server, lambda: working.begin(settings, log=log, ring=ring, courtesy=courtesy))
    status = _run(arbiter)
    if status == ANSWERING_DIED:
        _begin_anew(arbiter, log)
    arbiter.end_shift()
    return status


def _begin_anew(arbiter: "_Arbiter", log: FilteringBoundLogger) -> NoReturn:
    """Become a new `serve`: a successor forked from here would carry over whatever locks the duties' threads hold.

    What is in hand is let finish for a moment only, for Slack is not answered meanwhile; the rest is as after a crash.
    """
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_DFL)  # gunicorn's would only note it down, and nobody reads that any more
    log.error("serve.begins_anew", why="the process that answers Slack died")
    ending = threading.Thread(target=arbiter.end_shift, daemon=True)
    ending.start()
    ending.join(FINISHES_WITHIN)
    os.execv(sys.executable, sys.orig_argv)  # noqa: S606 (ourselves, as we were called)


def _run(arbiter: "_Arbiter") -> int:
    try:
        arbiter.run()
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1
    return 0


class _Arbiter(Arbiter):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's own, with the worker's shift begun as soon as the child that answers is there."""

    def __init__(self, server: web.Server, begin: "Callable[[], Shift]") -> None:
        super().__init__(server)
        self._begin = begin
        self._shift: Shift | None = None

    def manage_workers(self) -> None:
        if self._shift is None:
            super().manage_workers()
            self._shift = self._begin()
        elif not self.WORKERS:
            raise HaltServer("the process that answers Slack died", ANSWERING_DIED)

    def handle_hup(self) -> None:
        """SIGHUP: read the catalog again, in both; nothing else is reloaded."""
        if self._shift is not None:
            self._shift.read_catalog_again()
        for pid in self.WORKERS:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGHUP)

    def end_shift(self) -> None:
        if self._shift is not None:
            self._shift.end()
