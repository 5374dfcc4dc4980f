"""Fill every table of a database with plausible rows, from what the database itself says of its tables.

Models are of the newest revision; a database at an older one knows only its own columns. So the rows are made from
the reflected tables: a migration that is still to come finds a full database before it, without a change here.
"""

import re
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Column, DateTime, Engine, Integer, MetaData, String, Table, inspect

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
ROWS = 3
Filled = dict[str, list[dict[str, Any]]]


def fill(engine: Engine) -> Filled:
    """Insert some rows into each table, parents first; give what was inserted."""
    metadata = MetaData()
    metadata.reflect(engine)
    metadata.remove(metadata.tables["alembic_version"])
    filled: Filled = {}
    with engine.begin() as connection:
        for table in metadata.sorted_tables:
            words = _words_allowed(engine, table)
            filled[table.name] = [_row(table, number, words) for number in range(1, ROWS + 1)]
            connection.execute(table.insert(), filled[table.name])
    return filled


def read(engine: Engine, name: str, columns: list[str]) -> list[dict[str, Any]]:
    table = Table(name, MetaData(), autoload_with=engine)
    key = list(table.primary_key.columns)
    with engine.connect() as connection:
        found = connection.execute(table.select().order_by(*key)).mappings().all()
    return [{column: row[column] for column in columns} for row in found]


def _row(table: Table, number: int, words: dict[str, list[str]]) -> dict[str, Any]:
    return {column.name: _value(column, number, words.get(column.name)) for column in table.columns}


def _value(column: Column[Any], number: int, words: list[str] | None) -> Any:  # noqa: PLR0911 (a line for each type)
    if column.foreign_keys or column.name == "id":
        return number
    if words:
        return words[number % len(words)]
    if isinstance(column.type, DateTime):
        # SQLite gives times back without a zone, as it keeps them.
        return NOW if getattr(column.type, "timezone", False) else NOW.replace(tzinfo=None)
    if isinstance(column.type, Boolean):
        return bool(number % 2)
    if isinstance(column.type, Integer):
        return number
    if isinstance(column.type, JSON):
        return {"kind": "join-group", "group": f"group-{number}"} if column.name in {"step", "detail"} else []
    return f"{column.name} {number} <&>\N{SNOWMAN}"


def _words_allowed(engine: Engine, table: Table) -> dict[str, list[str]]:
    """What the table's CHECK constraints allow: column → words; without one, a word that is the default is good."""
    allowed = _words_by_default(engine, table)
    for check in inspect(engine).get_check_constraints(table.name):
        words = re.findall(r"'([^']+)'", check["sqltext"])
        column = re.match(r"\W*(?:CAST\()?\W*(\w+)", check["sqltext"])
        if words and column:
            allowed[column[1]] = words
    return allowed


def _words_by_default(engine: Engine, table: Table) -> dict[str, list[str]]:
    words = {}
    for column in inspect(engine).get_columns(table.name):
        default = re.match(r"'(\w+)'", column["default"] or "")
        if default and isinstance(column["type"], String):
            words[column["name"]] = [default[1]]
    return words
