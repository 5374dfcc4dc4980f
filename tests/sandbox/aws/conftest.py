"""One emulated AWS for all tests of this folder, emptied before each."""

from collections.abc import Iterator

import pytest

from sandbox.aws.driver import Emulated


@pytest.fixture(scope="session")
def emulated_aws() -> Iterator[Emulated]:
    with Emulated.start() as aws:
        yield aws


@pytest.fixture
def aws(emulated_aws: Emulated) -> Emulated:
    emulated_aws.reset()
    return emulated_aws
