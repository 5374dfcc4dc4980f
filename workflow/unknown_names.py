"""Unknown names: what the catalog in force names and an account does not have, told to the administrators.

The catalog holds all the same: a request for such a bundle is refused when it is checked, so nothing can be given that
is not there; and the picture of an account by which names are judged here may be an old one, or missing.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.orm import Session

from catalog import load
from catalog.bundle import Catalog
from catalog.load import Has, Mistake
from iam.faults import Fault
from models.catalog_copy import CatalogFault
from models.snapshot import SnapshotGroup, SnapshotPolicy, Taking
from workflow import policy, snapshotting, telling
from workflow.means import Means
from workflow.refusals.catalog import NamesNotThere

EVERY, BEGINS = timedelta(seconds=20), timedelta(seconds=30)
"""How often it is looked, and how long after a start, which has better to do."""
_MOST = 10
"""Lines of one message."""


class UnknownNames:
    """One for a process; it remembers by which catalog and which picture an account was judged, and judges once."""

    def __init__(self) -> None:
        self._judged: dict[str, tuple[Catalog, datetime]] = {}

    def tell_admins(self, means: Means) -> None:
        """Tell of an account once for each set of names, over all workers, until all of them are there.

        Of an account that AWS does not show now nothing is said; it is looked at again with the next call.
        """
        catalog = means.catalog()
        for account in catalog.accounts:
            try:
                self._judge(means, catalog, account)
            except Fault as fault:
                means.log.info("names.postponed", account=account, fault=fault.words)

    def _judge(self, means: Means, catalog: Catalog, account: str) -> None:
        with means.database.read() as session:
            taking = session.get(Taking, account)
            if taking is None or self._judged.get(account) == (catalog, taking.taken_at):
                return
            unknown = _unknown(session, catalog, account)
            is_news = not _is_told(session, account, unknown)
        if unknown and is_news:
            # What the catalog names may have been made for it just now: only a newer picture is believed.
            snapshotting.take_unless_newer(means, account, than=means.clock())
            with means.database.read() as session:
                taking = session.get_one(Taking, account)
                unknown = _unknown(session, catalog, account)
        if is_news:
            _tell(means, catalog, account, unknown)
        self._judged[account] = catalog, taking.taken_at


def _unknown(session: Session, catalog: Catalog, account: str) -> Sequence[Mistake]:
    groups = select(SnapshotGroup.name).where(SnapshotGroup.account == account)
    policies = select(SnapshotPolicy.arn, SnapshotPolicy.name).where(SnapshotPolicy.account == account)
    has = Has(frozenset(session.scalars(groups)), dict(session.execute(policies).all()))
    return load.unknown(catalog, file="catalog", accounts={account: has})


def _is_told(session: Session, account: str, unknown: Sequence[Mistake]) -> bool:
    told = set(session.scalars(select(CatalogFault.digest).where(_is_of(account))))
    return told == ({_digest(account, unknown)} if unknown else set())


def _tell(means: Means, catalog: Catalog, account: str, unknown: Sequence[Mistake]) -> None:
    """Write down what is told, so that it is told once; what is there again is forgotten, so that it is told anew."""
    now = means.clock()
    with means.database.write() as session:
        if _is_told(session, account, unknown):
            return
        session.execute(delete(CatalogFault).where(_is_of(account)))
        if not unknown:
            return
        told = NamesNotThere(account=account, names=_lines(unknown))
        session.add(CatalogFault(digest=_digest(account, unknown), said=str(told), told_at=now))
        admins = [policy.named(admin) for admin in catalog.admins]
        telling.whisper_to_admins(session, told.mrkdwn, admins=admins, now=now)
    means.log.warning("names.unknown", account=account, said=[each.said for each in unknown])


def _is_of(account: str) -> ColumnElement[bool]:
    return CatalogFault.said.startswith(str(NamesNotThere(account=account, names="")), autoescape=True)


def _digest(account: str, unknown: Sequence[Mistake]) -> str:
    """Of what is missing; in which line it stands, and what is like it, may change."""
    names = sorted(each.said.partition(";")[0] for each in unknown)
    return hashlib.sha256("\n".join([account, *names]).encode()).hexdigest()


def _lines(unknown: Sequence[Mistake]) -> str:
    lines = [f"line {each.line}: {each.said}" for each in unknown]
    more = [f"and {len(lines) - _MOST} more"] if len(lines) > _MOST else []
    return "".join(f"\n{line}" for line in [*lines[:_MOST], *more])
