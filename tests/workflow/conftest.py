"""A town for every test, on both engines."""

from collections.abc import Iterator

import pytest
from town import Town

from models.database import Database
from sandbox.aws.driver import Emulated


@pytest.fixture
def town(database: Database, aws: Emulated) -> Iterator[Town]:
    town = Town(database, aws)
    yield town
    town.means.claims.close()
