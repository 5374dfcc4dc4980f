"""Quiet hours: when nobody is disturbed, by the clock on their own wall; Saturdays and Sundays are quiet all day."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

_WRITTEN: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])-([01][0-9]|2[0-3]):([0-5][0-9])", re.ASCII)
_SATURDAY: Final = 6
_A_WEEKEND: Final = 6  # looks: of Friday evening the end is Monday morning, five looks on


class NotQuietHours(ValueError):
    """What was found and what is expected, in one line."""


@dataclass(frozen=True)
class Quiet:
    """From when to when; one that ends earlier than it begins goes through the night."""

    begins: time
    ends: time

    def holds(self, moment: time) -> bool:
        if self.begins < self.ends:
            return self.begins <= moment < self.ends
        return moment >= self.begins or moment < self.ends


USUAL: Final = Quiet(time(20), time(8))


def parse(text: str) -> Quiet:
    """Read `20:00-08:00`. Raises NotQuietHours."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise NotQuietHours(f"expected hours such as '20:00-08:00', or never, found {text[:40]!r}")
    begins, ends = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if begins == ends:
        raise NotQuietHours(f"expected hours that end at another time than they begin, found {text[:40]!r}")
    return Quiet(begins, ends)


def over_at(quiet: Quiet | None, zone: str, now: datetime) -> datetime:
    """The first moment from `now` on at which somebody in that zone may be disturbed, in UTC.

    A zone that is not known here counts as UTC: Slack may know more of them than this machine.
    """
    if quiet is None:
        return now
    where = _zone(zone)
    moment = now.astimezone(where)
    for _ in range(_A_WEEKEND):
        if moment.isoweekday() >= _SATURDAY:
            moment = _at(moment.date() + timedelta(days=1), time(0), where)
        elif quiet.holds(moment.timetz().replace(tzinfo=None)):
            is_tonight = moment.time() >= quiet.ends
            moment = _at(moment.date() + timedelta(days=is_tonight), quiet.ends, where)
        else:
            break
    return max(now, moment.astimezone(UTC))


def _at(day: date, clock: time, where: ZoneInfo) -> datetime:
    return datetime.combine(day, clock, tzinfo=where)


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # what zoneinfo raises for a stranger, a path, a folder
        return ZoneInfo("UTC")
