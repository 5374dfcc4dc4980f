"""The database as the rest of the house sees it: read, or write in one transaction, on SQLite and PostgreSQL.

SQLite has one writer. Left alone, writers that meet sleep and try again, some for a second and more (measured:
p99 108 ms at 8 clients, a worst of 1.4 s); so they stand in a queue of ours instead: one lock in the process and
one file lock between processes, taken before the transaction begins.
"""

import fcntl
import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import ArgumentError, DisconnectionError
from sqlalchemy.orm import Session, configure_mappers
from sqlalchemy.pool import ConnectionPoolEntry

KEPT = 10
"""Connections that a pool keeps though nobody uses them; with what else a process holds, two pools of these stay far
from PostgreSQL's hundred. What a burst needs beyond them is closed after it.
"""
AT_MOST = 64
RESTED = 0.5
"""Seconds for which a connection may lie unused and is still taken for a good one."""


class UnusableUrl(ValueError):
    """DATABASE_URL names a database that Leasehold cannot keep its promises on."""


def get_ready(url: str) -> None:
    """Load the driver and finish the tables' classes: before a fork, so that both processes share them.

    Measured: on PostgreSQL the two of `serve` take 8 MB less. No connection is made.
    """
    normal(url).get_dialect().import_dbapi()
    configure_mappers()


class Database:
    """One database, with one writer at a time where the engine knows only one."""

    def __init__(self, url: str, *, echo: bool = False) -> None:
        self.url = normal(url)
        self.engine = _engine(self.url, echo=echo)
        self._writing = self.engine.execution_options(leasehold_writes=True)
        # On PostgreSQL a statement is a way to the server and back; with a transaction it is three, and a look promises
        # no more for it: each statement sees what was committed before it, either way. These connections stay as they
        # are, for to turn one over and back takes as long as a fifth of the statement.
        self._at_once = self.engine if self.is_sqlite else _engine(self.url, echo=echo, isolation_level="AUTOCOMMIT")
        self._turn: _Turn | None = _Turn(f"{self.url.database}-writer") if self.is_sqlite else None
        self._kept: tuple[int, Connection] | None = None
        self.before_write: Callable[[], None] | None = None
        """Called before a write takes its turn: where somebody else may be more urgent."""
        self.after_commit: list[Callable[[], None]] = []
        self.notifies = False
        """Whether a commit calls workers in other processes (PostgreSQL's NOTIFY; no other engine has it)."""

    @property
    def is_sqlite(self) -> bool:
        return self.url.get_backend_name() == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that only looks, each statement at what is committed then. For `yield_per` see go_through."""
        with Session(self._at_once) as session:
            yield session

    @contextmanager
    def go_through(self) -> Iterator[Session]:
        """A session that only looks, a portion at a time: for PostgreSQL's cursors, which need a transaction."""
        with Session(self.engine) as session:
            yield session

    @contextmanager
    def look(self) -> Iterator[Connection]:
        """As `read`, for statements alone, without a session's machinery."""
        with self._at_once.connect() as connection:
            yield connection

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction: committed whole when the block ends, else nothing of it; then the mirrors are woken."""
        with self._as_writer(), Session(self._writing, expire_on_commit=False) as session, session.begin():
            yield session
            if self.notifies and not self.is_sqlite:
                session.execute(text("NOTIFY leasehold"))
        self._wake()

    @contextmanager
    def write_down(self) -> Iterator[Connection]:
        """For statements that are a transaction each, best for one alone: one way to the server and back, not three."""
        with self._as_writer(), self._for_statements() as connection, connection.begin():
            yield connection
            if self.notifies and not self.is_sqlite:
                connection.execute(text("NOTIFY leasehold"))
        self._wake()

    @contextmanager
    def _for_statements(self) -> Iterator[Connection]:
        """SQLite has one writer at a time, so it has one connection for all.

        To take one from the pool and give it back takes a tenth of the time to an answer. A server of PostgreSQL may
        go away meanwhile; the pool knows how to see that.
        """
        if not self.is_sqlite:
            with self._at_once.connect() as connection:
                yield connection
            return
        if self._kept is None or self._kept[0] != os.getpid():
            self._kept = (os.getpid(), self.engine.execution_options(leasehold_at_once=True).connect())
        yield self._kept[1]

    def leave_checkpoints_to_others(self) -> None:
        """SQLite: let a commit here seldom stop to move the log into the database; others do it at half that size.

        A log that grows on and on is slower too: to write behind its end moves the end, which has to be kept as well.
        """
        if self.is_sqlite:
            event.listen(self.engine, "connect", _checkpoint_late)

    @contextmanager
    def _as_writer(self) -> Iterator[None]:
        if self.before_write is not None:
            self.before_write()
        with self._in_turn():
            yield

    def _wake(self) -> None:
        for wake in self.after_commit:
            wake()

    @contextmanager
    def _in_turn(self) -> Iterator[None]:
        if self._turn is None:
            yield
        else:
            with self._turn:
                yield

    def close(self) -> None:
        if self._kept is not None:
            self._kept[1].close()
            self._kept = None
        self._at_once.dispose()
        self.engine.dispose()


def normal(url: str) -> URL:
    """The URL as SQLAlchemy takes it; `postgres://`, as Heroku gives it, included."""
    if url.startswith("postgres://"):
        url = "postgresql://" + url.removeprefix("postgres://")
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        # The text itself is not repeated: there is most often a password in it.
        raise UnusableUrl("DATABASE_URL is no URL: expected one such as sqlite:///leasehold.db") from None
    if parsed.get_backend_name() == "sqlite" and parsed.database in {None, "", ":memory:"}:
        raise UnusableUrl("a SQLite database in memory is lost with the process: name a file, sqlite:///leasehold.db")
    if parsed.get_backend_name() not in {"sqlite", "postgresql"}:
        raise UnusableUrl(f"{parsed.get_backend_name()} is not supported: use sqlite:/// or postgresql://")
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def _engine(url: URL, *, echo: bool, **settings: Any) -> Engine:  # noqa: ANN401 (SQLAlchemy's own)
    """Lazy: nothing is connected to, and nothing opened, before it is needed."""
    if url.get_backend_name() == "sqlite":
        settings["connect_args"] = {"timeout": 30}
    engine = create_engine(url, echo=echo, pool_size=KEPT, max_overflow=AT_MOST - KEPT, pool_use_lifo=True, **settings)
    if url.get_backend_name() == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        _ping_what_has_rested(engine)
    return engine


def _ping_what_has_rested(engine: Engine) -> None:
    """Have a connection looked at before it is used again, if it was not used for a moment: the server may be gone.

    SQLAlchemy's own `pool_pre_ping` does so each time, which is a third of the ways to the server and back.
    https://docs.sqlalchemy.org/en/21/core/pooling.html#custom-legacy-pessimistic-ping
    """
    dialect = engine.dialect

    def rests(_connection: object, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = time.monotonic()

    def used_again(connection: Any, record: ConnectionPoolEntry, _proxy: object) -> None:  # noqa: ANN401 (the driver's)
        if time.monotonic() - record.info.get("rests_since", math.inf) > RESTED:
            try:
                dialect.do_ping(connection)
            except dialect.loaded_dbapi.Error as error:
                raise DisconnectionError from error  # the pool opens another

    event.listen(engine, "checkin", rests)
    event.listen(engine, "checkout", used_again)


def _prepare_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection)
    connection.isolation_level = None  # we begin transactions ourselves, below
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "cache_size=-1000"):
        connection.execute(f"PRAGMA {pragma}")


def _checkpoint_late(connection: Any, _record: object) -> None:  # noqa: ANN401 (the driver's own connection)
    connection.execute("PRAGMA wal_autocheckpoint=2000")  # pages, some 8 MB of log


def _begin_sqlite(connection: Connection) -> None:
    """A writer takes the one write lock at once: a reader that turns writer half-way could only fail."""
    options = connection.get_execution_options()
    if options.get("leasehold_at_once"):
        return  # the statement is its own transaction
    driver: Any = connection.connection.driver_connection
    driver.execute("BEGIN IMMEDIATE" if options.get("leasehold_writes") else "BEGIN")


class _Turn:
    """A queue before SQLite's one write lock, for the threads of this process and for other processes.

    The file lock is opened anew in each process (a forked child must not share its parent's) and ends with it.
    """

    def __init__(self, path: str) -> None:
        self._path = path
        self._threads = threading.Lock()
        self._whose: int | None = None
        self._pid, self._file = 0, -1

    def __enter__(self) -> None:
        if self._whose == threading.get_ident():
            raise RuntimeError("a write within a write would wait for itself for ever: hand the session down instead")
        with ExitStack() as stack:
            stack.enter_context(self._threads)
            self._lock_file()
            stack.pop_all()
        self._whose = threading.get_ident()

    def _lock_file(self) -> None:
        if self._pid != os.getpid():
            self._pid, self._file = (
                os.getpid(),
                os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600),
            )
        fcntl.flock(self._file, fcntl.LOCK_EX)

    def __exit__(self, *_: object) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)
        self._whose = None
        self._threads.release()
