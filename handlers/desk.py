"""The desk: what a handler may reach for."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from slack_sdk import WebClient
from sqlalchemy.orm import Session
from structlog.typing import FilteringBoundLogger

from catalog.bundle import Catalog
from handlers.turns import Turns
from iam.faults import Fault
from messages import slack_faults
from models.database import Database
from models.together import Together
from workflow import telling
from workflow.asking import Filing
from workflow.means import Means
from workflow.policy_search import PolicySearch
from workflow.refusals.asking import AlreadyAsked

SLOW_FORM = "Slack did not show the form in time. Please try once more."
CLOSED_FORM = "The window did not show what came of it. Please try once more."


@dataclass(frozen=True)
class Desk:
    """One for a process. Slack's answer waits for the database here, never for Slack's API or for AWS."""

    database: Database
    filings: Together[Filing, int | AlreadyAsked]
    """Requests on the shortest way between a person and their answer."""
    catalog: Callable[[], Catalog]
    clock: Callable[[], datetime]
    client: WebClient
    forms: Executor
    policies: PolicySearch
    log: FilteringBoundLogger
    means: Means
    """For what a gesture has to ask of AWS, which it does behind its answer."""
    hands: Executor
    """Where AWS is asked: a form is opened by others, so a slow AWS keeps no trigger waiting."""
    turns: Turns = field(default_factory=Turns)

    @contextmanager
    def open(self) -> Iterator[Session]:
        """One transaction; when it is committed, the mirrors are woken."""
        with self.database.write() as session:
            yield session

    def show_form(self, view: dict[str, Any], *, trigger_id: str, to: str) -> None:
        """Open a modal beside the answer: a trigger lasts three seconds, our answer must not wait for Slack's."""
        self.forms.submit(self._show_form, view, trigger_id, to)

    def push_form(self, view: dict[str, Any], *, trigger_id: str, to: str) -> None:
        """The same, on top of a modal that stands open."""
        self.forms.submit(self._shown, view, trigger_id, to, self._push)

    def change_form(self, view: dict[str, Any], *, view_id: str, version: str | None) -> None:
        """Change a modal that stands open, beside the answer; `version` is the hash of the one that was seen."""
        self.forms.submit(self._change_form, view, view_id, version)

    def begin_form(
        self, view: dict[str, Any], *, trigger_id: str, to: str, then: Callable[[str], None], pushed: bool = False
    ) -> bool:
        """Open a modal that says to wait, beside the answer; `then`, given its id, has the time that it needs.

        False when so much is being done for this person already that nothing was begun.
        """
        if not self._has_turn(to):
            return False
        self.forms.submit(self._begin_form, view, trigger_id, to, then, self._push if pushed else self._open)
        return True

    def go_on(self, work: Callable[[], None], *, by: str) -> bool:
        """Do it beside the answer, for this person; False as above. A bug in it is logged as any other."""
        if not self._has_turn(by):
            return False
        self._go_on(work, by)
        return True

    def update_form(self, view: dict[str, Any], *, view_id: str, to: str) -> None:
        """Show something else in an open modal; whoever cannot be shown it is told to try again."""
        try:
            with slack_faults.told():
                self.client.views_update(view_id=view_id, view=view)
        except Fault as fault:
            self.log.info("form.not_updated", fault=fault.words)
            with self.open() as session:
                telling.whisper(session, CLOSED_FORM, to=to, now=self.clock())

    def _change_form(self, view: dict[str, Any], view_id: str, version: str | None) -> None:
        try:
            with slack_faults.told():
                self.client.views_update(view_id=view_id, hash=version, view=view)
        except Fault as fault:
            # Clicked twice, or closed meanwhile: what was filled in is kept, and the button is there still.
            self.log.info("form.not_updated", fault=fault.words)

    def _begin_form(
        self,
        view: dict[str, Any],
        trigger_id: str,
        to: str,
        then: Callable[[str], None],
        show: Callable[[dict[str, Any], str], str],
    ) -> None:
        view_id = None
        try:
            view_id = self._shown(view, trigger_id, to, show)
        finally:
            if view_id is None:
                self.turns.leave(to)
        if view_id is not None:
            self._go_on(partial(then, view_id), to)

    def _has_turn(self, person: str) -> bool:
        if self.turns.take(person):
            return True
        self.log.info("gesture.too_many", by=person)
        return False

    def _go_on(self, work: Callable[[], None], by: str) -> None:
        doing = self.hands.submit(work)
        doing.add_done_callback(lambda _: self.turns.leave(by))
        doing.add_done_callback(self._look_after)

    def _show_form(self, view: dict[str, Any], trigger_id: str, to: str) -> None:
        self._shown(view, trigger_id, to, self._open)

    def _shown(
        self, view: dict[str, Any], trigger_id: str, to: str, show: Callable[[dict[str, Any], str], str]
    ) -> str | None:
        try:
            with slack_faults.told():
                return show(view, trigger_id)
        except Fault as fault:
            self.log.warning("form.not_shown", fault=fault.words)
            with self.open() as session:
                telling.whisper(session, SLOW_FORM, to=to, now=self.clock())
            return None

    def _open(self, view: dict[str, Any], trigger_id: str) -> str:
        return str(self.client.views_open(trigger_id=trigger_id, view=view)["view"]["id"])

    def _push(self, view: dict[str, Any], trigger_id: str) -> str:
        return str(self.client.views_push(trigger_id=trigger_id, view=view)["view"]["id"])

    def _look_after(self, done: Future[None]) -> None:
        """Its kind and place, and not its words: who knows what they hold."""
        if not done.cancelled() and (bug := done.exception()) is not None:
            self.log.error("gesture.failed", kind=type(bug).__name__, where=_where(bug))


def _where(bug: BaseException) -> str:
    trace = bug.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else ""
