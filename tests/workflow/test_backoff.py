"""How long to wait before a thing is tried again."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from workflow import backoff


@given(st.integers(0, 10_000))
def test_it_grows_to_a_minute_scattered_by_a_fifth(tries: int) -> None:
    middle = min(backoff.FIRST * 2 ** min(tries, 20), backoff.LONGEST)
    assert middle * 0.79 <= backoff.after(tries) <= middle * 1.21


@given(st.integers(0, 100), st.integers(0, 600))
def test_what_the_other_side_said_is_waited_for_just_as_long(tries: int, said: int) -> None:
    assert backoff.after(tries, timedelta(seconds=said)) == timedelta(seconds=said)


def test_two_do_not_come_back_at_the_same_moment() -> None:
    assert len({backoff.after(5) for _ in range(20)}) > 10
