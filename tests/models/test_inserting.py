"""A row is inserted unless one like it stands: one statement, safe against another writer."""

import threading
from datetime import UTC, datetime

from sqlalchemy import func, select

from models.database import Database
from models.inserting import insert_unless_there
from models.round import Round
from models.round_states import START

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)


def row(firing: str, days: int = 90) -> dict[str, object]:
    begun = {"state": START, "version": 1, "due_at": NOW, "findings": [], "unused_days": days, "tries": 0, "fault": ""}
    return {"firing": firing} | begun


def test_the_first_gives_its_number_and_the_second_nothing(database: Database) -> None:
    with database.write() as session:
        number = insert_unless_there(session, Round, row("monday"))
        assert insert_unless_there(session, Round, row("monday", days=30)) is None
        assert insert_unless_there(session, Round, row("tuesday")) not in {None, number}
    with database.read() as session:
        standing = session.get_one(Round, number)
    assert (standing.firing, standing.unused_days, standing.due_at) == ("monday", 90, NOW)


def test_a_conflict_does_not_spoil_the_transaction_it_is_in(database: Database) -> None:
    with database.write() as session:
        insert_unless_there(session, Round, row("monday"))
    with database.write() as session:
        insert_unless_there(session, Round, row("tuesday"))
        assert insert_unless_there(session, Round, row("monday")) is None
    with database.read() as session:
        assert set(session.scalars(select(Round.firing))) == {"monday", "tuesday"}


def test_of_many_at_once_one_has_inserted_it(database: Database) -> None:
    gate, given = threading.Barrier(6), []

    def insert() -> None:
        gate.wait()
        with database.write() as session:
            given.append(insert_unless_there(session, Round, row("monday")))

    threads = [threading.Thread(target=insert) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(number is not None for number in given) == 1
    with database.read() as session:
        assert session.scalar(select(func.count(Round.id))) == 1
