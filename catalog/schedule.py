"""When nags go out: standard cron over wall-clock times.

APScheduler's CronTrigger counts 0 as Monday, fires twice in the hour that autumn repeats, and leaves out
the day whose time spring skips; a weekly nag must come exactly once. So here each wall-clock time counts
once: the first of two, and the one that does not exist is taken as many minutes after the gap began.
"""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo, available_timezones

from rapidfuzz import process

_HORIZON: Final = timedelta(days=41 * 366)  # a Sunday, 29 February is at most forty years away
_LOOKED_BACK: Final = timedelta(days=8)  # a weekly firing and a day
_DAYS_IN_MONTH: Final = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_ITEM: Final = re.compile(r"(?:\*|([0-9]{1,2}|[a-z]{3})(?:-([0-9]{1,2}|[a-z]{3}))?)(?:/([0-9]{1,2}))?")


class NotASchedule(ValueError):
    """What was found and what is expected, in one line."""


class NoSuchZone(ValueError):
    """What was found and what is expected, in one line."""


@dataclass(frozen=True)
class Cron:
    """The five fields of a cron expression; weekdays count from Sunday as 0."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either_day: bool  # both kinds of day are restricted: cron then takes a day that fits one of them

    def falls_on(self, day: date) -> bool:
        of_month, of_week = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        fits = (of_month or of_week) if self.either_day else (of_month and of_week)
        return fits and day.month in self.months


def next_after(schedule: str, timezone: str, after: datetime) -> datetime:
    """Find the first firing later than `after`, in UTC."""
    fields, where = cron(schedule), zone(timezone)
    yesterday = after.astimezone(where).date() - timedelta(days=1)  # its last hour may be skipped into today
    for day in (yesterday + timedelta(days=count) for count in range(_HORIZON.days)):
        found = [firing for firing in _firings_on(fields, day, where=where) if firing > after]
        if found:
            return min(found)
    raise NotASchedule(f"{schedule!r} does not come within forty years")


def last_before(schedule: str, timezone: str, now: datetime) -> datetime | None:
    """Find the latest firing at or before `now`, in UTC; None when none fell into the last eight days."""
    fields, where = cron(schedule), zone(timezone)
    today = now.astimezone(where).date()
    for day in (today - timedelta(days=count) for count in range(_LOOKED_BACK.days + 2)):
        found = [firing for firing in _firings_on(fields, day, where=where) if firing <= now]
        if found and max(found) >= now - _LOOKED_BACK:
            return max(found)
    return None


def cron(schedule: str) -> Cron:
    """Read five fields, as in `0 9 * * mon`: lists, ranges, steps, English names; 0 and 7 are Sunday."""
    fields = schedule.lower().split()
    if len(fields) != 5:
        raise NotASchedule(
            f"{schedule[:80]!r} is no schedule: write five fields, "
            "minute hour day-of-month month day-of-week, such as '0 9 * * mon'"
        )
    minute, hour, day, month, weekday = fields
    read = Cron(
        minutes=_field(minute, "minute", low=0, high=59),
        hours=_field(hour, "hour", low=0, high=23),
        days=_field(day, "day-of-month", low=1, high=31),
        months=_field(month, "month", low=1, high=12),
        weekdays=frozenset(number % 7 for number in _field(weekday, "day-of-week", low=0, high=7)),
        either_day=not day.startswith("*") and not weekday.startswith("*"),
    )
    _refuse_what_never_comes(schedule, read)
    return read


def zone(timezone: str) -> ZoneInfo:
    """Look up an IANA name, such as `Europe/Berlin`."""
    try:
        return ZoneInfo(timezone)
    except (KeyError, ValueError, OSError):  # what zoneinfo raises for a stranger, a path, a folder
        near = process.extractOne(timezone[:80], sorted(available_timezones()), score_cutoff=70)
        hint = f"did you mean {near[0]!r}?" if near else "write an IANA name such as 'Europe/Berlin' or 'UTC'"
        raise NoSuchZone(f"there is no time zone {timezone[:80]!r}: {hint}") from None


def _firings_on(fields: Cron, day: date, *, where: ZoneInfo) -> list[datetime]:
    if not fields.falls_on(day):
        return []
    return [
        # fold=0 is the first of two equal times, and counts a missing one on from before the gap.
        datetime(day.year, day.month, day.day, hour, minute, tzinfo=where, fold=0).astimezone(UTC)
        for hour in fields.hours
        for minute in fields.minutes
    ]


def _field(text: str, name: str, *, low: int, high: int) -> frozenset[int]:
    return frozenset(number for item in text.split(",") for number in _item(item, name, low=low, high=high))


def _item(item: str, name: str, *, low: int, high: int) -> range:
    shape = _ITEM.fullmatch(item)
    if shape is None:
        raise _unread(item, name, low=low, high=high)
    first, last, step = shape.groups()
    if step is not None and (int(step) == 0 or (first and not last)):
        raise _unread(item, name, low=low, high=high)
    start = low if first is None else _number(first, name)
    end = (high if first is None else start) if last is None else _number(last, name, ends_range=True)
    if first is None and name == "day-of-week":
        end = 6  # 7 is Sunday again: `*/2` is Sunday, Tuesday, Thursday, Saturday
    if not low <= start <= end <= high:
        raise _unread(item, name, low=low, high=high)
    return range(start, end + 1, int(step or 1))


def _number(word: str, name: str, *, ends_range: bool = False) -> int:
    if word.isdigit():
        return int(word)
    if name == "month" and word in _MONTHS:
        return _MONTHS.index(word) + 1
    if name == "day-of-week" and word in _WEEKDAYS:
        return 7 if ends_range and word == "sun" else _WEEKDAYS.index(word)
    return -1  # outside every range, so `_item` refuses it with the whole item in view


def _unread(item: str, name: str, *, low: int, high: int) -> NotASchedule:
    return NotASchedule(
        f"{item[:40]!r} cannot be read as {name}: write {low} to {high}, a list 1,2, a range 1-5, a step */2, or *"
    )


def _refuse_what_never_comes(schedule: str, read: Cron) -> None:
    if not read.either_day and min(read.days) > max(_DAYS_IN_MONTH[month - 1] for month in read.months):
        raise NotASchedule(f"{schedule!r} never comes: no such month has a day {min(read.days)}")
