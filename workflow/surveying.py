"""Surveying: an account is to be read whole; once at a time, by the schedule, or because an administrator asks."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from catalog import schedule
from catalog.bundle import Catalog
from iam.faults import Later, Never
from models.catalog_copy import CatalogCopy
from models.claims import Kind
from models.inserting import insert_unless_there
from models.move import BOT, move
from models.post import Post, PostKind, touch_survey
from models.survey import Survey
from models.survey_states import SurveyMove, SurveyState
from workflow import backoff, policy, recognising, telling
from workflow.means import Means
from workflow.refusal import Refusal
from workflow.refusals.checkups import NotAnAdminForSure
from workflow.refusals.findings import NoSuchAccount

UNUSED_DAYS = 90
"""When the catalog has no `nags`."""


def unused_days(catalog: Catalog) -> int:
    return catalog.nags.unused_days if catalog.nags else UNUSED_DAYS


def begin(session: Session, account: str, *, unused_days: int, now: datetime) -> int:
    """Begin one and give its number; while one of this account is under way, the number of that one."""
    row: dict[str, Any] = {
        "account": account,
        "under_way": account,
        "asked_by": None,
        "state": SurveyState.asked,
        "version": 1,
        "unused_days": unused_days,
        "begun_at": now,
        "done": 0,
        "total": 0,
        "calls": 0,
        "counts": {},
        "notes": [],
        "next_try_at": now,
        "tries": 0,
        "fault": "",
    }
    number = insert_unless_there(session, Survey, row)
    if number is None:
        number = session.scalars(select(Survey.id).where(Survey.under_way == account)).one()
    return number


def latest_judged(session: Session, account: str) -> Survey | None:
    """The newest survey of this account that came to its end."""
    query = select(Survey).where(Survey.account == account, Survey.state == SurveyState.judged)
    return session.scalars(query.order_by(Survey.begun_at.desc(), Survey.id.desc()).limit(1)).one_or_none()


def ask(session: Session, words: str, *, catalog: Catalog, by: str, now: datetime) -> list[str]:
    """Ask for one of each account, or of the one named; give their names. Whether they may is judged right after.

    Raises NoSuchAccount.
    """
    wanted = words.split() or [*catalog.accounts]
    unknown = [word for word in wanted if word not in catalog.accounts]
    if unknown:
        raise NoSuchAccount(account=unknown[0], accounts=", ".join(catalog.accounts))
    for account in dict.fromkeys(wanted):
        asked = select(Survey.id).where(
            Survey.account == account, Survey.asked_by == by, Survey.state == SurveyState.asked
        )
        if session.scalar(asked) is None:
            days = unused_days(catalog)
            session.add(Survey(account=account, asked_by=by, unused_days=days, begun_at=now, next_try_at=now))
    return [*dict.fromkeys(wanted)]


def claim_due(means: Means) -> None:
    """With each firing of the schedule for nags, begin a survey of every account that has had none since."""
    catalog, now = means.catalog(), means.clock()
    fired = schedule.last_before(catalog.nags.schedule, catalog.nags.timezone, now) if catalog.nags else None
    if fired is None:
        return
    with means.database.read() as session:
        since = session.scalar(select(func.min(CatalogCopy.first_taken_at)))
        owed = [account for account in catalog.accounts if not _has_one(session, account, fired)]
    if owed and since is not None and fired > since:
        with means.database.write() as session:
            for account in owed:
                if not _has_one(session, account, fired):  # a round of nags may have had one meanwhile
                    begin(session, account, unused_days=unused_days(catalog), now=now)


def due(means: Means) -> list[int]:
    """Numbers of those that somebody has asked for and nobody has looked into."""
    return _due(means, [SurveyState.asked])


def to_carry_out(means: Means) -> list[int]:
    """Numbers of those that are to be gone on with, the oldest first."""
    return _due(means, [SurveyState.reading, SurveyState.judging])


def admit(means: Means, number: int) -> bool:
    """Look into who asks, and whether one is under way already. False when another worker does so."""
    with means.claims.hold(Kind.survey, number) as ours:
        if ours:
            _admit(means, number)
        return ours


def refuse(means: Means, number: int, why: str) -> None:
    """End it: there is nothing to wait for."""
    _end(means, number, SurveyMove.refuse, why)
    means.log.warning("survey.refused", survey=number, why=why)


def leave(means: Means, number: int) -> None:
    """End it: its account is not in the catalog any more."""
    _end(means, number, SurveyMove.leave, "its account is not in the catalog any more")
    means.log.info("survey.left", survey=number)


def _has_one(session: Session, account: str, fired: datetime) -> bool:
    """Whether one is under way, or came to an end since. A person who was refused leaves it owed."""
    over = or_(Survey.state == SurveyState.judged, (Survey.state == SurveyState.refused) & Survey.asked_by.is_(None))
    counts = or_(Survey.under_way == account, (Survey.begun_at >= fired) & over)
    return session.scalar(select(Survey.id).where(Survey.account == account, counts).limit(1)) is not None


def _due(means: Means, states: Iterable[SurveyState]) -> list[int]:
    query = select(Survey.id).where(Survey.state.in_(states), Survey.next_try_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Survey.id)))


def _admit(means: Means, number: int) -> None:
    with means.database.read() as session:
        asked = session.get_one(Survey, number)
    if asked.state is not SurveyState.asked:
        return
    if asked.account not in means.catalog().accounts:
        leave(means, number)
        return
    try:
        if asked.asked_by is not None:
            _check_right(means, asked.asked_by)
    except Refusal as refusal:
        _turn_away(means, number, refusal)
    except Later as fault:
        postpone(means, number, fault)
    else:
        _let_in(means, number)


def _check_right(means: Means, slack_id: str) -> None:
    """Raise a Refusal unless this person is an administrator at this moment."""
    try:
        person = recognising.somebody(means, recognising.live_person(means, slack_id))
        policy.check_may_survey(person, admins=means.catalog().admins, members=means.directory.members)
    except Never as fault:
        raise NotAnAdminForSure(words=fault.words) from fault


def _let_in(means: Means, number: int) -> None:
    """Begin to read, or follow the one that does so already; who asked is told in their DM from here on."""
    now = means.clock()
    try:
        with means.database.write() as session:
            asked = session.get_one(Survey, number, with_for_update=True)
            others = select(Survey.id).where(Survey.under_way == asked.account, Survey.id != number)
            other = session.scalar(others)
            if other is None:
                asked.under_way, asked.begun_at, asked.next_try_at = asked.account, now, now
                asked.tries, asked.fault = 0, ""
                move(session, asked, SurveyMove.read, by=asked.asked_by or BOT, at=now)
            else:
                asked.next_try_at = None
                why = f"survey {other} does it already"
                move(session, asked, SurveyMove.leave, by=asked.asked_by or BOT, at=now, why=why)
            if asked.asked_by is not None:
                follow(session, other or number, asked.asked_by, now=now)
    except IntegrityError:
        return  # another worker began one at this moment: at the next turn this one follows it
    means.log.info("survey.begun", survey=other or number, account=asked.account, by=asked.asked_by or BOT)


def follow(session: Session, number: int, slack_id: str, *, now: datetime) -> None:
    """Tell this person how far it is, and then what it found."""
    row = {"kind": PostKind.progress, "survey_id": number, "audience": slack_id, "next_try_at": now}
    insert_unless_there(session, Post, row)


def postpone(means: Means, number: int, fault: Later) -> None:
    now = means.clock()
    with means.database.write() as session:
        later = session.get_one(Survey, number, with_for_update=True)
        later.tries += 1
        later.fault = fault.words
        later.next_try_at = now + backoff.after(later.tries, fault.after)
        touch_survey(session, number, now=now)
    means.log.warning("survey.postponed", survey=number, fault=fault.words)


def _turn_away(means: Means, number: int, refusal: Refusal) -> None:
    now = means.clock()
    with means.database.write() as session:
        asked = session.get_one(Survey, number, with_for_update=True)
        asker = asked.asked_by or BOT
        asked.next_try_at, asked.fault = None, str(refusal)
        move(session, asked, SurveyMove.refuse, by=asker, at=now, why=str(refusal))
        telling.whisper(session, refusal.mrkdwn, to=asker, now=now)
    means.log.info("survey.turned_away", survey=number, by=asker, why=str(refusal))


def _end(means: Means, number: int, name: SurveyMove, why: str) -> None:
    now = means.clock()
    with means.database.write() as session:
        over = session.get_one(Survey, number, with_for_update=True)
        over.under_way = over.next_try_at = None
        over.fault = why
        move(session, over, name, by=BOT, at=now, why=why)
        touch_survey(session, number, now=now)
