"""PostgreSQL databases that are emptied and used again: a new one takes half a second, an emptied one much less."""

import time
from uuid import uuid4

import psycopg
from sqlalchemy import make_url

TEMPLATE = "leasehold_template"

_EMPTY = """
DO $$
DECLARE
    each record;
    is_full boolean;
BEGIN
    SET LOCAL session_replication_role = replica;  -- no foreign key is looked at: all of it goes
    FOR each IN SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version' LOOP
        EXECUTE format('SELECT EXISTS (SELECT FROM %I)', each.tablename) INTO is_full;
        IF is_full THEN
            EXECUTE format('DELETE FROM %I', each.tablename);
        END IF;
    END LOOP;
    PERFORM setval(format('%I', sequencename)::regclass, start_value, false)
        FROM pg_sequences WHERE schemaname = 'public' AND last_value IS NOT NULL;
END $$
"""
_SHAPE = """
SELECT coalesce(string_agg(concat_ws(' ', relname, attname, atttypid, attnotnull), ',' ORDER BY relname, attnum), '')
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid WHERE relnamespace = 'public'::regnamespace
"""
_OTHERS = """
SELECT count(*) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
"""
_MOMENT = 0.3
"""Seconds that a server needs at most to see that a connection was closed."""


class Pool:
    """Databases of one server, each a copy of the migrated template. Whatever was not left in order is dropped."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._free: list[str] = []
        self._shape_of_all: tuple[str, ...] | None = None

    def take(self) -> str:
        """The URL of a migrated, empty database."""
        if self._free:
            return self.named(self._free.pop())
        name = f"t_{uuid4().hex}"
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE}")
        if self._shape_of_all is None:
            with psycopg.connect(self.named(name)) as connection:
                self._shape_of_all = _shape(connection)
        return self.named(name)

    def give_back(self, url: str) -> None:
        name = make_url(url).database or ""
        if self._is_emptied(url):
            self._free.append(name)
            return
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def named(self, name: str) -> str:
        before, _, after = self._url.rpartition("/postgres")
        return f"{before}/{name}{after}"

    def _is_emptied(self, url: str) -> bool:
        """False when somebody is still in it, or when it is not the template's schema any more."""
        with psycopg.connect(url, autocommit=True) as connection:
            if not _is_left_alone(connection) or _shape(connection) != self._shape_of_all:
                return False
            connection.execute(_EMPTY)
            return True


def _shape(connection: psycopg.Connection[tuple[str]]) -> tuple[str, ...] | None:
    """All columns of all tables, and the schema's revision."""
    columns = connection.execute(_SHAPE).fetchone()
    if columns is None or "alembic_version version_num" not in columns[0]:
        return None
    revision = connection.execute("SELECT version_num FROM alembic_version").fetchone()
    return columns + (revision or ())


def _is_left_alone(connection: psycopg.Connection[tuple[int]]) -> bool:
    until = time.monotonic() + _MOMENT
    while connection.execute(_OTHERS).fetchone() != (0,):
        if time.monotonic() > until:
            return False
        time.sleep(0.02)
    return True


def end_connections(url: str) -> None:
    """Have the server end all connections to this database, as one does that is started anew."""
    with psycopg.connect(url.replace("+psycopg", ""), autocommit=True) as connection:
        connection.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
