"""Rounds: looks at the accounts that are owed; once over all workers, made up once if one was missed."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from catalog import schedule
from iam.faults import Later, Never
from models import post
from models.catalog_copy import CatalogCopy
from models.claims import Kind
from models.inserting import insert_unless_there
from models.round import Round, RoundKind
from models.round_states import RoundState
from workflow import backoff
from workflow.means import Means

SURVEYING = "Surveying"
"""The code of a Later that waits for a survey of ours: that takes its time, and is no trouble to tell."""
_USUAL = timedelta(seconds=15)
"""How long AWS takes as a rule to write its credential report; one that takes longer is worth telling."""


def claim_due(means: Means, kind: RoundKind, *, unused_days: int) -> None:
    """Claim the latest firing of the schedule with its row. One from before this bot first ran is not owed."""
    nags = means.catalog().nags
    now = means.clock()
    fired = schedule.last_before(nags.schedule, nags.timezone, now) if nags else None
    if fired is None:
        return
    firing = fired.isoformat() if kind is RoundKind.nags else f"{kind.value} {fired.isoformat()}"
    with means.database.read() as session:
        known = session.scalar(select(Round.id).where(Round.firing == firing))
        since = session.scalar(select(func.min(CatalogCopy.first_taken_at)))
    if known is None and since is not None and fired > since:
        with means.database.write() as session:
            begin(session, kind, firing, unused_days=unused_days, now=now)


def begin(
    session: Session, kind: RoundKind, firing: str, *, unused_days: int, now: datetime, asked_by: str | None = None
) -> int | None:
    """Write a round down and give its number; None when this firing has one already."""
    row = {
        "version": 1,
        "firing": firing,
        "kind": kind,
        "asked_by": asked_by,
        "state": RoundState.due,
        "due_at": now,
        "next_try_at": now,
        "unused_days": unused_days,
        "tries": 0,
        "findings": [],
        "items": [],
        "digest": {},
        "fault": "",
    }
    return insert_unless_there(session, Round, row)


def due(means: Means, kind: RoundKind) -> list[int]:
    """Numbers of the rounds of this kind that are to be gathered now, the oldest first."""
    query = select(Round.id).where(
        Round.state == RoundState.due, Round.kind == kind, Round.next_try_at <= means.clock()
    )
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Round.id)))


def owed(means: Means, number: int) -> Round | None:
    """Give the round if it is not told yet: `next_try_at` and `fault` say when it comes and what holds it up."""
    with means.database.read() as session:
        found = session.get_one(Round, number)
    return found if found.state is RoundState.due else None


def gather(means: Means, number: int, look: Callable[[Means, Round], None]) -> bool:
    """Have `look` tell the round; what AWS or Slack cannot answer now comes later.

    False when another worker has the round in hand.
    """
    with means.claims.hold(Kind.round, number) as ours:
        found = owed(means, number) if ours else None
        if found is not None:
            try:
                look(means, found)
            except (Later, Never) as fault:
                _postpone(means, number, fault)
        return ours


def _postpone(means: Means, number: int, fault: Later | Never) -> None:
    """A refused look (AccessDenied) is tried again too, an hour apart: the round stays owed."""
    now = means.clock()
    with means.database.write() as session:
        postponed = session.get_one(Round, number, with_for_update=True)
        postponed.tries += 1
        is_usual = fault.code == SURVEYING or (fault.code == "ReportInProgress" and now - postponed.due_at <= _USUAL)
        postponed.fault = "" if is_usual else fault.words
        wait = backoff.after(postponed.tries, fault.after) if isinstance(fault, Later) else timedelta(hours=1)
        postponed.next_try_at = now + wait
        if not is_usual:
            post.touch_round(session, number, now=now)
    means.log.warning("round.postponed", round=number, fault=fault.words)
