"""A draft is its owner's, keeps what is filled in as it was, and is forgotten after a day."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from models import draft
from models.database import Database
from models.draft import NewUser

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
EVE = NewUser(name="eve", whose="U0EVE", groups=("a", "b"), policies=("arn:1",), tags="a=1\nb=2", must_reset=False)


def begun(database: Database, *, now: datetime = NOW) -> str:
    with database.write() as session:
        return draft.begin(session, EVE, by="U0CLEO", now=now).key


def test_what_is_filled_in_is_kept_as_it_was(database: Database) -> None:
    key = begun(database)
    with database.write() as session:
        found = draft.of(session, key, by="U0CLEO")
        assert found is not None
        assert found.new_user == EVE
        found.drawing = "page"
    with database.read() as session:
        assert draft.shows(session, key, "page")
        assert not draft.shows(session, key, "another")
    with database.write() as session:
        found = draft.of(session, key, by="U0CLEO")
        assert found is not None
        found.keep(replace(EVE, groups=()), now=NOW)
    with database.read() as session:
        again = draft.of(session, key, by="U0CLEO")
        assert again is not None
        assert again.new_user == replace(EVE, groups=())
        assert not draft.shows(session, key, "page")


def test_only_who_began_it_may_go_on_with_it(database: Database) -> None:
    key = begun(database)
    with database.read() as session:
        assert draft.of(session, key, by="U0DAN") is None
        assert draft.of(session, "", by="U0CLEO") is None
    assert len(key) >= 20
    assert key != begun(database)


def test_what_nobody_has_gone_on_with_for_a_day_is_forgotten(database: Database) -> None:
    old, new = begun(database), begun(database, now=NOW + timedelta(hours=1))
    with database.write() as session:
        draft.forget_old(session, now=NOW + timedelta(days=1, minutes=1))
    with database.read() as session:
        assert draft.of(session, old, by="U0CLEO") is None
        assert draft.of(session, new, by="U0CLEO") is not None


def test_what_another_release_has_kept_is_read_as_far_as_it_is_known() -> None:
    assert draft.restored({"name": "eve", "mood": "good", "groups": ["a"]}) == NewUser(name="eve", groups=("a",))
