"""The catalog in force: the file as it was when it was last good."""

import hashlib
import threading
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from sqlalchemy import delete, select
from structlog.typing import FilteringBoundLogger

from catalog import load
from catalog.bundle import Catalog
from catalog.load import Unreadable
from models.catalog_copy import CatalogCopy, CatalogFault
from models.database import Database
from workflow import policy, telling
from workflow.refusal import escaped

Stamp = tuple[int, ...]

_BAD = "The catalog cannot be read; the last good one stays in force."


class CatalogInForce:
    """Looks at the file's stamp on each use, which costs microseconds; a bad file never takes a good one's place.

    `current` never touches the database: it is asked inside transactions too, and SQLite has one writer.
    """

    def __init__(
        self, path: Path, database: Database, *, clock: Callable[[], datetime], log: FilteringBoundLogger
    ) -> None:
        self._path, self._database, self._clock, self._log = path, database, clock, log
        self._guard = threading.Lock()
        self._stamp: Stamp | None = None
        self._signals = 0
        self._catalog: Catalog | None = None
        self._unkept: str | None = None
        self.fault: Unreadable | None = None
        self.on_change: list[Callable[[Catalog], None]] = []

    def start(self) -> Catalog:
        """Read the file; a bad one gives way to the last good, if this database knows one. Raises Unreadable."""
        stamp = self._stamp_now()
        try:
            self._take(self._read(), stamp)
        except Unreadable as unreadable:
            last_good = self._last_good()
            if last_good is None:
                raise
            self.fault, self._catalog, self._stamp = unreadable, last_good, stamp
            self._log.error("catalog.bad", said=str(unreadable))
        self.keep()
        return self.current()

    def current(self) -> Catalog:
        """The one in force now; a changed file is taken over first, if it is good."""
        stamp = self._stamp_now()
        if stamp != self._stamp or self._catalog is None:
            with self._guard:
                if stamp != self._stamp or self._catalog is None:
                    self._reload(stamp)
        assert self._catalog is not None  # noqa: S101 (start() came first, or raised)
        return self._catalog

    def read_again(self) -> None:
        """Take the file over at the next use even if it looks the same (SIGHUP), and if it is being read right now."""
        self._signals += 1

    def keep(self) -> None:
        """Write down what was taken over, to start with it when the file is bad; a fault after it is told again."""
        text = self._unkept
        if text is None:
            return
        digest, now = hashlib.sha256(text.encode()).hexdigest(), self._clock()
        with self._database.write() as session:
            copy = session.get(CatalogCopy, digest)
            if copy is None:
                copy = CatalogCopy(digest=digest, text=text, first_taken_at=now)
                session.add(copy)
            copy.taken_at = now
            session.execute(delete(CatalogFault).where(CatalogFault.said.startswith(_BAD)))
        if self._unkept is text:
            self._unkept = None

    def tell_admins(self) -> None:
        """Tell the admins that the file is bad: once until it is good again, over all workers."""
        fault, catalog = self.fault, self._catalog
        if fault is None or catalog is None:
            return
        lines = [str(mistake) for mistake in fault.mistakes]
        more = [f"and {len(lines) - 10} more"] if len(lines) > 10 else []
        said = "\n".join([_BAD, *lines[:10], *more])
        now = self._clock()
        row = {"digest": hashlib.sha256(said.encode()).hexdigest(), "said": said, "told_at": now}
        with self._database.write() as session:
            if session.get(CatalogFault, row["digest"]) is None:
                session.add(CatalogFault(**row))
                admins = [policy.named(admin) for admin in catalog.admins]
                telling.whisper_to_admins(session, escaped(said), admins=admins, now=now)

    def _stamp_now(self) -> Stamp:
        """What a file looks like without being read, and how often we were told to read it all the same."""
        signals = self._signals
        try:
            found = self._path.stat()
        except OSError:
            return (signals,)
        return signals, found.st_mtime_ns, found.st_size, found.st_ino

    def _reload(self, stamp: Stamp) -> None:
        """Whoever asks meanwhile waits for it, and is not given the one from before."""
        try:
            self._take(self._read(), stamp)
        except Unreadable as unreadable:
            if self._catalog is None:
                raise
            self.fault, self._stamp = unreadable, stamp
            self._log.error("catalog.bad", said=str(unreadable))

    def _read(self) -> tuple[str, Catalog]:
        text = load.text_of(self._path)
        return text, load.parse(text, file=str(self._path))

    def _take(self, found: tuple[str, Catalog], stamp: Stamp) -> None:
        text, catalog = found
        before, self._catalog, self.fault = self._catalog, catalog, None
        self._stamp = stamp
        self._unkept = text
        # Each process reads it once as it starts, which is no news.
        say = self._log.debug if before is None else self._log.info
        say("catalog.in_force", bundles=len(catalog.bundles))
        if before != catalog:
            for changed in self.on_change:
                changed(catalog)

    def _last_good(self) -> Catalog | None:
        with self._database.read() as session:
            text = session.scalar(select(CatalogCopy.text).order_by(CatalogCopy.taken_at.desc()).limit(1))
        try:
            return load.parse(text, file="the last good catalog") if text else None
        except Unreadable:
            return None  # good for an older release; this one reads it otherwise
