"""Abuse is tried on the real bot: in a house on each engine, or, where the engine plays no part, in one on SQLite."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn
from tests.abuse.tidying import copied
from tests.conftest import ENGINES
from tests.stories.house import FEW, House

if TYPE_CHECKING:
    from tests.postgresql_pool import Pool


@pytest.fixture(scope="session")
def emulated() -> Iterator[Emulated]:
    """An account in which there are few of AWS's policies: each bot begins by listing them, and there are 1,582."""
    with Emulated.start(managed=FEW) as aws:
        yield aws


@pytest.fixture
def house(stand_in: StandIn, emulated: Emulated, database_url: str, tmp_path: Path) -> Iterator[House]:
    """Once on each engine: for whatever rests on what the database promises."""
    with _house(stand_in, emulated, url=database_url, folder=tmp_path) as built:
        built.start()
        yield built


@pytest.fixture
def unstarted(stand_in: StandIn, emulated: Emulated, sqlite: Path, tmp_path: Path) -> Iterator[House]:
    """On SQLite alone, and the bot is not running yet."""
    with _house(stand_in, emulated, url=copied(sqlite, tmp_path), folder=tmp_path) as built:
        yield built


@pytest.fixture
def own(unstarted: House) -> House:
    """On SQLite alone, for one test: the engine plays no part, but what is done here would disturb others."""
    unstarted.start()
    return unstarted


@pytest.fixture(scope="module", params=ENGINES)
def shared(
    request: pytest.FixtureRequest, stand_in: StandIn, emulated: Emulated, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """One for a whole file on each engine: each test asks anew."""
    folder = tmp_path_factory.mktemp("shared")
    with _database(request, folder) as url, _house(stand_in, emulated, url=url, folder=folder) as built:
        built.start()
        yield built


@pytest.fixture(scope="module")
def shared_on_sqlite(
    stand_in: StandIn, emulated: Emulated, sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """On SQLite alone, one for a whole file: the engine plays no part, and each test asks anew."""
    folder = tmp_path_factory.mktemp("shared")
    with _house(stand_in, emulated, url=copied(sqlite, folder), folder=folder) as built:
        built.start()
        yield built


@contextmanager
def _database(request: pytest.FixtureRequest, folder: Path) -> Iterator[str]:
    """A migrated, empty database on the engine that is asked for; the server is started only where it is needed."""
    if request.param == "sqlite":
        yield copied(request.getfixturevalue("sqlite"), folder)
        return
    pool: Pool = request.getfixturevalue("postgresql_pool")
    url = pool.take()
    yield url
    pool.give_back(url)


@contextmanager
def _house(slack: StandIn, aws: Emulated, *, url: str, folder: Path) -> Iterator[House]:
    slack.reset()
    aws.reset()
    built = House(slack, aws, database_url=url, folder=folder)
    try:
        yield built
    finally:
        built.close()
        slack.point_at(None)
