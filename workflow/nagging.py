"""Nagging: a round of reminders by the catalog's schedule; once over all workers, made up once if it was missed."""

from datetime import timedelta
from uuid import uuid4

from sqlalchemy import func, select

from catalog import schedule
from iam import hygiene
from iam.faults import Later, Never
from iam.finding import Finding
from models.catalog_copy import CatalogCopy
from models.claims import Kind
from models.inserting import insert_unless_there
from models.move import BOT, move
from models.post import Post, PostKind
from models.round import Round
from models.round_states import RoundMove, RoundState
from workflow import backoff
from workflow.means import Means

UNUSED_DAYS = 90
"""When the catalog has no `nags`: CIS AWS Foundations asks for 45, most teams begin with a quarter."""


def claim_due(means: Means) -> None:
    """Claim the latest firing of the schedule with its row. One from before this bot first ran is not owed."""
    nags = means.catalog().nags
    now = means.clock()
    firing = schedule.last_before(nags.schedule, nags.timezone, now) if nags else None
    if nags is None or firing is None:
        return
    with means.database.read() as session:
        known = session.scalar(select(Round.id).where(Round.firing == firing.isoformat()))
        since = session.scalar(select(func.min(CatalogCopy.first_taken_at)))
    if known is None and since is not None and firing > since:
        _begin(means, firing.isoformat(), unused_days=nags.unused_days)


def ask_for_one(means: Means) -> int:
    """Begin a round now, by hand."""
    nags = means.catalog().nags
    number = _begin(means, f"by hand {uuid4()}", unused_days=nags.unused_days if nags else UNUSED_DAYS)
    assert number is not None  # noqa: S101 (the firing was made up a line ago)
    return number


def owed(means: Means, number: int) -> Round | None:
    """Give the round if it is not told yet: `next_try_at` and `fault` say when it comes and what holds it up."""
    with means.database.read() as session:
        found = session.get_one(Round, number)
    return found if found.state is RoundState.due else None


def due(means: Means) -> list[int]:
    query = select(Round.id).where(Round.state == RoundState.due, Round.next_try_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Round.id)))


def gather(means: Means, number: int) -> bool:
    """Look at every account and have the round told; what AWS cannot answer now comes later.

    False when another worker has the round in hand.
    """
    with means.claims.hold(Kind.round, number) as ours:
        if ours:
            _gather(means, number)
        return ours


def _gather(means: Means, number: int) -> None:
    with means.database.read() as session:
        found = session.get_one(Round, number)
    if found.state is not RoundState.due:
        return
    try:
        findings = _findings(means, unused_days=found.unused_days)
    except (Later, Never) as fault:
        _postpone(means, number, fault)
    else:
        _tell(means, number, findings)


def _findings(means: Means, *, unused_days: int) -> list[Finding]:
    now = means.clock()
    return [
        finding
        for account in means.catalog().accounts
        for finding in hygiene.findings(means.accounts.iam(account), unused_days=unused_days, now=now)
    ]


def _begin(means: Means, firing: str, *, unused_days: int) -> int | None:
    now = means.clock()
    row = {
        "version": 1,
        "firing": firing,
        "state": RoundState.due,
        "due_at": now,
        "next_try_at": now,
        "unused_days": unused_days,
        "tries": 0,
        "findings": [],
        "fault": "",
    }
    with means.database.write() as session:
        return insert_unless_there(session, Round, row)


def _tell(means: Means, number: int, findings: list[Finding]) -> None:
    now = means.clock()
    with means.database.write() as session:
        told = session.get_one(Round, number, with_for_update=True)
        told.findings = [finding.as_json() for finding in findings]
        told.told_at, told.next_try_at, told.fault = now, None, ""
        move(session, told, RoundMove.tell, by=BOT, at=now, detail={"findings": len(findings)})
        channel = means.catalog().nags_channel
        session.add(Post(kind=PostKind.digest, round_id=number, audience=channel, next_try_at=now))
    means.log.info("round.told", round=number, findings=len(findings))


def _postpone(means: Means, number: int, fault: Later | Never) -> None:
    """A refused look (AccessDenied) is tried again too, an hour apart: the round stays owed."""
    with means.database.write() as session:
        owed = session.get_one(Round, number, with_for_update=True)
        owed.tries += 1
        owed.fault = fault.words
        wait = backoff.after(owed.tries, fault.after) if isinstance(fault, Later) else timedelta(hours=1)
        owed.next_try_at = means.clock() + wait
    means.log.warning("round.postponed", round=number, fault=fault.words)
