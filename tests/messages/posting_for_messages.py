"""What a posting test has in hand: the rows, the stand-in, a process that posts, and its death at a line of its log."""

import threading
from collections.abc import Callable, MutableMapping
from datetime import datetime, timedelta
from typing import Any

import structlog
from rows_for_messages import JOIN, NOW
from slack_sdk import WebClient
from sqlalchemy import select

from messages.posting import Posting
from models.claims import Claims
from models.database import Database
from models.post import Post, PostKind, touch
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState
from models.round import Round
from sandbox.slack.driver import StandIn
from sandbox.slack.driver_seen import Message

CARDS = "C0APPROVALS"


class Clock:
    """A clock that stands still until it is turned."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def forward(self, span: timedelta) -> None:
        self.now += span


class Killed(BaseException):
    """The process is gone: nothing of ours answers this."""


class Log:
    """Remembers the events; dies at one when told to."""

    def __init__(self) -> None:
        self.events: list[str] = []
        self.dies_at: str | None = None
        self._guard = threading.Lock()

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        with self._guard:
            self.events.append(str(event["event"]))
        if event["event"] == self.dies_at:
            raise Killed
        raise structlog.DropEvent


class Desk:
    def __init__(self, slack: StandIn, database: Database, claims: Claims, clock: Clock) -> None:
        self.slack, self.database, self.claims, self.clock = slack, database, claims, clock
        self.log = Log()
        self._running: list[Posting] = []
        self.posting = self.new_process()

    def new_process(self, *, patience: float = 10.0) -> Posting:
        """Patient, so that a busy machine changes nothing, unless a test is about what takes long."""
        client = WebClient(token=self.slack.bot_token, base_url=self.slack.api_url, timeout=5, retry_handlers=[])
        logger = structlog.wrap_logger(structlog.PrintLogger(), processors=[self.log])
        posting = Posting(self.database, self.claims, client, self.clock, logger, patience=patience)
        self._running.append(posting)
        return posting

    def dies_at(self, event: str) -> None:
        """Until the next process is there."""
        self.log.dies_at = event

    def comes_back(self) -> None:
        self.log.dies_at = None
        self.log.events.clear()
        self.posting = self.new_process()

    def is_impatient(self) -> None:
        self.posting = self.new_process(patience=0.2)

    def close(self) -> None:
        for posting in self._running:
            posting.close()

    def run(self) -> datetime | None:
        return self.posting.run()

    def run_after(self, span: timedelta) -> datetime | None:
        self.clock.forward(span)
        return self.run()

    def settle(self, *, until: Callable[[], bool]) -> None:
        """Passes, a second apart by the clock, until it is so."""
        for _ in range(40):
            self.run()
            if until():
                return
            self.clock.forward(timedelta(seconds=1.2))
        raise AssertionError("waited 40 passes")

    def request(self, number: int = 12, **given: Any) -> None:
        """A request before its approvers, as checking leaves it."""
        row: dict[str, Any] = {
            "id": number,
            "state": RequestState.waiting,
            "asker": "U0ANN",
            "bundle": "s3-access",
            "account": "main",
            "lasts": timedelta(hours=8),
            "reason": "to restore the backup",
            "asked_at": NOW,
            "principal_id": number,
            "steps": [JOIN],
            "approvers": ["U0BOB"],
            "lapses_at": NOW + timedelta(hours=72),
        }
        with self.database.write() as session:
            session.add(Principal(id=number, account="main", name="ann", unique_id=f"AIDA{number}"))
            session.flush()
            session.add(Request(**{**row, **given}))

    def post(self, kind: PostKind = PostKind.card, audience: str = CARDS, number: int = 12) -> int:
        with self.database.write() as session:
            row = Post(kind=kind, request_id=number, audience=audience, next_try_at=self.clock())
            session.add(row)
            session.flush()
            return row.id

    def post_round(self, found: Round, audience: str) -> int:
        self.add(found)
        with self.database.write() as session:
            row = Post(kind=PostKind.digest, round_id=found.id, audience=audience, next_try_at=self.clock())
            session.add(row)
            session.flush()
            return row.id

    def touch(self, number: int = 12, **changed: Any) -> None:
        """Something about the request changes."""
        with self.database.write() as session:
            request = session.get_one(Request, number)
            for name, value in changed.items():
                setattr(request, name, value)
            touch(session, number, now=self.clock())

    def add(self, *rows: Any) -> None:
        with self.database.write() as session:
            session.add_all(rows)

    def rows(self, table: type[Any] = Post) -> list[Any]:
        with self.database.read() as session:
            return list(session.scalars(select(table).order_by(table.id)))

    def row(self, post_id: int) -> Post:
        with self.database.read() as session:
            return session.get_one(Post, post_id)

    def messages(self, channel: str = CARDS) -> list[Message]:
        return self.slack.messages(channel)
