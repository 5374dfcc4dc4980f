"""Bring a database to the current schema, and tell whether it is there.

Alembic is imported only to migrate: `serve` looks at the schema too, and would carry 9 MB of it for its whole life.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, Engine, inspect

if TYPE_CHECKING:
    from alembic.config import Config

HERE = Path(__file__).parent


def upgrade(engine: Engine, revision: str = "head") -> None:
    """Run what is missing; SQLite's foreign keys are off meanwhile, since batch mode makes tables anew."""
    from alembic import command  # noqa: PLC0415 (see above)

    config = _config()
    with engine.connect() as connection, without_foreign_keys(connection):
        config.attributes["connection"] = connection
        command.upgrade(config, revision)
        connection.commit()


@contextmanager
def without_foreign_keys(connection: Connection) -> Iterator[None]:
    """For SQLite, which counts a table that is made anew as one whose rows have all gone.

    Within a transaction its PRAGMA does nothing at all, so it is said to the driver, before the first one begins.
    """
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name != "sqlite":
        yield
        return
    driver.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        connection.rollback()
        driver.execute("PRAGMA foreign_keys=ON")


def current(engine: Engine) -> str | None:
    """The revision this database is at; None: it has no schema of ours yet."""
    with engine.connect() as connection:
        if not inspect(connection).has_table("alembic_version"):
            return None
        revision: str | None = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
        return revision


def newest() -> str | None:
    """The revision this program needs; a file's name begins with its revision, and they are numbered."""
    return max((path.name.partition("_")[0] for path in (HERE / "versions").glob("*.py")), default=None)


def is_current(engine: Engine) -> bool:
    return current(engine) == newest()


def _config() -> "Config":
    from alembic.config import Config  # noqa: PLC0415 (see above)

    config = Config()
    config.set_main_option("script_location", str(HERE))
    return config
