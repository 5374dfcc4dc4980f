"""One practice workspace for the tests of this folder."""

from collections.abc import Iterator

import pytest

from tests.sandbox.beside.asking import Beside, practising


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    with practising() as stage:
        yield Beside(stage)
