"""Insert a row unless one like it stands already: one statement, no savepoint, the same on both engines."""

from functools import cache
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlalchemy.sql.dml import ReturningInsert

from models.base import Base


def insert_unless_there(into: Session | Connection, table: type[Base], values: dict[str, Any]) -> int | None:
    """Insert and give the new row's id; None when a unique column says that it is there already.

    The statement is built once and takes the row as parameters: this stands between a person and their answer.
    """
    connection = into.connection() if isinstance(into, Session) else into
    statement = _statement(table, connection.dialect.name)
    number: int | None = connection.execute(statement, values).scalar_one_or_none()
    return number


@cache
def _statement(table: type[Base], dialect: str) -> ReturningInsert[Any]:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    return insert(table).on_conflict_do_nothing().returning(table.__table__.c.id)
