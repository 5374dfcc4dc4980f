"""Times carry a zone, lengths are whole seconds; both come back as they were."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.exc import StatementError

from models.database import Database
from models.request import Request
from models.stray import Stray

ONE_DATABASE = settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def kept(database: Database, **given: object) -> Request:
    row = {"asker": "U0ANN", "bundle": "s3-access", "account": "main", "asked_at": datetime.now(UTC)}
    with database.write() as session:
        request = Request(**row | given)
        session.add(request)
    with database.read() as session:
        return session.get_one(Request, request.id)


@ONE_DATABASE
@given(at=st.datetimes(datetime(1971, 1, 1), datetime(2900, 1, 1), timezones=st.timezones()))  # noqa: DTZ001 (zones are given beside)
def test_a_time_comes_back_as_the_same_moment_in_utc(database: Database, at: datetime) -> None:
    found = kept(database, asked_at=at).asked_at
    # Two zones are never equal in an hour that comes twice: https://docs.python.org/3/library/datetime.html
    assert found == at.astimezone(UTC)
    assert found.utcoffset() == timedelta(0)


def test_the_hour_that_autumn_repeats_is_kept_apart(database: Database) -> None:
    twice = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Berlin"))
    first, second = (kept(database, asked_at=twice.replace(fold=fold)).asked_at for fold in (0, 1))
    assert second - first == timedelta(hours=1)


def test_a_time_without_a_zone_is_refused_and_none_is_none(database: Database) -> None:
    with pytest.raises(StatementError, match="a time without a zone"), database.write() as session:
        session.add(Stray(channel="C", ts="1", next_try_at=datetime(2026, 11, 24)))  # noqa: DTZ001 (the point of it)
    assert kept(database, lapses_at=None).lapses_at is None


def test_moments_are_compared_in_the_database_as_moments(database: Database) -> None:
    """Spelled in different zones: text would sort them the other way."""
    earlier = datetime(2026, 11, 24, 10, tzinfo=ZoneInfo("Asia/Tokyo"))
    later = datetime(2026, 11, 24, 2, tzinfo=UTC)
    request = kept(database, asked_at=earlier)
    with database.read() as session:
        assert session.query(Request).where(Request.id == request.id, Request.asked_at < later).count() == 1


@ONE_DATABASE
@given(seconds=st.integers(0, 10**10))
def test_a_length_comes_back(database: Database, seconds: int) -> None:
    assert kept(database, lasts=timedelta(seconds=seconds)).lasts == timedelta(seconds=seconds)


def test_no_length_is_for_good(database: Database) -> None:
    assert kept(database, lasts=None).lasts is None
