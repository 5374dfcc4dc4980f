"""A sandbox in a process of its own, of which nothing may be left."""

import os
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import psutil
import pytest

from sandbox.stage import stage_folders


@pytest.fixture
def mark(tmp_path: Path) -> Iterator[Mapping[str, str]]:
    """An environment by which everything that was started is known again; nothing of it may be left."""
    marked = {"LEASEHOLD_TEST_MARK": uuid4().hex, "TMPDIR": str(tmp_path)}
    yield os.environ | marked
    left = [process for process in psutil.process_iter() if _carries(process, marked)]
    for process in left:
        process.kill()
    assert left == []
    assert list(stage_folders(tmp_path)) == []


def _carries(process: psutil.Process, marked: Mapping[str, str]) -> bool:
    try:
        return marked.items() <= process.environ().items()
    except psutil.Error:
        return False
