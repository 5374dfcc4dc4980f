"""Every migration, on both engines, on an empty database and on a full one."""

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from filling import Filled, fill, read
from sqlalchemy import inspect, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from migrations import schema
from models.base import Base
from models.database import Database
from models.everything import metadata

REVISIONS = [script.revision for script in ScriptDirectory(str(schema.HERE)).walk_revisions()][::-1]


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without any table."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
        yield database
        database.close()
        return
    url, name = request.getfixturevalue("postgresql"), f"m_{uuid4().hex}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        before, _, after = url.rpartition("/postgres")
        database = Database(f"{before}/{name}{after}")
        yield database
        database.close()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


def downgrade(database: Database, revision: str) -> None:
    config = schema._config()
    with database.engine.connect() as connection, schema.without_foreign_keys(connection):
        config.attributes["connection"] = connection
        command.downgrade(config, revision)
        connection.commit()


def tables(database: Database) -> set[str]:
    return set(inspect(database.engine).get_table_names()) - {"alembic_version"}


def differences(database: Database) -> list[object]:
    with database.engine.connect() as connection:
        return compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata)


def readable(database: Database, filled: Filled) -> None:
    """Every row of every table, as a model; a table that was not there to be filled has none."""
    with Session(database.engine) as session:
        for mapper in Base.registry.mappers:
            rows = session.scalars(select(mapper.class_)).all()
            assert len(rows) == len(filled.get(mapper.class_.__tablename__, [])), mapper.class_


def test_there_is_one_line_of_revisions() -> None:
    script = ScriptDirectory(str(schema.HERE))
    assert [script.get_revision(each).down_revision for each in REVISIONS] == [None, *REVISIONS[:-1]]
    assert script.get_heads() == [REVISIONS[-1]] == [schema.newest()]


def test_an_empty_database_becomes_what_the_models_say(empty: Database) -> None:
    assert (schema.current(empty.engine), schema.is_current(empty.engine)) == (None, False)
    schema.upgrade(empty.engine)
    assert schema.is_current(empty.engine)
    assert differences(empty) == []
    assert tables(empty) == {table.name for table in metadata.sorted_tables}


def test_migrating_twice_changes_nothing(empty: Database) -> None:
    schema.upgrade(empty.engine)
    filled = fill(empty.engine)
    schema.upgrade(empty.engine)
    assert len(read(empty.engine, "move", ["id"])) == len(filled["move"])


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_migration_leaves_what_is_in_a_full_database(empty: Database, revision: str) -> None:
    """Filled at the revision before it (the first: at itself), then brought to it and to the newest."""
    place = REVISIONS.index(revision)
    schema.upgrade(empty.engine, REVISIONS[max(0, place - 1)])
    filled = fill(empty.engine)
    schema.upgrade(empty.engine, revision)
    for name, rows in filled.items():
        if name in tables(empty):
            there = {column["name"] for column in inspect(empty.engine).get_columns(name)}
            columns = [column for column in rows[0] if column in there]
            assert read(empty.engine, name, columns) == [{each: row[each] for each in columns} for row in rows], name
    schema.upgrade(empty.engine)
    readable(empty, filled)
    if empty.is_sqlite:
        with empty.engine.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA foreign_key_check").all() == []
            assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize("revision", REVISIONS)
def test_a_migration_is_taken_back_on_a_full_database_or_refuses(empty: Database, revision: str) -> None:
    schema.upgrade(empty.engine, revision)
    fill(empty.engine)
    place = REVISIONS.index(revision)
    before = REVISIONS[place - 1] if place else None
    try:
        downgrade(empty, before or "base")
    except NotImplementedError:
        assert schema.current(empty.engine) == revision
        return
    assert schema.current(empty.engine) == before
    if before is None:
        assert tables(empty) == set()
    schema.upgrade(empty.engine)
    assert differences(empty) == []


WORDS = {
    "request": ["state"],
    "lease": ["state"],
    "decision": ["state", "answer"],
    "holding": ["state"],
    "round": ["state", "kind"],
    "post": ["kind"],
    "offer": ["state", "kind"],
    "rotation": ["state"],
    "person": ["standing"],
}


def test_the_database_itself_refuses_a_word_that_is_none(empty: Database) -> None:
    schema.upgrade(empty.engine)
    filled = fill(empty.engine)
    for table, column in ((table, column) for table, columns in WORDS.items() for column in columns):
        change = text(f'UPDATE "{table}" SET {column} = :word')  # noqa: S608 (our own names)
        with empty.engine.begin() as connection:
            connection.execute(change, {"word": filled[table][0][column]})
        with pytest.raises(IntegrityError, match=f"ck_{table}_{column}"), empty.engine.begin() as connection:
            connection.execute(change, {"word": "none"})


def test_a_row_of_nobody_is_refused(empty: Database) -> None:
    """Foreign keys hold on both engines, after a migration too."""
    schema.upgrade(empty.engine)
    fill(empty.engine)
    with pytest.raises(IntegrityError), empty.engine.begin() as connection:
        connection.execute(text("UPDATE lease SET principal_id = 999"))
