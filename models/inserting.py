"""Insert a row unless one like it stands already: one statement, no savepoint, the same on both engines."""

from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from models.base import Base


def insert_unless_there(session: Session, table: type[Base], values: dict[str, Any]) -> int | None:
    """Insert and give the new row's id; None when a unique column says that it is there already."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(table).values(**values).on_conflict_do_nothing()
    number: int | None = session.execute(statement.returning(table.__table__.c.id)).scalar_one_or_none()
    return number
