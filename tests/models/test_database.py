"""One transaction, whole or not at all; what wakes the mirrors; which databases are taken."""

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from models.database import RESTED, Database, UnusableUrl, normal
from models.stray import Stray
from tests.conftest import Engine
from tests.postgresql_pool import end_connections

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


@pytest.fixture
def sqlite_file(make_database_url: Callable[[Engine], str]) -> Iterator[Database]:
    database = Database(make_database_url("sqlite"))
    yield database
    database.close()


def stray(ts: str, channel: str = "C0APPROVALS") -> Stray:
    return Stray(channel=channel, ts=ts, next_try_at=NOW)


def kept(database: Database) -> list[str]:
    with database.read() as session:
        return list(session.scalars(select(Stray.ts).order_by(Stray.id)))


class Stop(Exception):
    pass


def test_a_write_is_kept_whole_and_wakes_once_after_it_stands(database: Database) -> None:
    seen: list[list[str]] = []
    database.after_commit.append(lambda: seen.append(kept(database)))
    with database.write() as session:
        session.add_all([stray("1"), stray("2")])
        session.flush()
        assert kept(database) == []
    assert seen == [["1", "2"]]


def test_a_write_that_fails_leaves_nothing_and_wakes_nobody(database: Database) -> None:
    woken: list[str] = []
    database.after_commit.append(lambda: woken.append("woken"))
    with contextlib.suppress(Stop), database.write() as session:
        session.add(stray("1"))
        session.flush()
        raise Stop
    with pytest.raises(IntegrityError), database.write() as session:
        session.add_all([stray("1"), stray("1")])
    assert (kept(database), woken) == ([], [])
    with database.write() as session:
        session.add(stray("2"))
    assert (kept(database), woken) == (["2"], ["woken"])


def test_looking_wakes_nobody(database: Database) -> None:
    database.after_commit.append(lambda: pytest.fail("a look is no change"))
    assert kept(database) == []


def test_threads_that_write_at_once_all_get_their_turn(database: Database) -> None:
    def write(who: int) -> None:
        for count in range(10):
            with database.write() as session:
                session.add(stray(f"{who}.{count}"))

    threads = [threading.Thread(target=write, args=[who]) for who in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept(database)) == sorted(f"{who}.{count}" for who in range(4) for count in range(10))


def test_two_databases_on_one_file_wait_for_each_other(database_url: str) -> None:
    """As two processes do: each reads what it adds to inside its own write, and none is lost."""
    here, there = Database(database_url), Database(database_url)
    with here.write() as session:
        session.add(stray("0"))

    def count_up(database: Database) -> None:
        for _ in range(10):
            with database.write() as session:
                row = session.scalars(select(Stray).with_for_update()).one()
                row.ts = str(int(row.ts) + 1)

    threads = [threading.Thread(target=count_up, args=[each]) for each in (here, there)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert kept(here) == ["20"]
    here.close()
    there.close()


def test_a_write_within_a_write_is_told_at_once_instead_of_waiting_for_ever(sqlite_file: Database) -> None:
    """SQLite has one writer; on PostgreSQL the inner one would be a transaction of its own."""
    database = sqlite_file
    with database.write() as session:
        session.add(stray("1"))
        with pytest.raises(RuntimeError, match="hand the session down"), database.write():
            pass
    assert kept(database) == ["1"]


def test_a_writer_whose_lock_file_cannot_be_opened_holds_nobody_up(sqlite_file: Database) -> None:
    lock = Path(f"{sqlite_file.url.database}-writer")
    lock.mkdir()
    for ts in ("1", "2"):
        with pytest.raises(IsADirectoryError), sqlite_file.write() as session:
            session.add(stray(ts))
    lock.rmdir()
    with sqlite_file.write() as session:
        session.add(stray("3"))
    assert kept(sqlite_file) == ["3"]


def test_sqlite_is_durable_and_keeps_its_foreign_keys(sqlite_file: Database) -> None:
    with sqlite_file.engine.connect() as connection:
        found = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in PRAGMAS}
    assert found == PRAGMAS


PRAGMAS = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}


@pytest.mark.parametrize(
    ("given", "taken"),
    [
        ("postgres://u:p@db:5432/x", "postgresql+psycopg://u:p@db:5432/x"),
        ("postgresql://u:p@db/x?sslmode=require", "postgresql+psycopg://u:p@db/x?sslmode=require"),
        ("postgresql+psycopg://u@db/x", "postgresql+psycopg://u@db/x"),
        ("sqlite:///leasehold.db", "sqlite:///leasehold.db"),
    ],
)
def test_a_url_is_taken_as_platforms_give_it(given: str, taken: str) -> None:
    assert normal(given).render_as_string(hide_password=False) == taken


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("sqlite://", "lost with the process"),
        ("sqlite:///:memory:", "lost with the process"),
        ("mysql://u:hunter2@db/x", "mysql is not supported: use sqlite:/// or postgresql://"),
        ("", "DATABASE_URL is no URL"),
        ("hunter2", "DATABASE_URL is no URL"),
    ],
)
def test_any_other_is_refused_without_its_password(given: str, said: str) -> None:
    with pytest.raises(UnusableUrl, match=said) as refused:
        normal(given)
    assert "hunter2" not in str(refused.value)


# PostgreSQL that comes and goes

ON_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


@ON_POSTGRESQL
def test_a_server_that_was_gone_while_nothing_was_asked_is_not_noticed(database: Database, database_url: str) -> None:
    with database.read() as session:
        session.execute(text("SELECT 1"))
    end_connections(database_url)
    time.sleep(RESTED + 0.1)
    for _ in range(3):
        with database.read() as session:
            assert session.scalar(text("SELECT 1")) == 1
        with database.write() as session:
            assert session.scalar(text("SELECT 2")) == 2


@ON_POSTGRESQL
def test_a_server_that_goes_in_the_middle_of_things_is_noticed_once(database: Database, database_url: str) -> None:
    with database.read() as one, database.read() as other:
        for session in (one, other):
            session.execute(text("SELECT 1"))
    end_connections(database_url)
    with pytest.raises(OperationalError), database.read() as session:
        session.execute(text("SELECT 1"))
    with database.read() as session:
        assert session.scalar(text("SELECT 1")) == 1


@ON_POSTGRESQL
def test_a_look_needs_no_transaction_and_sees_what_was_committed_meanwhile(
    database: Database, database_url: str
) -> None:
    with database.read() as session, database.look() as connection:
        for looking in (session.connection(), connection):
            assert looking.scalar(text("SELECT count(*) FROM pg_stat_activity WHERE state LIKE 'idle in%'")) == 0
            assert looking.connection.driver_connection.info.transaction_status.name == "IDLE"
    with database.write() as session:
        session.execute(text("SELECT 1"))
        assert session.connection().connection.driver_connection.info.transaction_status.name == "INTRANS"
