"""models/claims.py: one worker at a time for one thing, on both engines; a claim dies with its process."""

import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from models.claims import Claims, Kind
from models.database import Database

ROOT = Path(__file__).resolve().parents[2]
HOLDER = """
import sys
from models.claims import Claims, Kind
from models.database import Database

with Claims(Database(sys.argv[1])).hold(Kind.principal, 7) as ours:
    print(ours, flush=True)
    sys.stdin.read()
"""


@pytest.fixture
def claims(database: Database) -> Iterator[Claims]:
    claims = Claims(database)
    yield claims
    claims.close()


@pytest.fixture
def elsewhere(database_url: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds principal 7 until its standard input is closed."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, database_url],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == "True"
        yield process
        process.kill()


def test_what_is_held_in_this_process_is_not_given_a_second_time(claims: Claims) -> None:
    with claims.hold(Kind.principal, 1) as first, claims.hold(Kind.principal, 1) as second:
        assert (first, second) == (True, False)
    with claims.hold(Kind.principal, 1) as again:
        assert again


def test_who_was_refused_does_not_let_go_for_the_holder(claims: Claims) -> None:
    with claims.hold(Kind.principal, 1):
        with claims.hold(Kind.principal, 1):
            pass
        with claims.hold(Kind.principal, 1) as third:
            assert not third


def test_other_numbers_and_other_kinds_are_free(claims: Claims) -> None:
    with claims.hold(Kind.principal, 1), claims.hold(Kind.principal, 2) as number, claims.hold(Kind.post, 1) as kind:
        assert number
        assert kind


def test_a_claim_is_let_go_when_the_work_fails(claims: Claims) -> None:
    with pytest.raises(ZeroDivisionError), claims.hold(Kind.post, 1):
        raise ZeroDivisionError
    with claims.hold(Kind.post, 1) as again:
        assert again


def test_of_many_threads_that_want_one_thing_one_has_it_at_a_time(claims: Claims) -> None:
    inside, most, got = 0, 0, 0
    count = threading.Lock()

    def want() -> None:
        nonlocal inside, most, got
        for _ in range(50):
            with claims.hold(Kind.request, 3) as ours:
                if ours:
                    with count:
                        inside, got = inside + 1, got + 1
                        most = max(most, inside)
                    with count:
                        inside -= 1

    threads = [threading.Thread(target=want) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == 1
    assert got >= 1


def test_what_another_process_holds_is_not_ours_until_it_lets_go(
    claims: Claims, elsewhere: "subprocess.Popen[str]"
) -> None:
    with claims.hold(Kind.principal, 7) as ours, claims.hold(Kind.principal, 8) as other:
        assert (ours, other) == (False, True)
    assert elsewhere.stdin is not None
    elsewhere.stdin.close()
    elsewhere.wait(timeout=20)
    with claims.hold(Kind.principal, 7) as ours:
        assert ours


def test_what_a_killed_process_held_is_free_at_once(claims: Claims, elsewhere: "subprocess.Popen[str]") -> None:
    elsewhere.kill()
    elsewhere.wait(timeout=20)
    _soon(claims, 7)


def test_what_we_hold_is_not_given_to_another_process(claims: Claims, database_url: str) -> None:
    with claims.hold(Kind.principal, 7) as ours:
        assert ours
        told = subprocess.run(
            [sys.executable, "-c", HOLDER, database_url],
            cwd=ROOT,
            input="",
            capture_output=True,
            text=True,
            timeout=30,
            check=True,
        )
    assert told.stdout.strip() == "False"


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_when_postgresql_drops_the_connection_its_claims_are_lost_and_can_be_had_anew(
    claims: Claims, database_url: str
) -> None:
    with claims.hold(Kind.principal, 1):
        with psycopg.connect(database_url.replace("+psycopg", ""), autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid <> pg_backend_pid()"
            )
        with claims.hold(Kind.principal, 2) as other:
            assert not other, "the break is noticed at the next question"
    _soon(claims, 1)


def _soon(claims: Claims, number: int) -> None:
    """The server may take a moment to see that the other end is gone."""
    pause = threading.Event()
    for _ in range(100):
        with claims.hold(Kind.principal, number) as ours:
            if ours:
                return
        pause.wait(0.02)
    pytest.fail(f"principal {number} could not be claimed within two seconds")
