"""The stand-in for Slack over HTTP and a migrated SQLite file: what posting really works with."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from posting_for_messages import Clock, Desk

from migrations import schema
from models.claims import Claims
from models.database import Database
from sandbox.slack.driver import StandIn


@pytest.fixture(scope="session")
def running() -> Iterator[StandIn]:
    with StandIn.start() as stand_in:
        yield stand_in


@pytest.fixture
def slack(running: StandIn) -> Iterator[StandIn]:
    running.reset()
    yield running
    running.clear_faults()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("migrated") / "empty.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path.read_bytes()


@pytest.fixture
def database(tmp_path: Path, empty_database: bytes) -> Iterator[Database]:
    path = tmp_path / "leasehold.db"
    path.write_bytes(empty_database)
    database = Database(f"sqlite:///{path}")
    yield database
    database.close()


@pytest.fixture
def desk(slack: StandIn, database: Database, clock: Clock) -> Iterator[Desk]:
    claims = Claims(database)
    desk = Desk(slack, database, claims, clock)
    yield desk
    desk.close()
    claims.close()
