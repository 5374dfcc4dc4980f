"""Departing: Slack says that somebody is deactivated; their access ends, and taking their IAM user back is put forward.

An event only says whom to ask about; what counts is what Slack answers then. Events get lost, so who has live access
is asked about once a day as well.
"""

from datetime import timedelta

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from iam.faults import Fault, Later, Never
from models import departure
from models.claims import Kind
from models.departure import Departure
from models.lease import Lease
from models.lease_states import WANTED
from models.move import BOT
from models.person import Person, Standing
from workflow import aiming, aims, backoff, leasing, recognising, whom
from workflow.means import Means
from workflow.refusal import Refusal
from workflow.refusals.plans import NobodysUser, PlannedAlready

ASKED_ANEW = timedelta(days=1)
"""How long what Slack has said of somebody with live access counts as known."""
AT_ONCE = 50
"""People whom the daily look asks about in one go: Slack answers a hundred a minute."""
WHY = "Slack says that this person's account is deactivated."


def due(means: Means) -> list[int]:
    query = select(Departure.id).where(Departure.next_try_at <= means.clock()).order_by(Departure.next_try_at)
    with means.database.read() as session:
        return list(session.scalars(query.limit(50)))


def look_daily(means: Means) -> int:
    """Have Slack asked about everybody with live access of whom it has said nothing for a day."""
    now = means.clock()
    old = or_(Person.looked_up_at < now - ASKED_ANEW, Person.standing == Standing.deactivated)
    noticed = select(Departure.slack_id)
    query = (
        select(Lease.holder)
        .join(Person, Person.slack_id == Lease.holder)
        .where(Lease.state.in_(WANTED), old, Lease.holder.not_in(noticed))
    )
    with means.database.read() as session:
        holders = list(session.scalars(query.distinct().limit(AT_ONCE)))
    for holder in holders:
        with means.database.write() as session:
            departure.notice(session, holder, now=now)
    return len(holders)


def look(means: Means, number: int) -> bool:
    """Ask Slack about one of them. False when another worker does so."""
    with means.claims.hold(Kind.departure, number) as ours:
        if ours:
            _look(means, number)
        return ours


def _look(means: Means, number: int) -> None:
    with means.database.read() as session:
        noticed = session.get(Departure, number)
    if noticed is None or noticed.next_try_at is None:
        return
    try:
        if _has_left(means, noticed.slack_id):
            _part(means, noticed)
        else:
            _forget(means, noticed)
    except (Later, Never) as fault:
        _postpone(means, noticed, fault)


def _has_left(means: Means, slack_id: str) -> bool:
    try:
        return recognising.live_person(means, slack_id).standing is Standing.deactivated
    except Never as fault:
        means.log.warning("departure.unknown", person=slack_id, fault=fault.words)
        return False


def _part(means: Means, noticed: Departure) -> None:
    """End what they have, then put the plan forward; both once, though this is done twice."""
    now = means.clock()
    with means.database.write() as session:
        leasing.end_all_of(session, noticed.slack_id, by=BOT, now=now)
    means.log.info("departure.seen", person=noticed.slack_id)
    filed = noticed.request_id or _file(means, noticed)
    with means.database.write() as session:
        kept = session.get_one(Departure, noticed.id, with_for_update=True)
        kept.next_try_at, kept.tries = None, 0
        kept.left_at, kept.request_id = kept.left_at or now, filed


def _file(means: Means, noticed: Departure) -> int | None:
    """The number of the plan; None: they have no IAM user, or nobody may decide on plans."""
    rule = means.catalog().users
    if rule is None:
        return None
    mention = f"<@{noticed.slack_id}>"
    try:
        whom.user(means, mention, account=rule.account, asked_at=noticed.noticed_at)
        with means.database.write() as session:
            return aiming.file(
                session,
                aims.Offboard(_mentioned(session, noticed.slack_id), fate="delete"),
                catalog=means.catalog(),
                asker=BOT,
                reason=WHY,
                trigger_id=f"departure:{noticed.id}",
                now=means.clock(),
            )
    except PlannedAlready as standing:
        means.log.info("departure.planned", person=noticed.slack_id, why=str(standing))
    except NobodysUser:
        means.log.debug("departure.without_user", person=noticed.slack_id)
    except Refusal as refusal:
        means.log.warning("departure.refused", person=noticed.slack_id, why=str(refusal))
    return None


def _mentioned(session: Session, slack_id: str) -> str:
    kept = session.get(Person, slack_id)
    name = "".join(sign for sign in kept.name if sign not in "<>|") if kept is not None else slack_id
    return f"<@{slack_id}|{name}>"


def _forget(means: Means, noticed: Departure) -> None:
    with means.database.write() as session:
        kept = session.get(Departure, noticed.id)
        if kept is not None:
            session.delete(kept)


def _postpone(means: Means, noticed: Departure, fault: Fault) -> None:
    with means.database.write() as session:
        kept = session.get_one(Departure, noticed.id, with_for_update=True)
        kept.tries += 1
        wait = backoff.after(kept.tries, fault.after) if isinstance(fault, Later) else timedelta(hours=1)
        kept.next_try_at = means.clock() + wait
    means.log.warning("departure.postponed", person=noticed.slack_id, fault=fault.words)
