"""The worker: its duties, and how often. Rows decide what there is to do; any number of workers may run."""

import threading
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from apscheduler.schedulers.background import BackgroundScheduler

from bot import rows
from bot.catalog_in_force import CatalogInForce
from bot.mirror import Mirror
from bot.rows import Rows
from iam.faults import Fault, Later
from messages.posting import Posting
from messages.publishing import Publishing
from models import draft
from workflow import (
    carrying_out,
    checkups,
    departing,
    due,
    enforcing,
    handing_over,
    inquiring,
    lease_using,
    leasing,
    nag_survey,
    nagging,
    policy_reading,
    rounds,
    snapshotting,
    surveying,
    trimming,
    unknown_names,
    waking,
)
from workflow.means import Means
from workflow.surveyor import Surveyor
from workflow.unknown_names import UnknownNames

TICK = timedelta(seconds=1)
AT_THE_END = timedelta(seconds=30)
"""How long `worker --once` and `nag` wait for Slack's pace before they leave the rest to a worker."""
BEHIND_ALL_ELSE = ("lease use", "trimmings")
"""Duties that wait for Access Advisor or work long: once, whoever is to lose access now loses it before them."""
NAGGED_WITHIN = timedelta(minutes=2)
"""How long `nag` waits for AWS, which takes seconds to write a credential report, and some more when throttled."""
HOME_REST = 0.2
"""Seconds between two passes over the Homes: each of them writes, and of a burst they show where it led."""
SHOWN_WITHIN, LOOKS_EVERY = 0.15, 0.005
"""Seconds for which Slack waits for what AWS is being told, and how often it is looked."""
HANDS = 8
"""Requests, principals and rounds looked after at once; more only brings IAM's throttling nearer."""


_TIMED: Mapping[due.Kind, Callable[[Means], object]] = {
    due.Kind.end: leasing.end_due,
    due.Kind.warning: leasing.warn_due,
    due.Kind.alarm: leasing.alarm_late,
    due.Kind.lapse: leasing.lapse_due,
    due.Kind.late_plan: carrying_out.alarm_late,
    due.Kind.offer: handing_over.lapse_due,
}


@dataclass(frozen=True)
class Duty:
    """Something to be done again and again; safe to run in several processes."""

    name: str
    every: timedelta
    run: Callable[[], object]
    after: timedelta = timedelta()
    """How long after the start it is first done: what nobody waits for leaves a start to what somebody does."""


class Worker:
    """Four mirrors that go when they are called or when something falls due, and a ticker for the rest."""

    def __init__(
        self,
        means: Means,
        posting: Posting,
        publishing: Publishing,
        catalog: CatalogInForce,
        *,
        give_way: Callable[[], None] = lambda: None,
    ) -> None:
        self._means, self._catalog, self._give_way = means, catalog, give_way
        self._posting, self._publishing = posting, publishing
        self._hands = ThreadPoolExecutor(HANDS, thread_name_prefix="hand")
        self._surveyor = Surveyor()
        self._unknown_names = UnknownNames()
        self._survey_hand = ThreadPoolExecutor(1, thread_name_prefix="survey")
        self._scheduler = BackgroundScheduler(job_defaults={"max_instances": 1, "coalesce": True})
        log = means.log
        self._judging = Mirror("judging", self._judge, clock=means.clock, log=log, give_way=give_way)
        self._enforcing = Mirror("enforcing", self._enforce, clock=means.clock, log=log, give_way=give_way)
        self._shown = Mirror("posting", posting.run, clock=means.clock, log=log, give_way=self._let_rights_go_first)
        self._at_home = Mirror(
            "publishing", publishing.run, clock=means.clock, log=log, give_way=self._let_rights_go_first, rest=HOME_REST
        )
        self._mirrors = (self._judging, self._enforcing, self._shown, self._at_home)
        self._in_hand: set[tuple[str, int]] = set()
        self._hand = threading.local()

    def duties(self) -> Sequence[Duty]:
        """The fixed list; whoever is first does it, whoever comes second finds it done."""
        return (
            Duty("tick", TICK, self.wake),
            Duty("catalog", TICK, self._watch_catalog),
            Duty("snapshot", timedelta(seconds=20), lambda: snapshotting.take_due(self._means)),
            Duty(
                "unknown names",
                unknown_names.EVERY,
                lambda: self._unknown_names.tell_admins(self._means),
                after=unknown_names.BEGINS,
            ),
            Duty(
                "policy texts",
                policy_reading.EVERY,
                lambda: policy_reading.read_due(self._means),
                after=policy_reading.BEGINS,
            ),
            Duty("lease use", lease_using.EVERY, lambda: lease_using.look_due(self._means)),
            Duty("trimmings", trimming.EVERY, lambda: trimming.propose_due(self._means), after=trimming.BEGINS),
            Duty("nags", timedelta(seconds=5), lambda: nagging.claim_due(self._means)),
            Duty("departures", timedelta(hours=1), lambda: departing.look_daily(self._means)),
            Duty("checkups", timedelta(seconds=5), lambda: checkups.claim_due(self._means)),
            Duty("surveys", timedelta(seconds=5), lambda: surveying.claim_due(self._means)),
            Duty("surveyor", timedelta(seconds=2), self._survey),
            Duty("clock", timedelta(seconds=30), lambda: enforcing.call_back(self._means)),
            Duty("forgetting", timedelta(minutes=10), lambda: enforcing.forget_gone(self._means)),
            Duty("inquiries", timedelta(hours=1), lambda: inquiring.forget_old(self._means)),
            Duty("drafts", timedelta(hours=1), self._forget_drafts),
            Duty("homes", timedelta(hours=1), self._publishing.forget),
        )

    def start(self) -> None:
        self._means.database.after_commit.append(self._committed)
        for mirror in self._mirrors:
            mirror.start()
        for duty in self.duties():
            self._scheduler.add_job(
                self._guarded(duty),
                "interval",
                seconds=duty.every.total_seconds(),
                id=duty.name,
                next_run_time=self._means.clock() + duty.after,
            )
        self._scheduler.start()

    def wake(self) -> None:
        for mirror in self._mirrors:
            mirror.wake()

    def _committed(self) -> None:
        """A hand calls Slack's mirrors at once, and the others when it puts its row down.

        They would find it in hand, and each look takes the interpreter from it (measured on PostgreSQL: a tenth of the
        time from a click to access). What falls due meanwhile for another row waits for the tick at most.
        """
        if not getattr(self._hand, "works", False):
            self.wake()
            return
        for mirror in (self._shown, self._at_home):
            mirror.wake()

    def stop(self) -> None:
        """Finish what is in hand and begin nothing new."""
        self._scheduler.shutdown(wait=True)
        self._surveyor.stop()
        for mirror in self._mirrors:
            mirror.stop()
        self._hands.shutdown(wait=True, cancel_futures=True)
        self._survey_hand.shutdown(wait=True, cancel_futures=True)
        self._posting.close()
        self._publishing.close()

    def run_once(self) -> None:
        """Do everything that is due now, and what falls due by doing it; then end. For cron, and for tests."""
        duties = [duty for duty in self.duties() if duty.name not in {"tick", "surveyor"}]
        for duty in duties:
            if duty.name not in BEHIND_ALL_ELSE:
                self._guarded(duty)()
        self._settle_here()
        for duty in duties:
            if duty.name in BEHIND_ALL_ELSE:
                self._guarded(duty)()
        while self._survey_here():
            time.sleep(nag_survey.LOOKED_AGAIN_AFTER.total_seconds())  # a round that waited for it is due by then
            self._settle_here()
        self._posting.finish(within=AT_THE_END)
        self._publishing.finish(within=AT_THE_END)

    def nag(self) -> None:
        """Gather and tell one round now. Raises Later when AWS does not let it; the round then stays owed."""
        number = nagging.ask_for_one(self._means)
        until = self._means.clock() + NAGGED_WITHIN
        nagging.gather(self._means, number)
        while (owed := rounds.owed(self._means, number)) is not None:
            if not owed.fault:  # it waits for a survey, for as long as a round does
                until = self._means.clock() + NAGGED_WITHIN
            if owed.next_try_at is None or owed.next_try_at > until:
                raise Later(owed.fault)
            self._here([rows.ASKED_SURVEY])
            if not self._survey_here():
                time.sleep(max(0.2, (owed.next_try_at - self._means.clock()).total_seconds()))
            nagging.gather(self._means, number)
        while self._here([rows.REMINDED]):
            pass
        self._posting.finish(within=AT_THE_END)

    def _judge(self) -> datetime | None:
        look = due.to_judge(self._means)
        if due.Kind.waking in look.due:
            waking.wake_due(self._means)
        self._take_in_hand(rows.JUDGED, look.due)
        return due.falls_next(self._means, look)

    def _enforce(self) -> datetime | None:
        look = due.to_enforce(self._means)
        self._keep_time(look)
        self._take_in_hand(rows.ENFORCED, look.due)
        return due.falls_next(self._means, look)

    def _keep_time(self, look: due.Look) -> None:
        for kind, duty in _TIMED.items():
            if kind in look.due:
                duty(self._means)

    def _settle_here(self) -> None:
        for _ in range(20):
            if not self._look_after_all():
                break

    def _look_after_all(self) -> bool:
        """Whether anything was done."""
        done = self._here(rows.JUDGED) or waking.wake_due(self._means) > 0
        self._keep_time(due.to_enforce(self._means))
        return self._here(rows.ENFORCED) or done

    def _here(self, kinds: Iterable[Rows]) -> bool:
        """One after the other, in this thread."""
        done = [each.work(self._means, number) for each in kinds for number in each.due(self._means)]
        return any(done)

    def _survey_here(self) -> bool:
        """Whether any was gone on with, in this thread."""
        done = [self._surveyor.carry_out(self._means, each) for each in surveying.to_carry_out(self._means)]
        return any(done)

    def _survey(self) -> None:
        """Give each survey to the one hand that does nothing else: it takes minutes, and leases have to end."""
        for number in surveying.to_carry_out(self._means):
            self._give(("survey", number), self._surveyor.carry_out, self._survey_hand)

    def _take_in_hand(self, kinds: Iterable[Rows], kinds_due: frozenset[due.Kind]) -> None:
        for each in kinds:
            for number in each.due(self._means) if each.kinds & kinds_due else ():
                self._give((each.thing, number), each.work, self._hands)

    def _give(self, thing: tuple[str, int], work: Callable[[Means, int], bool], hands: ThreadPoolExecutor) -> None:
        """Give it to a free hand, unless one has it already: a slow answer of AWS holds up its own row alone."""
        if thing not in self._in_hand:
            self._in_hand.add(thing)
            hands.submit(self._do, work, thing[1]).add_done_callback(partial(self._put_down, thing))

    def _do(self, work: Callable[[Means, int], bool], number: int) -> bool:
        self._give_way()
        self._hand.works = True
        try:
            return work(self._means, number)
        finally:
            self._hand.works = False

    def _let_rights_go_first(self) -> None:
        """Slack is shown what became of a click a moment later than AWS: one interpreter lock is for both."""
        self._give_way()
        until = time.monotonic() + SHOWN_WITHIN
        while (self._in_hand or self._judging.is_busy or self._enforcing.is_busy) and time.monotonic() < until:
            time.sleep(LOOKS_EVERY)

    def _put_down(self, thing: tuple[str, int], future: Future[bool]) -> None:
        """Look again at once when something was done; what another worker has in hand waits for the tick."""
        self._in_hand.discard(thing)
        if future.cancelled():
            return
        if (error := future.exception()) is not None:
            self._means.log.error("work.failed", thing=str(thing), exc_info=error)
        elif future.result():
            self.wake()

    def _forget_drafts(self) -> None:
        with self._means.database.write() as session:
            draft.forget_old(session, now=self._means.clock())

    def _watch_catalog(self) -> None:
        self._catalog.current()
        self._catalog.keep()
        self._catalog.tell_admins()

    def _guarded(self, duty: Duty) -> Callable[[], None]:
        """A duty that AWS or Slack holds up is done at its next turn."""

        def run() -> None:
            try:
                duty.run()
            except Fault as fault:
                self._means.log.info("duty.postponed", duty=duty.name, fault=fault.words)

        return run
