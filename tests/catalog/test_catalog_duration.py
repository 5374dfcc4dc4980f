"""Durations in words."""

import unicodedata
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import duration

LENGTHS = st.integers(1, 3650 * 86_400).map(lambda seconds: timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1s", timedelta(seconds=1)),
        ("8h", timedelta(hours=8)),
        ("90m", timedelta(minutes=90)),
        ("1h30m", timedelta(minutes=90)),
        ("7d", timedelta(days=7)),
        ("2w", timedelta(days=14)),
        ("1w2d3h4m5s", timedelta(days=9, hours=3, minutes=4, seconds=5)),
        ("08h", timedelta(hours=8)),
        ("3650d", timedelta(days=3650)),
        ("315360000s", timedelta(days=3650)),
    ],
)
def test_a_number_and_a_unit_each_time_is_a_duration(text: str, length: timedelta) -> None:
    assert duration.parse(text) == length


@pytest.mark.parametrize(
    "text",
    # Among them: Arabic-Indic and fullwidth digits, a half, the Unicode minus.
    [
        *("", " ", "0", "8", "h", "-5h", "+5h", "\u22125h", "1e9d", "4h30", "1.5h", "1,5h", "1h1h", "30m1h"),
        *("\u0664h", "\uff18h", "\u00bdh", "8H", "1h 30m", " 8h", "8h ", "8h\n", "8 h", "1y", "0x8h", "1_0h"),
        "permanent",
    ],
)
def test_anything_else_is_none_and_the_message_says_what_is_expected(text: str) -> None:
    with pytest.raises(duration.NotADuration) as refused:
        duration.parse(text)
    expected = f"{text!r} is no duration: write a number and a unit each time, such as 8h, 7d or 1h30m"
    assert str(refused.value) == expected


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0h", "'0h' is no time at all: write a number and a unit each time, such as 8h, 7d or 1h30m"),
        ("3651d", "'3651d' is too long: 10 years (3650d) at most"),
        ("3650d1s", "'3650d1s' is too long: 10 years (3650d) at most"),
        ("9" * 20 + "w", f"'{'9' * 20}w' is too long: 10 years (3650d) at most"),
        ("9" * 5000 + "w", f"'{'9' * 40}…' is too long: 10 years (3650d) at most"),
        ("x\u202e\n", "'x\\u202e\\n' is no duration: write a number and a unit each time, such as 8h, 7d or 1h30m"),
    ],
)
def test_what_is_out_of_bounds_is_told_in_one_short_line(text: str, said: str) -> None:
    with pytest.raises(duration.NotADuration) as refused:
        duration.parse(text)
    assert str(refused.value) == said


@given(LENGTHS)
def test_words_are_read_back_as_the_same_length(length: timedelta) -> None:
    assert duration.parse(duration.words(length)) == length


@pytest.mark.parametrize(
    ("length", "said"),
    [
        (timedelta(minutes=90), "1h30m"),
        (timedelta(days=7), "7d"),
        (timedelta(days=1, seconds=1), "1d1s"),
        (timedelta(seconds=59, milliseconds=900), "59s"),
        (timedelta(0), "0s"),
        (timedelta(seconds=-5), "0s"),
    ],
)
def test_words_are_short(length: timedelta, said: str) -> None:
    assert duration.words(length) == said


@given(st.text() | st.from_regex(r"[0-9wdhms]{1,40}"))
def test_any_text_is_a_duration_within_bounds_or_none(text: str) -> None:
    try:
        length = duration.parse(text)
    except duration.NotADuration as refused:
        said = str(refused)
    else:
        said = duration.words(length)
        assert duration.SHORTEST <= length <= duration.LONGEST
        assert duration.looks_like_one(text)
    assert said.isprintable()


@pytest.mark.parametrize("word", ["8h", "4h30", "+5h", "-5h", "\u22125h", "\u0664h", "\u00bdh", "\u2167", "0", "-"])
def test_a_sign_or_a_digit_of_any_script_begins_a_duration(word: str) -> None:
    assert duration.looks_like_one(word)


@pytest.mark.parametrize("word", ["", "because", "h8", "permanent", "\u4e00\u6b21", "\u2014", "#8", "(8h)"])
def test_anything_else_begins_the_reason(word: str) -> None:
    assert not duration.looks_like_one(word)


@given(st.characters(categories=["Nd"]))
def test_every_decimal_digit_counts(digit: str) -> None:
    assert unicodedata.decimal(digit) in range(10)
    assert duration.looks_like_one(f"{digit}h")
