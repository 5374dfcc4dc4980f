"""One practice workspace for the tests of this folder, with its bot watched over."""

import threading
from collections.abc import Iterator

import pytest

from sandbox import practice
from tests.sandbox.beside.asking import Beside


@pytest.fixture(scope="module")
def beside() -> Iterator[Beside]:
    with practice.put_up() as (stage, supervisor):
        watching = threading.Thread(target=supervisor.run)
        watching.start()
        try:
            yield Beside(stage)
        finally:
            supervisor.end()
            watching.join()
