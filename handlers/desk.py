"""The desk: what a handler may reach for."""

from collections.abc import Callable, Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from slack_sdk import WebClient
from sqlalchemy import Connection
from sqlalchemy.orm import Session
from structlog.typing import FilteringBoundLogger

from catalog.bundle import Catalog
from iam.faults import Fault
from messages import slack_faults
from models.database import Database
from models.together import Together
from workflow import telling
from workflow.policy_search import PolicySearch

T = TypeVar("T")

SLOW_FORM = "Slack did not show the form in time. Please try once more."


@dataclass(frozen=True)
class Desk:
    """One for a process. Slack's answer waits for the database here, never for Slack's API or for AWS."""

    database: Database
    together: Together
    catalog: Callable[[], Catalog]
    clock: Callable[[], datetime]
    client: WebClient
    forms: Executor
    policies: PolicySearch
    log: FilteringBoundLogger

    @contextmanager
    def open(self) -> Iterator[Session]:
        """One transaction; when it is committed, the mirrors are woken."""
        with self.database.write() as session:
            yield session

    def write_down(self, line: Callable[[Connection], T]) -> T:
        """The same for a single line, on the shortest way between a person and their answer."""
        return self.together.write(line)

    def show_form(self, view: dict[str, Any], *, trigger_id: str, to: str) -> None:
        """Open a modal beside the answer: a trigger lasts three seconds, our answer must not wait for Slack's."""
        self.forms.submit(self._show_form, view, trigger_id, to)

    def _show_form(self, view: dict[str, Any], trigger_id: str, to: str) -> None:
        try:
            with slack_faults.told():
                self.client.views_open(trigger_id=trigger_id, view=view)
        except Fault as fault:
            self.log.warning("form.not_shown", fault=fault.words)
            with self.open() as session:
                telling.whisper(session, SLOW_FORM, to=to, now=self.clock())
