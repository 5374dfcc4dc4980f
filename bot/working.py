"""A worker as a process: runs until told to stop."""

import signal
import threading

from structlog.typing import FilteringBoundLogger

from bot.courtesy import Courtesy
from bot.preflight import NotReady
from bot.settings import Settings
from bot.wake import Pipe, listen_to_postgresql
from bot.wiring import Built
from iam.faults import Later


def work(
    settings: Settings, *, log: FilteringBoundLogger, ring: Pipe | None = None, courtesy: Courtesy | None = None
) -> None:
    """Do the worker's duties until SIGTERM or SIGINT; SIGHUP reads the catalog again."""
    built = Built(settings, log=log)
    built.begin()
    worker = built.worker(courtesy.give_way) if courtesy else built.worker()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    signal.signal(signal.SIGHUP, lambda *_: built.catalog.read_again())
    if ring is not None:
        ring.listen(worker.wake)
    elif not built.database.is_sqlite:
        listen_to_postgresql(built.database.engine, worker.wake)
    worker.start()
    built.log.info("worker.started")
    stop.wait()
    worker.stop()
    built.log.info("worker.stopped")


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
        raise NotReady(f"the round is not told yet, a worker tries it again; AWS says: {fault.words}") from fault
