"""What waits to be done is done as one, and one of them that fails spoils it for nobody else."""

import threading
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from sqlalchemy.exc import DataError, NoResultFound, OperationalError

from models.together import Together

OTHERS = 8


class Counter:
    """Doubles numbers; holds up its first call until told, so that others come meanwhile."""

    def __init__(self, spoils: int | None = None) -> None:
        self.calls: list[list[int]] = []
        self.entered, self.go_on = threading.Event(), threading.Event()
        self._spoils = spoils

    def double(self, numbers: Sequence[int]) -> list[int]:
        self.calls.append(list(numbers))
        if not self.entered.is_set():
            self.entered.set()
            assert self.go_on.wait(20)
        if self._spoils in numbers:
            raise DataError("INSERT", {}, ValueError("cannot be kept"))
        return [2 * number for number in numbers]


def outcomes(together: Together[int, int], counter: Counter) -> dict[int, int | BaseException]:
    """The first is held up; the others come while it is at work."""
    got: dict[int, int | BaseException] = {}

    def do(number: int) -> None:
        try:
            got[number] = together.do(number)
        except BaseException as error:  # noqa: BLE001 (told by the caller's thread)
            got[number] = error

    threads = [threading.Thread(target=do, args=[number]) for number in range(OTHERS + 1)]
    threads[0].start()
    assert counter.entered.wait(20)
    for thread in threads[1:]:
        thread.start()
    _wait_until(lambda: len(together._waiting) == OTHERS)
    counter.go_on.set()
    for thread in threads:
        thread.join(20)
    return got


def test_whoever_comes_meanwhile_is_done_as_one() -> None:
    counter = Counter()
    got = outcomes(Together(counter.double), counter)
    assert got == {number: 2 * number for number in range(OTHERS + 1)}
    assert [len(call) for call in counter.calls] == [1, OTHERS]


def test_one_that_fails_fails_alone() -> None:
    counter = Counter(spoils=3)
    got = outcomes(Together(counter.double), counter)
    failed = got.pop(3)
    assert isinstance(failed, DataError)
    assert got == {number: 2 * number for number in range(OTHERS + 1) if number != 3}


def test_after_a_failure_of_any_kind_the_next_one_is_done() -> None:
    def do_all(numbers: Sequence[Any]) -> list[Any]:
        return [1 / number for number in numbers]

    together = Together(do_all)
    with pytest.raises(ZeroDivisionError):
        together.do(0)
    assert together.do(2) == 0.5


def test_what_one_of_them_does_not_find_is_raised_for_that_one() -> None:
    counter = Counter()

    def do_all(numbers: Sequence[int]) -> list[int]:
        counter.double(numbers)
        if 3 in numbers:
            raise NoResultFound
        return [2 * number for number in numbers]

    got = outcomes(Together(do_all), counter)
    assert isinstance(got.pop(3), NoResultFound)
    assert got == {number: 2 * number for number in range(OTHERS + 1) if number != 3}


def test_whoever_was_to_be_done_with_somebody_who_broke_down_is_told() -> None:
    counter = Counter()

    def do_all(numbers: Sequence[int]) -> list[int]:
        doubled = counter.double(numbers)
        return doubled if len(numbers) == 1 else [number // 0 for number in numbers]

    got = outcomes(Together(do_all), counter)
    assert got.pop(0) == 0
    assert {type(error) for error in got.values()} == {ZeroDivisionError, RuntimeError}
    assert sum(isinstance(error, ZeroDivisionError) for error in got.values()) == 1


def test_a_database_that_does_not_answer_is_asked_once_for_all() -> None:
    counter, asked = Counter(), []

    def do_all(numbers: Sequence[int]) -> list[int]:
        counter.double(numbers)
        asked.append(len(numbers))
        raise OperationalError("INSERT", {}, ValueError("database is locked"))

    got = outcomes(Together(do_all), counter)
    assert {type(error) for error in got.values()} == {OperationalError}
    assert asked == [1, OTHERS]


@pytest.mark.parametrize("lost", [1, 2])
def test_a_connection_that_was_lost_is_tried_once_more(lost: int) -> None:
    asked: list[int] = []

    def do_all(numbers: Sequence[int]) -> list[int]:
        asked.extend(numbers)
        if len(asked) <= lost:
            raise OperationalError("INSERT", {}, ValueError("gone"), connection_invalidated=True)
        return list(numbers)

    together = Together(do_all)
    if lost == 1:
        assert together.do(7) == 7
    else:
        with pytest.raises(OperationalError):
            together.do(7)
    assert asked == [7, 7]


def _wait_until(holds: Callable[[], bool]) -> None:
    moment = threading.Event()
    for _ in range(2_000):
        if holds():
            return
        moment.wait(0.01)
    raise TimeoutError
