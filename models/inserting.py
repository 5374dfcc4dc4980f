"""Insert rows unless ones like them stand already: one statement, no savepoint, the same on both engines."""

import json
from collections.abc import Sequence
from functools import cache
from typing import Any, cast

from sqlalchemy import JSON, Column, Connection, Dialect, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql import literal_column
from sqlalchemy.sql.dml import ReturningInsert
from sqlalchemy.sql.elements import ColumnClause

from models.base import Base

Row = dict[str, Any]


def insert_unless_there(into: Session | Connection, table: type[Base], row: Row) -> int | None:
    """Insert and give the new row's id; None when a unique column says that it is there already."""
    connection = into.connection() if isinstance(into, Session) else into
    statement = _statement(table, connection.dialect.name, frozenset(row), ("id",))
    number: int | None = connection.execute(statement, row).scalar_one_or_none()
    return number


def insert_those_not_there(
    into: Session | Connection, table: type[Base], rows: Sequence[Row], *, known_by: tuple[str, ...]
) -> list[int | None]:
    """The same for some rows with the same columns, in one statement; which is which is told by these columns.

    Where two of them are alike, one at most is given a number.
    """
    connection = into.connection() if isinstance(into, Session) else into
    statement = _statement(table, connection.dialect.name, frozenset(rows[0]), ("id", *known_by))
    numbers = {tuple(which): number for number, *which in connection.execute(statement, rows)}
    return [numbers.pop(tuple(row[column] for column in known_by), None) for row in rows]


@cache
def _statement(
    table: type[Base], engine: str, given: frozenset[str], returning: tuple[str, ...]
) -> ReturningInsert[Any]:
    """Built once, and handed the rows as parameters: this stands between a person and their answer.

    What a row leaves to the table's defaults stands in the statement itself: half as many parameters, and half the
    time (measured on PostgreSQL, eight requests at once: 107 µs of our time each, and 213 with all as parameters).
    """
    speaks: Any = sqlite if engine == "sqlite" else postgresql
    columns: dict[str, Any] = dict(table.__table__.columns)
    left = [name for name, column in columns.items() if name not in given and column.default is not None]
    row = {name: _default(columns[name], speaks.dialect()) for name in left}
    insert = speaks.insert(table).values(row).on_conflict_do_nothing()
    return cast("ReturningInsert[Any]", insert.returning(*(columns[name] for name in returning)))


def _default(column: Column[Any], dialect: Dialect) -> ColumnClause[Any]:
    """In SQL. All defaults of the house are constants: empty lists and objects of JSON, or plain values."""
    default: Any = column.default
    if isinstance(column.type, JSON):
        return literal_column(f"'{json.dumps(default.arg(None))}'")
    value = literal(default.arg, column.type).compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    return literal_column(str(value))
