"""The catalog in force: a bad file never takes a good one's place, and the admins hear of it once."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from sqlalchemy import select

from bot.catalog_in_force import CatalogInForce
from catalog.bundle import Catalog
from catalog.load import Unreadable
from models.catalog_copy import CatalogCopy, CatalogFault
from models.database import Database
from models.whisper import Whisper
from workflow.refusals.catalog import NamesNotThere

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
GOOD = """
version: 1
admins: [U0CLEO, "@owners"]
channels: {approvals: C0APPROVALS}
bundles:
  s3-access: {description: S3, gives: [{group: s3-users}], approvers: [U0BOB], duration: {default: 8h, max: 7d}}
"""
OTHER = GOOD.replace("s3-access", "view-only")
BAD = GOOD.replace("duration", "durations")
WORSE = GOOD.replace("approvers", "approver")


class Silent:
    @staticmethod
    def make() -> structlog.typing.FilteringBoundLogger:
        return structlog.wrap_logger(None, processors=[Silent.drop])

    @staticmethod
    def drop(*_: object) -> dict[str, object]:
        raise structlog.DropEvent


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "catalog.yaml"


@pytest.fixture
def write(path: Path) -> Callable[[str | bytes], None]:
    stamps = iter(range(1, 100))

    def write(text: str | bytes) -> None:
        """As an editor does it: a new file in place of the old, with a stamp of its own."""
        new = path.with_suffix(".new")
        new.write_bytes(text if isinstance(text, bytes) else text.encode())
        os.utime(new, ns=(10**18, 10**18 + next(stamps)))
        new.replace(path)

    return write


def in_force(path: Path, database: Database, at: datetime = NOW) -> CatalogInForce:
    return CatalogInForce(path, database, clock=lambda: at, log=Silent.make())


def bundles(catalog: Catalog) -> list[str]:
    return list(catalog.bundles)


def told(database: Database) -> list[tuple[str, str]]:
    with database.read() as session:
        return [(each.audience, each.text) for each in session.scalars(select(Whisper).order_by(Whisper.id))]


Write = Callable[[str | bytes], None]


def test_at_the_start_a_good_file_is_in_force_and_kept(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    assert bundles(in_force(path, database).start()) == ["s3-access"]
    with database.read() as session:
        (copy,) = session.scalars(select(CatalogCopy))
    assert (copy.text, copy.first_taken_at, copy.taken_at) == (GOOD, NOW, NOW)


@pytest.mark.parametrize("text", [BAD, "", b"\xff\xfe", "version: [", None])
def test_a_bad_file_and_none_kept_is_no_start(
    path: Path, database: Database, write: Write, text: str | bytes | None
) -> None:
    if text is not None:
        write(text)
    with pytest.raises(Unreadable, match=str(path)):
        in_force(path, database).start()


@pytest.mark.parametrize("text", [BAD, None])
def test_a_bad_file_gives_way_to_the_last_good_one(
    path: Path, database: Database, write: Write, text: str | None
) -> None:
    write(OTHER)
    in_force(path, database, at=NOW - timedelta(days=2)).start()
    write(GOOD)
    in_force(path, database, at=NOW - timedelta(days=1)).start()
    if text is None:
        path.unlink()
    else:
        write(text)
    restarted = in_force(path, database)
    assert bundles(restarted.start()) == ["s3-access"]
    assert restarted.fault is not None


def test_a_good_change_is_taken_over_at_the_next_use_and_told_to_who_listens(
    path: Path, database: Database, write: Write
) -> None:
    write(GOOD)
    catalog, heard = in_force(path, database), []
    catalog.on_change.append(heard.append)
    catalog.start()
    assert catalog.current() is catalog.current()
    write(OTHER)
    assert bundles(catalog.current()) == ["view-only"]
    write(OTHER + "\n# nothing else\n")
    catalog.current()
    assert [bundles(each) for each in heard] == [["s3-access"], ["view-only"]]


def test_nobody_is_given_the_old_one_while_the_new_one_is_being_read(
    path: Path, database: Database, write: Write
) -> None:
    write(GOOD)
    catalog = in_force(path, database)
    catalog.start()
    path.unlink()
    os.mkfifo(path)  # a file that takes as long to be read as we like
    with ThreadPoolExecutor(2) as threads:
        asked = [threads.submit(catalog.current) for _ in range(2)]
        was_given = wait(asked, timeout=0.5).done
        while wait(asked, timeout=0.2).not_done:
            say(path, OTHER)
        assert was_given == set()
        assert [bundles(each.result()) for each in asked] == [["view-only"], ["view-only"]]


def test_a_signal_that_comes_while_it_is_being_read_is_not_lost(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    catalog = in_force(path, database)
    catalog.start()
    path.unlink()
    os.mkfifo(path)
    os.utime(path, ns=(1, 1))
    with ThreadPoolExecutor(1) as thread:
        for text, name in ((OTHER, "view-only"), (GOOD, "s3-access")):
            asked = thread.submit(catalog.current)
            assert wait([asked], timeout=0.3).not_done, "it is read"
            catalog.read_again()
            while wait([asked], timeout=0.2).not_done:
                say(path, text)
            assert bundles(asked.result()) == [name]
            os.utime(path, ns=(1, 1))  # it looks as before


def say(path: Path, text: str) -> None:
    """Into the pipe, if somebody listens."""
    try:
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError:
        return
    os.write(pipe, text.encode())
    os.close(pipe)


def test_a_bad_change_is_not_and_a_good_one_after_it_is(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    catalog = in_force(path, database)
    catalog.start()
    write(BAD)
    assert bundles(catalog.current()) == ["s3-access"]
    assert catalog.fault is not None
    path.unlink()
    assert bundles(catalog.current()) == ["s3-access"]
    write(OTHER)
    assert bundles(catalog.current()) == ["view-only"]
    assert catalog.fault is None


def test_sighup_reads_a_file_again_whose_stamp_is_the_same(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    catalog = in_force(path, database)
    catalog.start()
    stamp = path.stat()
    same_length = GOOD.replace("s3-access", "s3-acces5")
    with path.open("r+") as file:
        file.write(same_length)
    os.utime(path, ns=(stamp.st_atime_ns, stamp.st_mtime_ns))
    assert bundles(catalog.current()) == ["s3-access"]
    catalog.read_again()
    assert bundles(catalog.current()) == ["s3-acces5"]


def test_the_admins_are_told_once_for_each_fault_over_all_workers(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    workers = [in_force(path, database) for _ in range(2)]
    for worker in workers:
        worker.start()
        worker.tell_admins()
    assert told(database) == []
    for text in (BAD, BAD, WORSE):
        write(text)
        for worker in workers * 2:
            worker.current()
            worker.tell_admins()
    heard = told(database)
    assert [audience for audience, _ in heard] == ["U0CLEO", "@owners"] * 2
    assert "The catalog cannot be read; the last good one stays in force." in heard[0][1]
    assert "durations" in heard[0][1]
    assert "approver" in heard[2][1]


def test_a_fault_that_comes_back_after_it_was_mended_is_told_again(
    path: Path, database: Database, write: Write
) -> None:
    catalog = in_force(path, database)
    write(GOOD)
    catalog.start()
    for text in (BAD, GOOD, BAD):
        write(text)
        catalog.current()
        catalog.keep()
        catalog.tell_admins()
    assert len(told(database)) == 2 * 2


def test_a_restart_with_the_same_bad_file_tells_nobody_again(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    in_force(path, database).start()
    write(BAD)
    for _ in range(2):
        restarted = in_force(path, database)
        restarted.start()
        restarted.tell_admins()
    assert len(told(database)) == 2


def test_unknown_names_that_were_told_are_not_forgotten_by_a_restart(
    path: Path, database: Database, write: Write
) -> None:
    told_of = CatalogFault(digest="names", said=str(NamesNotThere(account="main", names="")), told_at=NOW)
    with database.write() as session:
        session.add(told_of)
    write(GOOD)
    in_force(path, database).start()
    with database.read() as session:
        assert session.get(CatalogFault, "names") is not None


def test_people_s_text_in_a_bad_file_pings_nobody(path: Path, database: Database, write: Write) -> None:
    write(GOOD)
    catalog = in_force(path, database)
    catalog.start()
    write(GOOD.replace("s3-users", "<!channel>"))
    catalog.current()
    catalog.tell_admins()
    assert all("<!channel>" not in text for _, text in told(database))


def test_a_change_inside_a_write_is_taken_over_without_writing(path: Path, database: Database, write: Write) -> None:
    """The catalog is asked in the middle of transactions: a second write there would wait for the first for ever."""
    write(GOOD)
    catalog = in_force(path, database)
    catalog.start()
    with database.write():
        write(OTHER)
        assert bundles(catalog.current()) == ["view-only"]
    catalog.keep()
    with database.read() as session:
        assert set(session.scalars(select(CatalogCopy.text))) == {GOOD, OTHER}


def test_the_last_good_one_is_the_one_taken_last_though_it_was_known_before(
    path: Path, database: Database, write: Write
) -> None:
    for number, text in enumerate((GOOD, OTHER, GOOD)):
        write(text)
        in_force(path, database, at=NOW + timedelta(hours=number)).start()
    write(BAD)
    assert bundles(in_force(path, database).start()) == ["s3-access"]
    with database.read() as session:
        (first,) = session.scalars(select(CatalogCopy.first_taken_at).where(CatalogCopy.text == GOOD))
    assert first == NOW
