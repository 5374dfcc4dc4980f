"""What a report says of a lease: a use that was is never told as none, and none is ever invented."""

from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from iam.survey_usage import Report
from workflow import use_judging
from workflow.use_judging import LATE, Span, Stands

SINCE = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
HOUR = timedelta(hours=1)
UNTIL = SINCE + 8 * HOUR
SPAN = Span(SINCE, UNTIL)
MINUTES = st.integers(-3_000, 3_000)


def report(*, used: datetime | None = None, listed: bool = True) -> Report:
    return Report(frozenset({"s3"} if listed else ()), {"s3": used} if used and listed else {})


def stands(told: Report, now: datetime = UNTIL + LATE, span: Span = SPAN) -> Stands:
    return use_judging.stands("s3", told, span, now=now)[0]


def test_only_a_time_while_it_was_live_is_a_use() -> None:
    assert stands(report(used=SINCE)) is Stands.used
    assert stands(report(used=UNTIL)) is Stands.used
    assert stands(report(used=UNTIL + HOUR)) is Stands.unknown, "it hides what was before"
    assert stands(report(used=SINCE - 2 * HOUR)) is Stands.unused
    assert stands(report(used=SINCE - HOUR / 2)) is Stands.unknown, "AWS may have cut it to its hour"
    assert stands(report(used=UNTIL), now=UNTIL, span=Span(SINCE, None)) is Stands.used


def test_nothing_is_called_unused_before_aws_has_told_all_of_that_time() -> None:
    assert stands(report(), now=UNTIL) is Stands.unknown
    assert stands(report(), now=UNTIL + LATE - HOUR / 60) is Stands.unknown
    assert stands(report()) is Stands.unused
    assert stands(report(), span=Span(SINCE, None)) is Stands.unknown
    assert stands(report(listed=False)) is Stands.unknown, "AWS tells nothing of what nothing allows any more"
    assert stands(report(), now=SINCE + timedelta(days=401)) is Stands.unknown


def test_a_use_that_was_seen_stays_seen_and_the_last_counts() -> None:
    (kept,) = use_judging.given([("s3", "Amazon S3")], [])
    kept = use_judging.judged(kept, report(used=SINCE + HOUR), SPAN, now=SINCE + 2 * HOUR)
    assert (kept["stands"], kept["at"]) == ("used", (SINCE + HOUR).isoformat())
    kept = use_judging.judged(kept, report(used=SINCE + 3 * HOUR), SPAN, now=UNTIL)
    kept = use_judging.judged(kept, report(used=UNTIL + HOUR), SPAN, now=UNTIL + LATE)
    assert (kept["stands"], kept["at"]) == ("used", (SINCE + 3 * HOUR).isoformat())
    assert use_judging.given([("s3", "Amazon S3")], [kept]) == [kept]


@given(
    uses=st.lists(st.tuples(MINUTES, st.integers(0, 240)), max_size=6),
    looks=st.lists(st.tuples(MINUTES, st.booleans()), max_size=5),
    cut=st.booleans(),
)
def test_whatever_aws_tells_and_when_a_use_is_never_unused_and_none_is_invented(
    uses: list[tuple[int, int]], looks: list[tuple[int, bool]], *, cut: bool
) -> None:
    """Each use is known after a lag of its own; each look sees the service only where something allows it."""
    times = [(SINCE + timedelta(minutes=at), timedelta(minutes=lag)) for at, lag in uses]
    (kept,) = use_judging.given([("s3", "Amazon S3")], [])
    for minutes, listed in sorted(looks):
        now = UNTIL + timedelta(minutes=minutes)
        if now < SINCE:
            continue
        known = [at for at, lag in times if at + lag <= now]
        last = max(known, default=None)
        if last is not None and cut:
            last = last.replace(minute=0)
        span = SPAN if now >= UNTIL else Span(SINCE, None)
        kept = use_judging.judged(kept, report(used=last, listed=listed), span, now=now)
    within = [at for at, _ in times if SINCE <= at <= UNTIL]
    assert not (kept["stands"] == "unused" and within)
    if kept["stands"] == "used":
        assert [at for at, _ in times if SINCE <= at <= UNTIL + (HOUR if cut else timedelta())]


def test_what_is_kept_is_json_as_it_is() -> None:
    (kept,) = use_judging.given([("s3", "Amazon S3")], [])
    expected: dict[str, Any] = {"prefix": "s3", "name": "Amazon S3", "stands": "unknown", "at": None}
    assert kept == expected
