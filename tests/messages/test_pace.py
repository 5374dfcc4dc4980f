"""The pace: what may be called when."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

from posting_for_messages import Clock
from rows_for_messages import NOW

from messages.pace import APART, Pace

SECOND = timedelta(seconds=1)


def test_a_channel_waits_a_second_and_another_does_not(clock: Clock) -> None:
    pace = Pace(clock)
    assert pace.wait_until("chat.postMessage", "C1") == NOW
    pace.took("chat.postMessage", "C1")
    assert pace.wait_until("chat.postMessage", "C1") == NOW + APART
    assert pace.wait_until("chat.postMessage", "C2") == NOW
    clock.forward(2 * SECOND)
    assert pace.wait_until("chat.postMessage", "C1") == NOW + 2 * SECOND


def test_other_methods_are_not_paced(clock: Clock) -> None:
    pace = Pace(clock)
    pace.took("chat.update", "C1")
    assert pace.wait_until("chat.update", "C1") == NOW


def test_a_retry_after_counts_for_the_method_or_its_channel(clock: Clock) -> None:
    pace = Pace(clock)
    pace.told_to_wait("chat.update", None, 30 * SECOND)
    pace.told_to_wait("chat.postMessage", "C1", 5 * SECOND)
    assert pace.wait_until("chat.update", "C9") == NOW + 30 * SECOND
    assert pace.wait_until("chat.postMessage", "C1") == NOW + 5 * SECOND
    assert pace.wait_until("chat.postMessage", "C2") == NOW


def test_a_shorter_wait_does_not_undo_a_longer_one(clock: Clock) -> None:
    pace = Pace(clock)
    pace.told_to_wait("chat.update", None, 30 * SECOND)
    pace.told_to_wait("chat.update", None, SECOND)
    assert pace.wait_until("chat.update", "C1") == NOW + 30 * SECOND


def test_what_is_long_past_is_forgotten_under_any_number_of_threads(clock: Clock) -> None:
    pace = Pace(clock)
    with ThreadPoolExecutor(8) as threads:
        list(threads.map(lambda number: pace.took("chat.postMessage", f"C{number}"), range(1_500)))
    clock.forward(2 * SECOND)
    pace.took("chat.postMessage", "C0")
    assert len(pace._free_at) == 1
