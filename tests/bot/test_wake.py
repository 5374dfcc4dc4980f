"""Waking: a commit in one process brings the worker of another at once."""

import threading
import time
from collections.abc import Callable

from bot.wake import Pipe, listen_to_postgresql
from models.database import Database
from tests.conftest import Engine


def test_a_ring_wakes_who_listens() -> None:
    pipe, woken = Pipe(), threading.Event()
    pipe.listen(woken.set)
    assert not woken.wait(0.05)
    pipe.ring()
    assert woken.wait(5)


def test_ringing_never_waits_though_nobody_listens_and_is_heard_later() -> None:
    pipe, woken = Pipe(), threading.Event()
    for _ in range(100_000):  # a pipe holds 64 kB
        pipe.ring()
    pipe.listen(woken.set)
    assert woken.wait(5)


def test_a_commit_elsewhere_wakes_and_one_that_is_taken_back_does_not(
    make_database_url: Callable[[Engine], str],
) -> None:
    url = make_database_url("postgresql")
    here, there = Database(url), Database(url)
    there.notifies = True
    woken = threading.Event()
    listen_to_postgresql(here.engine, woken.set)
    listening = time.monotonic() + 10
    while not woken.is_set() and time.monotonic() < listening:
        with there.write():
            pass
        woken.wait(0.05)
    assert woken.is_set()
    time.sleep(0.2)
    woken.clear()
    with there.read():
        pass
    assert not woken.wait(0.2), "a look wakes nobody"
    with there.write():
        assert not woken.wait(0.2), "not before it stands"
    assert woken.wait(5)
    for database in (here, there):
        database.close()


def test_sqlite_has_no_such_call_and_writes_all_the_same(make_database_url: Callable[[Engine], str]) -> None:
    database = Database(make_database_url("sqlite"))
    database.notifies = True
    with database.write():
        pass
    database.close()
