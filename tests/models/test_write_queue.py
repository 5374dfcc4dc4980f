"""models/database.py: writers that meet wait for one another, threads and processes alike, and all succeed."""

import subprocess
import sys
import threading
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import func, select

from models.database import Database
from models.whisper import Whisper

ROOT = Path(__file__).resolve().parents[2]
NOW = datetime(2026, 11, 24, tzinfo=UTC)
THREADS, PROCESSES, TIMES = 16, 3, 10
WRITER = f"""
import sys
from tests.models.test_write_queue import write_from_threads
from models.database import Database

write_from_threads(Database(sys.argv[1]), threads=4, times={TIMES})
"""


def write_from_threads(database: Database, *, threads: int, times: int) -> None:
    """Each reads before it writes: a reader that turns writer half-way is what SQLite cannot do."""
    failed: list[BaseException] = []

    def write() -> None:
        try:
            for _ in range(times):
                with database.write() as session:
                    session.scalar(select(func.count()).select_from(Whisper))
                    session.add(Whisper(audience="U0ANN", text="said", next_try_at=NOW))
        except BaseException as error:  # noqa: BLE001 (told by the caller's thread)
            failed.append(error)

    workers = [threading.Thread(target=write) for _ in range(threads)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    if failed:
        raise ExceptionGroup("writers failed", [each for each in failed if isinstance(each, Exception)])


def test_writers_in_many_threads_all_succeed(database: Database) -> None:
    write_from_threads(database, threads=THREADS, times=TIMES)
    assert _count(database) == THREADS * TIMES


def test_writers_in_many_processes_all_succeed(database: Database, database_url: str) -> None:
    command = [sys.executable, "-c", WRITER, database_url]
    others = [subprocess.Popen(command, cwd=ROOT, stderr=subprocess.PIPE, text=True) for _ in range(PROCESSES)]
    write_from_threads(database, threads=4, times=TIMES)
    for other in others:
        _, said = other.communicate(timeout=60)
        assert other.returncode == 0, said
    assert _count(database) == (PROCESSES + 1) * 4 * TIMES


def test_a_writer_that_is_killed_in_its_turn_leaves_nothing_and_lets_the_next_one_in(
    database: Database, database_url: str
) -> None:
    dying = """
import os, signal, sys
from models.database import Database
from tests.models.test_write_queue import NOW
from models.whisper import Whisper

with Database(sys.argv[1]).write() as session:
    session.add(Whisper(audience="U0ANN", text="said", next_try_at=NOW))
    session.flush()
    os.kill(os.getpid(), signal.SIGKILL)
"""
    ended = subprocess.run([sys.executable, "-c", dying, database_url], cwd=ROOT, timeout=30, check=False)
    assert ended.returncode == -9
    write_from_threads(database, threads=1, times=1)
    assert _count(database) == 1


def _count(database: Database) -> int:
    with database.read() as session:
        return session.scalar(select(func.count()).select_from(Whisper)) or 0
