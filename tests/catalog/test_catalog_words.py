"""What a person types after `/iam request`."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catalog import duration, words
from catalog.words import AskWords

HOURS = timedelta(hours=8)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("", AskWords("", None, "")),
        (" \t\n", AskWords("", None, "")),
        ("s3-access", AskWords("s3-access", None, "")),
        ("s3-access 8h", AskWords("s3-access", HOURS, "")),
        ("  s3-access   8h   ", AskWords("s3-access", HOURS, "")),
        ("s3-access 8h nightly job", AskWords("s3-access", HOURS, "nightly job")),
        ("s3-access nightly job 8h", AskWords("s3-access", None, "nightly job 8h")),
        ("s3-access  because  of\n\n  it ", AskWords("s3-access", None, "because  of\n\n  it")),
        ("s3-access 8h  8h ", AskWords("s3-access", HOURS, "8h")),
        ("s3-access <!channel> &amp; *x*", AskWords("s3-access", None, "<!channel> &amp; *x*")),
        ("s3-access \u200bhidden\u202e", AskWords("s3-access", None, "\u200bhidden\u202e")),
        ("s3-access \u4e00\u6b21", AskWords("s3-access", None, "\u4e00\u6b21")),
        ("8h s3-access", AskWords("8h", None, "s3-access")),
    ],
)
def test_bundle_then_duration_then_reason(text: str, asked: AskWords) -> None:
    assert words.parse_ask(text) == asked


@pytest.mark.parametrize("word", ["0", "-5h", "+5h", "1e9d", "4h30", "\u0664h", "\u00bdh", "\u22125h", "3", "-"])
def test_a_second_word_meant_as_a_duration_is_never_taken_for_the_reason(word: str) -> None:
    with pytest.raises(duration.NotADuration):
        words.parse_ask(f"s3-access {word} because")


@given(st.text())
def test_any_text_is_read_or_refused_as_a_duration(text: str) -> None:
    try:
        asked = words.parse_ask(text)
    except duration.NotADuration:
        return
    assert asked.bundle in text
    assert asked.reason in text
    assert asked.reason == asked.reason.strip()


@given(st.text().map(str.strip).filter(lambda reason: not duration.looks_like_one(reason[:1])))
def test_the_reason_stays_as_typed(reason: str) -> None:
    assert words.parse_ask(f" s3-access  {reason} ") == AskWords("s3-access", None, reason)
    assert words.parse_ask(f"s3-access 8h {reason}\n") == AskWords("s3-access", HOURS, reason)
