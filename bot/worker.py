"""The worker: its duties, and how often. Rows decide what there is to do; any number of workers may run."""

import threading
from collections.abc import Callable, Hashable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.schedulers.background import BackgroundScheduler
from structlog.typing import FilteringBoundLogger

from bot.catalog_in_force import CatalogInForce
from iam.faults import Later
from messages.posting import Posting
from workflow import checking, due, enforcing, judging, leasing, nagging, snapshotting
from workflow.means import Means

TICK = timedelta(seconds=1)
HANDS = 8
"""Requests, principals and rounds looked after at once; more only brings IAM's throttling nearer."""


@dataclass(frozen=True)
class Duty:
    """Something to be done again and again; safe to run in several processes."""

    name: str
    every: timedelta
    run: Callable[[], object]


class Worker:
    """Three mirrors that go when they are called or when something falls due, and a ticker for the rest."""

    def __init__(self, means: Means, posting: Posting, catalog: CatalogInForce) -> None:
        self._means, self._posting, self._catalog = means, posting, catalog
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="hand")
        self._scheduler = BackgroundScheduler(job_defaults={"max_instances": 1, "coalesce": True})
        log = means.log
        self._judging = Mirror("judging", self._judge, log=log)
        self._enforcing = Mirror("enforcing", self._enforce, log=log)
        self._shown = Mirror("posting", posting.run, log=log)
        self._mirrors = (self._judging, self._enforcing, self._shown)
        self._in_hand: set[Hashable] = set()

    def duties(self) -> Sequence[Duty]:
        """The fixed list; whoever is first does it, whoever comes second finds it done."""
        return (
            Duty("tick", TICK, self.wake),
            Duty("catalog", TICK, self._watch_catalog),
            Duty("snapshot", timedelta(seconds=20), lambda: snapshotting.take_due(self._means)),
            Duty("nags", timedelta(seconds=5), lambda: nagging.claim_due(self._means)),
            Duty("forgetting", timedelta(minutes=10), lambda: enforcing.forget_gone(self._means)),
        )

    def start(self) -> None:
        self._means.database.after_commit.append(self.wake)
        for mirror in self._mirrors:
            mirror.start()
        for duty in self.duties():
            self._scheduler.add_job(
                self._guarded(duty),
                "interval",
                seconds=duty.every.total_seconds(),
                id=duty.name,
                next_run_time=self._means.clock(),
            )
        self._scheduler.start()

    def wake(self) -> None:
        for mirror in self._mirrors:
            mirror.wake()

    def stop(self) -> None:
        """Finish what is in hand and begin nothing new."""
        self._scheduler.shutdown(wait=True)
        for mirror in self._mirrors:
            mirror.stop()
        self._hands.shutdown(wait=True, cancel_futures=True)

    def run_once(self) -> None:
        """Do everything that is due now, and what falls due by doing it; then end. For cron, and for tests."""
        for duty in self.duties():
            if duty.name != "tick":
                self._guarded(duty)()
        for _ in range(20):
            if not (self._judge_here() | self._enforce_here()):
                break
        self._posting.run()

    def nag(self) -> None:
        """Gather and tell one round now."""
        number = nagging.ask_for_one(self._means)
        nagging.gather(self._means, number)
        self._posting.run()

    def _judge(self) -> datetime | None:
        for number in checking.due(self._means):
            self._take_in_hand(("request", number), checking.check, number)
        for number in judging.due(self._means):
            self._take_in_hand(("request", number), judging.judge, number)
        for number in nagging.due(self._means):
            self._take_in_hand(("round", number), nagging.gather, number)
        return due.next_to_judge(self._means)

    def _enforce(self) -> datetime | None:
        self._keep_time()
        for number in enforcing.due(self._means):
            self._take_in_hand(("principal", number), enforcing.enforce, number)
        return due.next_to_enforce(self._means)

    def _keep_time(self) -> None:
        for duty in (leasing.end_due, leasing.warn_due, leasing.alarm_late, leasing.lapse_due):
            duty(self._means)

    def _judge_here(self) -> bool:
        requests, votes, rounds = checking.due(self._means), judging.due(self._means), nagging.due(self._means)
        for number in requests:
            checking.check(self._means, number)
        for number in votes:
            judging.judge(self._means, number)
        for number in rounds:
            nagging.gather(self._means, number)
        return bool(requests or votes or rounds)

    def _enforce_here(self) -> bool:
        self._keep_time()
        principals = enforcing.due(self._means)
        for number in principals:
            enforcing.enforce(self._means, number)
        return bool(principals)

    def _take_in_hand(self, thing: Hashable, work: Callable[[Means, int], bool], number: int) -> None:
        """Give it to a free hand, unless one has it already: a slow answer of AWS holds up its own row alone."""
        if thing in self._in_hand:
            return
        self._in_hand.add(thing)

        def done(future: Future[bool]) -> None:
            self._in_hand.discard(thing)
            if future.cancelled():
                return
            if (error := future.exception()) is not None:
                self._means.log.error("work.failed", thing=str(thing), exc_info=error)
            elif future.result():
                self.wake()

        self._hands.submit(work, self._means, number).add_done_callback(done)

    def _watch_catalog(self) -> None:
        self._catalog.current()
        self._catalog.tell_admins()

    def _guarded(self, duty: Duty) -> Callable[[], None]:
        """A duty that AWS or Slack holds up is done at its next turn."""

        def run() -> None:
            try:
                duty.run()
            except Later as fault:
                self._means.log.info("duty.postponed", duty=duty.name, fault=fault.words)

        return run


class Mirror:
    """One loop: goes when woken, and when what it said is due next has come."""

    def __init__(self, name: str, run: Callable[[], datetime | None], *, log: FilteringBoundLogger) -> None:
        self._name, self._run, self._log = name, run, log
        self._called = threading.Event()
        self._stopped = False
        self._thread = threading.Thread(target=self._loop, name=name, daemon=True)

    def start(self) -> None:
        self._thread.start()

    def wake(self) -> None:
        self._called.set()

    def stop(self) -> None:
        self._stopped = True
        self._called.set()
        self._thread.join(timeout=20)

    def _loop(self) -> None:
        while not self._stopped:
            self._called.clear()
            next_due = self._run_guarded()
            self._called.wait(_seconds_until(next_due))

    def _run_guarded(self) -> datetime | None:
        try:
            return self._run()
        except Exception:  # noqa: BLE001 (the worker's loop goes on whatever happens: leases have to end)
            self._log.exception("mirror.failed", mirror=self._name)
            return None


def _seconds_until(moment: datetime | None) -> float | None:
    """None waits for the tick."""
    if moment is None:
        return None
    return max(0.0, (moment - datetime.now(tz=moment.tzinfo)).total_seconds())
