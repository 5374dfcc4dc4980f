"""The subject is read at once: few queries, and nothing is loaded later."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from posting_for_messages import Desk
from rows_for_messages import ATTACH, JOIN, NOW, holding, lease, vote
from sqlalchemy import event

from messages import request_card, subject
from models.database import Database
from models.decision import Answer
from models.decision_states import DecisionState
from models.holding_states import HoldingState
from models.lease_states import LeaseState
from models.request_states import RequestState


@contextmanager
def counted(database: Database) -> Iterator[list[str]]:
    said: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT"):
            said.append(statement)

    event.listen(database.engine, "before_cursor_execute", note)
    yield said
    event.remove(database.engine, "before_cursor_execute", note)


@contextmanager
def planned(database: Database) -> Iterator[list[tuple[str, Any]]]:
    """What is asked, with what it is asked for."""
    asked: list[tuple[str, Any]] = []

    def note(_connection: object, _cursor: object, statement: str, values: object, *_: object) -> None:
        asked.append((statement, values))

    event.listen(database.engine, "before_cursor_execute", note)
    yield asked
    event.remove(database.engine, "before_cursor_execute", note)


def test_everything_about_a_request_is_three_queries(desk: Desk) -> None:
    desk.request(state=RequestState.granted, quorum=1, open_key="U0ANN/s3-access", lapses_at=None)
    desk.add(lease(LeaseState.stuck, principal_id=12, steps=[JOIN]))
    desk.add(
        holding(JOIN, principal_id=12, noted_at=NOW, fault="AccessDenied"),
        holding(ATTACH, HoldingState.in_place, id=2, principal_id=12, noted_at=NOW),
        holding(JOIN, HoldingState.gone, id=3, principal_id=12, noted_at=NOW),
        vote("U0BOB"),
        vote("U0DAN", id=2, state=DecisionState.refused),
        vote("U0CLEO", Answer.deny, id=3),
    )
    with counted(desk.database) as said, desk.database.read() as session:
        found = subject.load(session, 12)
    assert len(said) == 3
    assert [each.by for each in found.approvals] == ["U0BOB"]
    assert found.still_held == (JOIN,)
    assert found.user == "ann"
    assert "AWS refuses the removal" in request_card.render(found).text


def test_a_request_alone_is_a_subject_too(desk: Desk) -> None:
    desk.request(state=RequestState.checking, principal_id=None)
    with desk.database.read() as session:
        found = subject.load(session, 12)
    assert (found.principal, found.lease, found.user, found.is_live) == (None, None, "", False)


def test_lists_take_one_query_each(desk: Desk) -> None:
    desk.request(1, open_key="U0ANN/a")
    desk.request(2, state=RequestState.granted, open_key="U0ANN/b", lapses_at=None)
    desk.request(3, state=RequestState.denied)
    desk.request(4, asker="U0DAN", open_key="U0DAN/a")
    desk.request(5, state=RequestState.checking, open_key="U0ANN/c", lapses_at=None, next_try_at=NOW)
    desk.add(lease(LeaseState.live, request_id=2, principal_id=2))
    with counted(desk.database) as said, desk.database.read() as session:
        mine, past = subject.standing(session, "U0ANN"), subject.past(session, "U0ANN")
        waiting, count = subject.waiting(session), subject.count_waiting(session)
    assert len(said) == 4
    assert [each.request.id for each in mine] == [5, 2, 1]
    assert [each.is_live for each in mine] == [False, True, False]
    assert [each.request.id for each in past] == [3]
    assert [each.request.id for each in waiting] == [1, 4]
    assert count == 2


def test_no_list_goes_through_all_that_was_ever_asked(desk: Desk) -> None:
    """SQLite picks the plan by the form of the query; old requests are thousands, and each list is some."""
    assert desk.database.is_sqlite, "PostgreSQL picks its plan by what the tables hold"
    with desk.database.engine.connect() as connection, desk.database.read() as session:
        for ask in (subject.standing, subject.past):
            with planned(desk.database) as asked:
                ask(session, "U0ANN")
            [(statement, values)] = asked
            plan = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            assert [
                row.detail for row in plan if row.detail.startswith("SCAN") or "autoindex_request" in row.detail
            ] == []
