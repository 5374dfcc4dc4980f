"""One worker at a time for one thing: locks that outlive a commit and die with their process.

A mirror commits what it is about to do before it calls AWS or Slack, and must keep others away until the answer is
in. A row lock ends with the commit, and a claim by column outlives a crash; so PostgreSQL keeps these as advisory
locks of one connection, SQLite as byte-range locks of one file. Both are gone at the instant the process is.
"""

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum, unique
from typing import Protocol

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from models.database import Database


@unique
class Kind(IntEnum):
    """What can be claimed. A number, once given, keeps its meaning: two releases may run side by side."""

    principal = 1
    request = 2
    decision = 3
    post = 4
    whisper = 5
    round = 6
    snapshot = 7
    watch = 8
    home = 9
    stirs = 10
    plan = 11
    offer = 12
    rotation = 13
    key = 14
    departure = 15
    inquiry = 16
    policy_texts = 21
    survey = 22
    last_used = 26
    review = 27
    review_answer = 28
    review_item = 29
    reminder = 23
    finding = 24
    lease_use = 31
    trimming = 32


class Claims:
    """Who holds what, in this process and over all processes on this database."""

    def __init__(self, database: Database) -> None:
        self._locks: _Locks = (
            _FileLocks(f"{database.url.database}-claims") if database.is_sqlite else _AdvisoryLocks(database.engine)
        )
        self._mine: set[tuple[Kind, int]] = set()
        self._guard = threading.Lock()

    @contextmanager
    def hold(self, kind: Kind, number: int) -> Iterator[bool]:
        """Yields whether the claim is ours; never waits for another's."""
        with self._guard:
            ours = (kind, number) not in self._mine and self._locks.take(kind, number)
            if ours:
                self._mine.add((kind, number))
        try:
            yield ours
        finally:
            if ours:
                with self._guard:
                    self._mine.discard((kind, number))
                    self._locks.leave(kind, number)

    def close(self) -> None:
        self._locks.close()


class _Locks(Protocol):
    def take(self, kind: Kind, number: int) -> bool: ...
    def leave(self, kind: Kind, number: int) -> None: ...
    def close(self) -> None: ...


class _FileLocks:
    """POSIX byte-range locks: held by the process, one byte for each thing, nothing is ever written."""

    def __init__(self, path: str) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, kind: Kind, number: int) -> bool:
        try:
            fcntl.lockf(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, _place(kind, number))
        except OSError:
            return False
        return True

    def leave(self, kind: Kind, number: int) -> None:
        fcntl.lockf(self._file, fcntl.LOCK_UN, 1, _place(kind, number))

    def close(self) -> None:
        os.close(self._file)


class _AdvisoryLocks:
    """PostgreSQL's session-level advisory locks, all on one connection of their own."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def take(self, kind: Kind, number: int) -> bool:
        try:
            return bool(self._ask("SELECT pg_try_advisory_lock(:place)", kind, number))
        except DBAPIError:
            # The server went away, and every lock of ours with it: the next tick begins with a new connection.
            self.close()
            return False

    def leave(self, kind: Kind, number: int) -> None:
        try:
            self._ask("SELECT pg_advisory_unlock(:place)", kind, number)
        except DBAPIError:
            self.close()

    def _ask(self, question: str, kind: Kind, number: int) -> object:
        if self._connection is None:
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            self._connection.detach()
        return self._connection.execute(text(question), {"place": _place(kind, number)}).scalar()

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None


def _place(kind: Kind, number: int) -> int:
    return (int(kind) << 48) | number
