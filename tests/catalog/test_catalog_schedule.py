"""When nags go out."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import schedule

WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def firings(cron: str, timezone: str, *, after: str, count: int) -> list[str]:
    moment, found = at(after), []
    for _ in range(count):
        moment = schedule.next_after(cron, timezone, moment)
        found.append(f"{moment:%a %Y-%m-%d %H:%M}")
    return found


@pytest.mark.parametrize(
    ("cron", "found"),
    [
        ("0 9 * * mon", ["Mon 2025-06-09 09:00", "Mon 2025-06-16 09:00"]),
        ("0 9 * * 1", ["Mon 2025-06-09 09:00", "Mon 2025-06-16 09:00"]),
        ("0 9 * * 0", ["Sun 2025-06-08 09:00", "Sun 2025-06-15 09:00"]),
        ("0 9 * * 7", ["Sun 2025-06-08 09:00", "Sun 2025-06-15 09:00"]),
        ("0 9 * * SUN", ["Sun 2025-06-08 09:00", "Sun 2025-06-15 09:00"]),
        ("0 9 * * fri-sun", ["Fri 2025-06-06 09:00", "Sat 2025-06-07 09:00", "Sun 2025-06-08 09:00"]),
        ("0 9 * * 5-7", ["Fri 2025-06-06 09:00", "Sat 2025-06-07 09:00", "Sun 2025-06-08 09:00"]),
        ("0 9 * * 1-5/2", ["Fri 2025-06-06 09:00", "Mon 2025-06-09 09:00", "Wed 2025-06-11 09:00"]),
        ("0 9 * * */2", ["Sat 2025-06-07 09:00", "Sun 2025-06-08 09:00", "Tue 2025-06-10 09:00"]),
        ("0,30 9 * * *", ["Thu 2025-06-05 09:30", "Fri 2025-06-06 09:00"]),
        ("*/20 9-10 * * *", ["Thu 2025-06-05 09:20", "Thu 2025-06-05 09:40", "Thu 2025-06-05 10:00"]),
        ("0 0 1 jan *", ["Thu 2026-01-01 00:00", "Fri 2027-01-01 00:00"]),
        ("0 0 13 * fri", ["Fri 2025-06-06 00:00", "Fri 2025-06-13 00:00", "Fri 2025-06-20 00:00"]),
        ("0 0 */31 * *", ["Tue 2025-07-01 00:00", "Fri 2025-08-01 00:00"]),
        ("0 0 29 2 *", ["Tue 2028-02-29 00:00", "Sun 2032-02-29 00:00"]),
        ("0 0 29 2 */7", ["Sun 2032-02-29 00:00"]),
    ],
)
def test_cron_means_what_cron_means(cron: str, found: list[str]) -> None:
    # 5 June 2025 is a Thursday.
    assert firings(cron, "UTC", after="2025-06-05 09:00", count=len(found)) == found


@given(st.sampled_from(range(7)), st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1)))  # noqa: DTZ001  (the zone comes below)
def test_a_weekday_by_number_is_that_weekday(number: int, after: datetime) -> None:
    found = schedule.next_after(f"0 9 * * {number}", "UTC", after.replace(tzinfo=UTC))
    assert WEEKDAYS[found.weekday()] == ["sun", *WEEKDAYS][number]


def test_the_clock_is_that_of_the_zone_in_summer_and_in_winter() -> None:
    summer = firings("0 9 * * mon", "Europe/Berlin", after="2025-07-01 00:00", count=1)
    winter = firings("0 9 * * mon", "Europe/Berlin", after="2025-12-01 09:00", count=1)
    assert (summer, winter) == (["Mon 2025-07-07 07:00"], ["Mon 2025-12-08 08:00"])


def test_a_time_that_autumn_repeats_comes_once() -> None:
    found = firings("30 2 * * *", "Europe/Berlin", after="2025-10-25 12:00", count=2)
    assert found == ["Sun 2025-10-26 00:30", "Mon 2025-10-27 01:30"]


def test_a_time_that_spring_skips_comes_after_the_gap() -> None:
    found = firings("30 2 * * *", "Europe/Berlin", after="2025-03-29 12:00", count=2)
    assert found == ["Sun 2025-03-30 01:30", "Mon 2025-03-31 00:30"]
    # In Cairo midnight itself is skipped.
    found = firings("0 0 * * fri", "Africa/Cairo", after="2025-04-24 12:00", count=2)
    assert found == ["Thu 2025-04-24 22:00", "Thu 2025-05-01 21:00"]


def test_skipped_and_kept_times_come_in_the_order_of_the_clock_outside() -> None:
    found = firings("0,30 2,3 * * *", "Europe/Berlin", after="2025-03-29 12:00", count=3)
    assert found == ["Sun 2025-03-30 01:00", "Sun 2025-03-30 01:30", "Mon 2025-03-31 00:00"]


def test_a_time_skipped_over_midnight_keeps_its_place() -> None:
    # Toronto went from 23:30 on 30 March 1919 to 00:30 the next day, so 23:45 came ten minutes after 00:35.
    found = firings("45 23 30 3 *", "America/Toronto", after="1919-03-31 04:35", count=1)
    assert found == ["Mon 1919-03-31 04:45"]
    found = firings("35,45 0,23 * * *", "America/Toronto", after="1919-03-31 04:30", count=2)
    assert found == ["Mon 1919-03-31 04:35", "Mon 1919-03-31 04:45"]
    last = schedule.last_before("35,45 0,23 30,31 3 *", "America/Toronto", at("1919-03-31 04:40"))
    assert last == at("1919-03-31 04:35")


def test_the_last_firing_counts_when_it_is_now_and_not_before_it_is() -> None:
    monday = at("2025-06-09 07:00")
    assert schedule.last_before("0 9 * * mon", "Europe/Berlin", monday) == monday
    before = schedule.last_before("0 9 * * mon", "Europe/Berlin", monday - timedelta(microseconds=1))
    assert before == at("2025-06-02 07:00")


def test_the_last_firing_is_found_when_the_clock_changed_in_between() -> None:
    # Cairo's summer began on 26 April 2024; this is midnight there.
    now = at("2024-05-02 21:00")
    assert schedule.last_before("0 0 * * fri,sat", "Africa/Cairo", now) == now


def test_what_fired_longer_than_eight_days_ago_is_not_made_up() -> None:
    assert schedule.last_before("0 0 1 * *", "UTC", at("2025-06-09 00:00")) == at("2025-06-01 00:00")
    assert schedule.last_before("0 0 1 * *", "UTC", at("2025-06-09 00:01")) is None


@given(
    st.sampled_from(["0 9 * * mon", "30 2 * * *", "0 0 * * fri,sat", "15 */6 * * *", "59 23 * * 0"]),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Africa/Cairo", "Australia/Lord_Howe"]),
    st.datetimes(datetime(2024, 1, 1), datetime(2027, 1, 1)),  # noqa: DTZ001  (the zone comes below) - the zone follows
)
def test_last_and_next_are_neighbours(cron: str, timezone: str, moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    last = schedule.last_before(cron, timezone, now)
    assert last is not None
    following = schedule.next_after(cron, timezone, last)
    assert last <= now < following == schedule.next_after(cron, timezone, now)
    assert following - last <= timedelta(days=7, hours=1)


@pytest.mark.parametrize(
    ("cron", "said"),
    [
        ("", "'' is no schedule: write five fields, "),
        ("0 9 * *", "'0 9 * *' is no schedule: write five fields, "),
        ("@weekly", "'@weekly' is no schedule: write five fields, "),
        ("60 9 * * *", "'60' cannot be read as minute: write 0 to 59, a list 1,2, a range 1-5, a step */2, or *"),
        ("0 24 * * *", "'24' cannot be read as hour: write 0 to 23, "),
        ("0 9 0 * *", "'0' cannot be read as day-of-month: write 1 to 31, "),
        ("0 9 last * *", "'last' cannot be read as day-of-month"),
        ("0 9 * 13 *", "'13' cannot be read as month: write 1 to 12, "),
        ("0 9 * * 8", "'8' cannot be read as day-of-week: write 0 to 7, "),
        ("0 9 * * mo", "'mo' cannot be read as day-of-week"),
        ("0 9 * * sat-mon", "'sat-mon' cannot be read as day-of-week"),
        ("*/0 9 * * *", "'*/0' cannot be read as minute"),
        ("5/2 9 * * *", "'5/2' cannot be read as minute"),
        ("1, 9 * * *", "'' cannot be read as minute"),
        ("-1 9 * * *", "'-1' cannot be read as minute"),
        ("\u0664 9 * * *", "'\u0664' cannot be read as minute"),
        ("0 9 30 2 *", "'0 9 30 2 *' never comes: no such month has a day 30"),
        ("0 9 31 feb,apr */2", "'0 9 31 feb,apr */2' never comes: no such month has a day 31"),
    ],
)
def test_what_is_no_schedule_is_refused_with_what_is_expected(cron: str, said: str) -> None:
    with pytest.raises(schedule.NotASchedule) as refused:
        schedule.cron(cron)
    assert str(refused.value).startswith(said)


@given(st.text(alphabet="0123456789*/-, monsufria") | st.text())
def test_any_text_is_a_schedule_that_comes_or_none(text: str) -> None:
    try:
        schedule.cron(text)
    except schedule.NotASchedule:
        return
    assert schedule.next_after(text, "UTC", at("2025-06-05 09:00")) > at("2025-06-05 09:00")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Europe/Berln", "there is no time zone 'Europe/Berln': did you mean 'Europe/Berlin'?"),
        ("Europe", "there is no time zone 'Europe': "),
        ("", "there is no time zone '': write an IANA name such as 'Europe/Berlin' or 'UTC'"),
        ("../../etc/passwd", "there is no time zone '../../etc/passwd': "),
        ("\x00", "there is no time zone '\\x00': "),
        ("x" * 500, "there is no time zone 'xxx"),
    ],
)
def test_what_is_no_zone_is_refused(name: str, said: str) -> None:
    with pytest.raises(schedule.NoSuchZone) as refused:
        schedule.zone(name)
    assert str(refused.value).startswith(said)
