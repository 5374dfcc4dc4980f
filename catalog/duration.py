"""How long a lease may last, in words."""

import re
import unicodedata
from datetime import timedelta
from typing import Final

SHORTEST: Final = timedelta(seconds=1)
LONGEST: Final = timedelta(days=3650)

_EXPECTED: Final = "write a number and a unit each time, such as 8h, 7d or 1h30m"
_SHAPE: Final = re.compile(
    r"(?:(?P<w>[0-9]+)w)?(?:(?P<d>[0-9]+)d)?(?:(?P<h>[0-9]+)h)?(?:(?P<m>[0-9]+)m)?(?:(?P<s>[0-9]+)s)?"
)
_UNITS: Final = {
    "w": timedelta(weeks=1),
    "d": timedelta(days=1),
    "h": timedelta(hours=1),
    "m": timedelta(minutes=1),
    "s": timedelta(seconds=1),
}
_SIGNS: Final = ("+", "-", "\N{MINUS SIGN}")


class NotADuration(ValueError):
    """What was found and what is expected, in one line."""


def parse(text: str) -> timedelta:
    """`8h`, `7d`, `1h30m`: each unit of w d h m s once at most, the larger first, in ASCII digits."""
    shape = _SHAPE.fullmatch(text)
    if not text or shape is None:
        raise NotADuration(f"{_shown(text)} is no duration: {_EXPECTED}")
    numbers = {unit: digits for unit, digits in shape.groupdict().items() if digits is not None}
    # Ten years are nine digits of seconds; counting the digits keeps timedelta from overflowing.
    if any(len(digits.lstrip("0")) > 9 for digits in numbers.values()):
        raise _too_long(text)
    total = sum((int(digits) * _UNITS[unit] for unit, digits in numbers.items()), timedelta())
    if total > LONGEST:
        raise _too_long(text)
    if total < SHORTEST:
        raise NotADuration(f"{_shown(text)} is no time at all: {_EXPECTED}")
    return total


def words(length: timedelta) -> str:
    """Write the short form that `parse` reads back; parts of a second are left out."""
    rest = max(int(length.total_seconds()), 0)
    said = ""
    for unit in ("d", "h", "m", "s"):
        count, rest = divmod(rest, int(_UNITS[unit].total_seconds()))
        said += f"{count}{unit}" if count else ""
    return said or "0s"


def looks_like_one(word: str) -> bool:
    """Whether a word is meant as a duration, good or bad: it begins with a sign or a digit of any script.

    Han numerals are letters to Unicode and begin ordinary words, so they do not count.
    """
    return word.startswith(_SIGNS) or unicodedata.category(word[:1] or " ") in {"Nd", "Nl", "No"}


def _too_long(text: str) -> NotADuration:
    return NotADuration(f"{_shown(text)} is too long: 10 years (3650d) at most")


def _shown(text: str) -> str:
    return repr(text if len(text) <= 40 else f"{text[:40]}…")
