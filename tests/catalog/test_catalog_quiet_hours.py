"""Quiet hours: by the clock on somebody's own wall, through weekends and over the turns of the clock."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import quiet_hours
from catalog.quiet_hours import USUAL, Quiet

BERLIN, NEW_YORK = "Europe/Berlin", "America/New_York"


def over(zone: str, wall: str, quiet: Quiet | None = USUAL) -> str:
    """What the wall shows when the quiet is over, of what it shows now."""
    now = datetime.fromisoformat(wall).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)
    return quiet_hours.over_at(quiet, zone, now).astimezone(ZoneInfo(zone)).strftime("%a %Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("zone", "wall", "after"),
    [
        (BERLIN, "2026-11-24 09:00", "Tue 2026-11-24 09:00"),
        (BERLIN, "2026-11-24 19:59", "Tue 2026-11-24 19:59"),
        (BERLIN, "2026-11-24 20:00", "Wed 2026-11-25 08:00"),
        (BERLIN, "2026-11-25 03:00", "Wed 2026-11-25 08:00"),
        (NEW_YORK, "2026-11-25 03:00", "Wed 2026-11-25 08:00"),
        (BERLIN, "2026-11-27 21:00", "Mon 2026-11-30 08:00"),
        (BERLIN, "2026-11-28 12:00", "Mon 2026-11-30 08:00"),
        (BERLIN, "2026-11-29 23:59", "Mon 2026-11-30 08:00"),
        (BERLIN, "2026-03-27 22:00", "Mon 2026-03-30 08:00"),
        (BERLIN, "2026-10-23 22:00", "Mon 2026-10-26 08:00"),
    ],
)
def test_who_is_disturbed_is_so_by_day_and_not_at_the_weekend(zone: str, wall: str, after: str) -> None:
    assert over(zone, wall) == after


def test_quiet_at_noon_and_never() -> None:
    assert over(BERLIN, "2026-11-24 12:30", Quiet(time(12), time(13))) == "Tue 2026-11-24 13:00"
    assert over(BERLIN, "2026-11-24 13:00", Quiet(time(12), time(13))) == "Tue 2026-11-24 13:00"
    assert over(BERLIN, "2026-11-28 03:00", None) == "Sat 2026-11-28 03:00"


def test_a_zone_that_nobody_knows_is_utc() -> None:
    now = datetime(2026, 11, 24, 21, tzinfo=UTC)
    assert quiet_hours.over_at(USUAL, "Mars/Olympus", now) == datetime(2026, 11, 25, 8, tzinfo=UTC)


@given(
    st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001 (the zone is beside it)
    st.times(),
    st.times(),
    st.sampled_from([BERLIN, NEW_YORK, "Pacific/Apia", "Australia/Lord_Howe", "UTC"]),
)
def test_it_is_over_within_a_weekend_and_then_it_is_not_quiet(
    now: datetime, begins: time, ends: time, zone: str
) -> None:
    quiet = Quiet(begins.replace(second=0, microsecond=0), ends.replace(second=0, microsecond=0))
    if quiet.begins == quiet.ends:
        return
    after = quiet_hours.over_at(quiet, zone, now)
    assert now <= after <= now + timedelta(days=4)
    assert quiet_hours.over_at(quiet, zone, after) == after
    assert after.astimezone(ZoneInfo(zone)).isoweekday() < 6
