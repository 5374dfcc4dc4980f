"""At home: whom a request waits for, as far as is known, and what else somebody's Home is drawn from."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from posting_for_messages import Desk
from rows_for_messages import NOW, L, S, lease, vote
from test_messages_forms import bundle, catalog

from catalog.bundle import Catalog, PersonNamed, UserGroupNamed, Users
from messages import at_home
from messages.at_home import AtHome, Totals
from models.decision import Answer, vote_key
from models.decision_states import DecisionState

NAMED = catalog(
    bundle("s3-access", approvers=(PersonNamed("U0BOB"), PersonNamed("U0ANN"), UserGroupNamed("s3-owners"))),
    bundle("billing"),
)


def read(desk: Desk, person: str, *, groups: frozenset[str] = frozenset(), known: Catalog = NAMED) -> AtHome:
    with desk.database.read() as session:
        return at_home.read(session, person, groups=groups, catalog=known, pages={})


def waits(seen: AtHome) -> list[int]:
    return [each.request.id for each in seen.waits]


@pytest.fixture
def asked(desk: Desk) -> Desk:
    """Ann has asked, and is named as an approver herself."""
    desk.request(approvers=["U0BOB", "U0ANN", "@s3-owners"], open_key="U0ANN/s3-access")
    return desk


def test_a_request_waits_for_those_named_and_for_members_of_the_groups_named(asked: Desk) -> None:
    assert waits(read(asked, "U0BOB")) == [12]
    assert waits(read(asked, "U0DAN", groups=frozenset({"@s3-owners"}))) == [12]
    assert waits(read(asked, "U0DAN", groups=frozenset({"@others"}))) == []


def test_nobody_is_asked_about_their_own_request(asked: Desk) -> None:
    seen = read(asked, "U0ANN", groups=frozenset({"@s3-owners"}))
    assert waits(seen) == []
    assert [each.request.id for each in seen.standing] == [12]


def test_who_is_not_named_any_more_is_not_asked(asked: Desk) -> None:
    fewer = catalog(bundle("s3-access", approvers=(PersonNamed("U0DAN"),)))
    assert waits(read(asked, "U0BOB", known=fewer)) == []
    assert waits(read(asked, "U0DAN", known=fewer)) == [], "not named when it was asked"


@pytest.mark.parametrize("answer", [Answer.approve, Answer.deny])
def test_who_has_answered_is_not_asked_again_unless_it_was_refused(asked: Desk, answer: Answer) -> None:
    asked.add(vote(answer=answer, state=DecisionState.cast, vote_key=vote_key(12, "U0BOB", answer)))
    assert waits(read(asked, "U0BOB")) == []
    assert waits(read(asked, "U0DAN", groups=frozenset({"@s3-owners"}))) == [12]
    with asked.database.write() as session:
        session.connection().exec_driver_sql("UPDATE decision SET vote_key = NULL")
    assert waits(read(asked, "U0BOB")) == [12]


@pytest.mark.parametrize("state", [each for each in S if each is not S.waiting])
def test_only_what_waits_waits(asked: Desk, state: S) -> None:
    asked.touch(state=state, lapses_at=None)
    assert waits(read(asked, "U0BOB")) == []


def test_the_votes_so_far_come_along(asked: Desk) -> None:
    asked.add(vote("U0EVE"))
    [one] = read(asked, "U0BOB").waits
    assert [each.by for each in one.approvals] == ["U0EVE"]
    assert one.user == "ann"


def test_what_stands_is_not_offered_again(asked: Desk) -> None:
    assert [each.name for each in read(asked, "U0ANN").bundles] == ["billing"]
    assert [each.name for each in read(asked, "U0BOB").bundles] == ["billing", "s3-access"]


def test_totals_are_for_administrators_alone(asked: Desk) -> None:
    live: dict[str, Any] = {"request_id": 12, "principal_id": 12}
    asked.add(lease(L.live, **live))
    assert read(asked, "U0BOB").totals is None
    assert read(asked, "U0CLEO").totals == Totals(waiting=1, live=1, stuck=0)
    by_group = catalog(bundle("s3-access"))
    by_group = Catalog(**{**by_group.__dict__, "admins": (UserGroupNamed("admins"),)})
    assert read(asked, "U0DAN", groups=frozenset({"@admins"}), known=by_group).totals == Totals(1, 1, 0)


def test_of_what_waits_the_page_turned_to_is_read_and_the_oldest_come_first(desk: Desk) -> None:
    for number in range(100, 125):
        desk.request(number, asked_at=NOW - timedelta(minutes=number))
    with desk.database.read() as session:
        seen = at_home.read(session, "U0BOB", groups=(), catalog=NAMED, pages={at_home.WAITS: 2})
    assert waits(seen) == [120, 121, 122, 123, 124]
    assert seen.waits_in_all == 25


def test_new_users_are_for_administrators_and_for_who_approves_them(desk: Desk) -> None:
    assert not read(desk, "U0CLEO").makes_users, "nobody approves them"
    rule = Users((UserGroupNamed("hr"),), 1, "C0", "main", "/", None, None, None, timedelta(days=7))
    known = replace(NAMED, users=rule)
    assert read(desk, "U0CLEO", known=known).makes_users
    assert read(desk, "U0ANN", groups=frozenset({"@hr"}), known=known).makes_users
    assert not read(desk, "U0ANN", known=known).makes_users
