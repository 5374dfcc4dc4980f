"""Rows are inserted unless ones like them stand: one statement, safe against another writer."""

import threading
from datetime import UTC, datetime

from sqlalchemy import JSON, func, inspect, select

from models import everything
from models.database import Database
from models.inserting import insert_those_not_there, insert_unless_there
from models.request import Request
from models.request_states import RequestState
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


def test_of_some_each_is_told_its_own_number_and_of_two_alike_one(database: Database) -> None:
    with database.write() as session:
        standing = insert_unless_there(session, Round, row("monday"))
        rows = [row("tuesday"), row("monday"), row("wednesday"), row("tuesday"), row("thursday")]
        given = insert_those_not_there(session, Round, rows, known_by=("firing",))
    with database.read() as session:
        numbers = {each.firing: each.id for each in session.scalars(select(Round))}
    assert given == [numbers["tuesday"], None, numbers["wednesday"], None, numbers["thursday"]]
    assert numbers["monday"] == standing


def test_a_statement_of_its_own_needs_no_transaction_and_is_kept(database: Database) -> None:
    woken: list[int] = []
    database.after_commit.append(lambda: woken.append(1))
    with database.write_down() as connection:
        insert_those_not_there(connection, Round, [row("monday"), row("tuesday")], known_by=("firing",))
        with database.read() as session:  # another connection, while the first is still in hand
            assert session.scalar(select(func.count(Round.id))) == 2
        assert woken == []
    assert woken == [1]
    with database.write() as session:  # and nothing was left open that would keep another writer out
        insert_unless_there(session, Round, row("wednesday"))


def test_what_is_left_to_the_defaults_is_what_it_is_elsewhere(database: Database) -> None:
    given = {"version": 1, "state": RequestState.checking, "asker": "U0ANN", "bundle": "s3-access", "account": "main"}
    with database.write() as session:
        number = insert_unless_there(session, Request, given | {"asked_at": NOW})
        session.add(other := Request(**given, asked_at=NOW))
    with database.read() as session:
        one, two = session.get_one(Request, number), session.get_one(Request, other.id)
        left = {column.key for column in inspect(Request).column_attrs} - {"id"}
        assert {name: getattr(one, name) for name in left} == {name: getattr(two, name) for name in left}


def test_every_default_of_the_house_can_stand_in_a_statement() -> None:
    """A default worked out anew for each row would be worked out once, for all of them."""
    columns = [column for table in everything.metadata.tables.values() for column in table.columns]
    defaults = [column.default.arg for column in columns if column.default is not None and column.default.is_scalar]
    assert [default for default in defaults if {*"%\\'"} & {*str(default)}] == []
    left = [column for column in columns if column.default is not None and not column.default.is_scalar]
    assert [str(column) for column in left if not isinstance(column.type, JSON)] == []
    assert {type(column.default.arg(None)) for column in left} == {list, dict}
    assert {len(column.default.arg(None)) for column in left} == {0}
