"""Stories are told on both engines, each in a house of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from sandbox.aws.driver import Emulated
from sandbox.slack.driver import StandIn
from tests.stories.house import FEW, House


@pytest.fixture(scope="session")
def emulated() -> Iterator[Emulated]:
    """An account in which there are few of AWS's policies: each bot begins by listing them, and there are 1,582."""
    with Emulated.start(managed=FEW) as aws:
        yield aws


@pytest.fixture
def empty_house(stand_in: StandIn, emulated: Emulated, database_url: str, tmp_path: Path) -> Iterator[House]:
    """Everything is there; the bot is not running yet."""
    stand_in.reset()
    emulated.reset()
    house = House(stand_in, emulated, database_url=database_url, folder=tmp_path)
    yield house
    house.close()
    stand_in.point_at(None)


@pytest.fixture
def house(empty_house: House, request: pytest.FixtureRequest) -> House:
    """The bot is running and ready."""
    empty_house.start()
    return empty_house
