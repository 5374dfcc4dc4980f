"""Reminding: one person is told what of theirs a round is about, once, when their quiet hours are over."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import insert, or_, select, update
from sqlalchemy.orm import Session

from catalog import quiet_hours
from iam.faults import Fault, Later
from models.claims import Kind
from models.kept_finding import KeptFinding
from models.move import BOT, move
from models.person import Standing
from models.post import Post, PostKind
from models.reminder import Reminder
from models.reminder_states import ReminderMove, ReminderState
from workflow import backoff, nag_findings, recognising
from workflow.means import Means


def begin(session: Session, number: int, whom: Mapping[str, bool], *, now: datetime) -> None:
    """Write a reminder down for each; whether it comes to anything is looked at when its time has come."""
    if whom:
        rows = [
            {"round_id": number, "person": person, "is_admin": is_admin, "next_try_at": now}
            for person, is_admin in whom.items()
        ]
        session.execute(insert(Reminder), rows)


def due(means: Means) -> list[int]:
    query = select(Reminder.id).where(Reminder.state == ReminderState.due, Reminder.next_try_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Reminder.next_try_at, Reminder.id).limit(50)))


def remind(means: Means, number: int) -> bool:
    """Have one person told, or wait until that may be. False when another worker does so."""
    with means.claims.hold(Kind.reminder, number) as ours:
        if ours:
            try:
                _remind(means, number)
            except Fault as fault:
                _postpone(means, number, fault)
        return ours


def _remind(means: Means, number: int) -> None:
    with means.database.read() as session:
        reminder = session.get_one(Reminder, number)
        newer = select(Reminder.id).where(Reminder.person == reminder.person, Reminder.id > number).limit(1)
        is_overtaken = session.scalar(newer) is not None
    if reminder.state is not ReminderState.due:
        return
    person = recognising.person(means, reminder.person)
    if is_overtaken or person.standing is not Standing.member:
        _drop(means, number)
        return
    now, nags = means.clock(), means.catalog().nags
    quiet = nags.quiet if nags is not None else quiet_hours.USUAL
    over = quiet_hours.over_at(quiet, person.tz, now)
    if over > now:
        _wait(means, number, over)
        return
    means.log.debug("reminder.looking", reminder=number)
    gathered = nag_findings.gather(means, reminder)
    if gathered.is_empty:
        _drop(means, number)
    else:
        _tell(means, reminder, gathered)


def _tell(means: Means, reminder: Reminder, gathered: nag_findings.Gathered) -> None:
    now = means.clock()
    with means.database.write() as session:
        told = session.get_one(Reminder, reminder.id, with_for_update=True)
        if told.state is not ReminderState.due:
            return
        told.theirs, told.others, told.left = gathered.theirs, gathered.others, gathered.left
        told.offers, told.unanswered = gathered.offers, gathered.unanswered
        told.told_at, told.next_try_at, told.fault = now, None, ""
        detail = {"theirs": len(told.theirs), "others": len(told.others)}
        move(session, told, ReminderMove.tell, by=BOT, at=now, detail=detail)
        _count(session, told)
        session.add(Post(kind=PostKind.reminder, round_id=told.round_id, audience=told.person, next_try_at=now))
    means.log.info("reminder.told", reminder=reminder.id, person=reminder.person, **detail)


def _count(session: Session, told: Reminder) -> None:
    """One more round has reminded of these; of what is nobody's, whichever administrator was told of it first."""
    theirs = KeptFinding.id.in_(told.theirs)
    nobodys = (KeptFinding.id.in_(told.others)) & KeptFinding.owner.is_(None)
    once = or_(KeptFinding.round_id.is_(None), KeptFinding.round_id != told.round_id)
    session.execute(
        update(KeptFinding)
        .where(or_(theirs, nobodys), once)
        .values(round_id=told.round_id, unanswered=KeptFinding.unanswered + 1, version=KeptFinding.version + 1)
        .execution_options(synchronize_session=False)
    )


def _drop(means: Means, number: int) -> None:
    now = means.clock()
    with means.database.write() as session:
        dropped = session.get_one(Reminder, number, with_for_update=True)
        if dropped.state is ReminderState.due:
            dropped.next_try_at, dropped.fault = None, ""
            move(session, dropped, ReminderMove.drop, by=BOT, at=now)
    means.log.debug("reminder.dropped", reminder=number)


def _wait(means: Means, number: int, until: datetime) -> None:
    with means.database.write() as session:
        session.get_one(Reminder, number, with_for_update=True).next_try_at = until
    means.log.debug("reminder.quiet", reminder=number)


def _postpone(means: Means, number: int, fault: Fault) -> None:
    """Never, too: a right that the bot lacks is given to it, a person whom Slack does not know is looked up again."""
    with means.database.write() as session:
        waits = session.get_one(Reminder, number, with_for_update=True)
        waits.tries, waits.fault = waits.tries + 1, fault.words
        wait = backoff.after(waits.tries, fault.after) if isinstance(fault, Later) else timedelta(hours=1)
        waits.next_try_at = means.clock() + wait
    means.log.warning("reminder.postponed", reminder=number, fault=fault.words)
