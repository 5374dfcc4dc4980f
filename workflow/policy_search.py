"""Searching policies by typing: names in memory, because an answer has to come between two letters.

What an option shows beside the name is looked up for the few that were found, so only a new list of names makes the
memory stale.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from rapidfuzz import fuzz, process
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from models.database import Database
from models.policy_text import OF_AWS, PolicyText
from models.snapshot import SnapshotPolicy, Taking

MOST = 100
"""Options of a menu: https://docs.slack.dev/reference/block-kit/composition-objects/option-object."""
LONGEST = 128
"""Characters of a policy's name; what is typed beyond that is not looked at."""
ENOUGH = 20
"""With so many that hold what was typed, none is looked for that is spelled nearly so."""
_NEAR, _SHORT = 80, 4
"""How near, of 100; and from how many letters on anything can be near them."""


@dataclass(frozen=True)
class Found:
    """A policy as a menu shows it."""

    id: int
    """The number of its row, which stands for it: an ARN may be longer than an option's value."""
    name: str
    arn: str
    is_of_aws: bool
    description: str
    risk: str
    """Empty until it was judged."""


class PolicySearch:
    """One for a process; used by all its threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._names: dict[str, _Names] = {}
        self._loading = threading.Lock()

    def find(self, account: str, typed: str, *, most: int = MOST) -> list[Found]:
        """Give the likeliest of an account's policies for what was typed so far.

        One of that very name comes first; then AWS's own before the account's, each by how it fits: beginning so,
        containing it, containing all its words; last those that are spelled nearly so. For nothing, what is attached
        somewhere comes first.
        """
        wanted = " ".join(typed.lower().split())[:LONGEST]
        with self._database.read() as session:
            names = self._current(session, account)
            numbers = [names.ids[place] for place in _ranked(names, wanted)[:most]]
            return shown(session, numbers)

    def chosen(self, account: str, number: int) -> Found | None:
        """Give what an option of this number stands for; None when the account has it no more."""
        with self._database.read() as session:
            query = select(SnapshotPolicy.id).join(PolicyText, PolicyText.arn == SnapshotPolicy.arn)
            query = query.where(PolicyText.id == number, SnapshotPolicy.account == account)
            query = query.where(PolicyText.account.in_((OF_AWS, account)))
            found = shown(session, [number]) if session.scalar(query) is not None else []
        return found[0] if found else None

    def _current(self, session: Session, account: str) -> "_Names":
        as_of = _as_of(session, account)
        names = self._names.get(account)
        if names is None or names.as_of != as_of:
            with self._loading:
                names = self._names.get(account)
                if names is None or names.as_of != as_of:
                    names = self._names[account] = _read(session, account, as_of)
        return names


_AsOf = tuple[datetime | None, int]


@dataclass(frozen=True)
class _Names:
    """In the order in which they are shown for nothing typed."""

    as_of: _AsOf
    ids: Sequence[int]
    folded: Sequence[str]
    own_from: int
    """The place of the first that is the account's own."""


def _as_of(session: Session, account: str) -> _AsOf:
    """Differs whenever there may be other names: after a new list, or when one was read that is on none yet."""
    taken_at = select(Taking.taken_at).where(Taking.account == account).scalar_subquery()
    newest = select(func.max(PolicyText.id)).scalar_subquery()
    row = session.execute(select(taken_at, newest)).one()
    return row[0], row[1] or 0


def _read(session: Session, account: str, as_of: _AsOf) -> _Names:
    """Of the texts' rows, which are long, nothing but what is in their index."""
    columns = (PolicyText.id, PolicyText.account, SnapshotPolicy.name, SnapshotPolicy.attachments)
    query = select(*columns).join(SnapshotPolicy, SnapshotPolicy.arn == PolicyText.arn)
    query = query.where(SnapshotPolicy.account == account, PolicyText.account.in_((OF_AWS, account)))
    rows = sorted(
        (owner != OF_AWS, not attachments, name.lower(), number)
        for number, owner, name, attachments in session.execute(query)
    )
    return _Names(
        as_of,
        ids=[number for *_, number in rows],
        folded=[name for *_, name, _ in rows],
        own_from=sum(not is_own for is_own, *_ in rows),
    )


def _ranked(names: _Names, wanted: str) -> list[int]:
    """The places of those that fit, the likeliest first."""
    if not wanted:
        return list(range(len(names.ids)))
    fitting = sorted(_fitting(names, wanted))
    if len(fitting) >= ENOUGH or len(wanted) < _SHORT:
        return [place for *_, place in fitting]
    known = {place for *_, place in fitting}
    return [*(place for *_, place in fitting), *(place for place in _near(names, wanted) if place not in known)]


def _fitting(names: _Names, wanted: str) -> Iterator[tuple[bool, bool, int, int]]:
    """For each that holds all words: whether it is another than named, whether it is the account's own, how it fits."""
    first, *rest = wanted.split()
    for place, name in enumerate(names.folded):
        if first in name and all(word in name for word in rest):
            begins = name.startswith(wanted) or _bare(name).startswith(wanted)
            fit = 0 if begins else 1 if wanted in name else 2
            yield name != wanted, place >= names.own_from, fit, place


def _bare(name: str) -> str:
    """S3FullAccess is what AmazonS3FullAccess begins with to whoever looks for it."""
    return name.removeprefix("amazon").removeprefix("aws")


def _near(names: _Names, wanted: str) -> list[int]:
    together = wanted.replace(" ", "")
    found = process.extract(together, names.folded, scorer=fuzz.partial_ratio, score_cutoff=_NEAR, limit=ENOUGH)
    # A name that is much shorter is but a part of what was typed.
    near = [(place >= names.own_from, -score, place) for name, score, place in found if len(name) > len(together) // 2]
    return [place for *_, place in sorted(near)]


def shown(session: Session, numbers: Sequence[int]) -> list[Found]:
    """In the order of the numbers; one that has gone since is left out."""
    columns = (PolicyText.id, PolicyText.name, PolicyText.arn, PolicyText.account)
    query = select(*columns, PolicyText.description, PolicyText.risk).where(PolicyText.id.in_(numbers))
    rows = {row.id: row for row in session.execute(query)}
    return [
        Found(
            id=row.id,
            name=row.name,
            arn=row.arn,
            is_of_aws=row.account == OF_AWS,
            description=row.description,
            risk=row.risk,
        )
        for row in (rows[number] for number in numbers if number in rows)
    ]
