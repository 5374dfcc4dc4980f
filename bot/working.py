"""A worker's shift: it begins, it does its duties, it ends when told to."""

import signal
import threading

from structlog.typing import FilteringBoundLogger

from bot.courtesy import Courtesy
from bot.preflight import NotReady
from bot.settings import Settings
from bot.wake import Pipe, listen_to_postgresql
from bot.wiring import Built
from bot.worker import Worker
from iam.faults import Later


class Shift:
    """A worker at work, in threads of this process."""

    def __init__(self, built: Built, worker: Worker) -> None:
        self._built, self._worker = built, worker

    def read_catalog_again(self) -> None:
        self._built.catalog.read_again()

    def end(self) -> None:
        """Finish what is in hand, begin nothing new."""
        self._worker.stop()
        self._built.log.info("worker.stopped")


def begin(
    settings: Settings, *, log: FilteringBoundLogger, ring: Pipe | None = None, courtesy: Courtesy | None = None
) -> Shift:
    """Begin a shift. `ring` and `courtesy` join it to a web process beside it."""
    built = Built(settings, log=log)
    built.begin()
    worker = built.worker(courtesy.give_way) if courtesy else built.worker()
    if ring is not None:
        ring.listen(worker.wake)
    elif not built.database.is_sqlite:
        listen_to_postgresql(built.database.engine, worker.wake)
    worker.start()
    log.info("worker.started")
    return Shift(built, worker)


def work(settings: Settings, *, log: FilteringBoundLogger) -> None:
    """Work until SIGTERM or SIGINT; SIGHUP reads the catalog again."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    shift = begin(settings, log=log)
    signal.signal(signal.SIGHUP, lambda *_: shift.read_catalog_again())
    stop.wait()
    shift.end()


def work_once(settings: Settings, *, log: FilteringBoundLogger) -> None:
    """Do everything that is due now, once."""
    built = Built(settings, log=log)
    built.begin()
    built.worker().run_once()


def nag(settings: Settings, *, log: FilteringBoundLogger) -> None:
    """One round of nags now. Raises NotReady with AWS's own words when it cannot be told."""
    built = Built(settings, log=log)
    built.begin()
    try:
        built.worker().nag()
    except Later as fault:
        why = f"AWS says: {fault.words}" if fault.words else "an account is being surveyed"
        raise NotReady(f"the round is not told yet, a worker tries it again; {why}") from fault
