"""Carrying out: a plan that was approved is made, change by change, in order; what AWS refuses is unmade to the last.

Before a change is made its deed is committed, with whether it was so before; so after a crash we know what to look
for and what was ours. Like enforcing, this commits on its own: AWS cannot be rolled back.
"""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import changes
from iam.delete_user import DeleteUser
from iam.faults import Fault, Later, Missing, Never
from models import post
from models.claims import Kind
from models.deed import Deed
from models.deed_states import DeedMove, DeedState
from models.move import BOT, move
from models.plan import Plan
from models.plan_states import UNDER_WAY, PlanMove, PlanState
from models.post import PostKind
from models.principal import Principal
from models.request import Request
from models.request_states import RequestMove
from workflow import (
    asking,
    backoff,
    faltering,
    given_up,
    handing_over,
    leasing,
    mailing,
    noting_deeds,
    planning,
    telling,
    undoing,
    unmaking,
)
from workflow.means import Means
from workflow.plan_work import Work

LATE_AFTER = timedelta(minutes=2)
"""A plan is many calls, and IAM needs seconds to show some of them; what takes longer than this is told."""
MADE_WITHIN = timedelta(hours=24)
"""An approval is for now: what could not be made within a day is unmade, and asked for again."""
SHOWS_WITHIN = timedelta(minutes=2)
"""For so long after a change, that something is missing may only mean that IAM does not show it yet."""


def begin(session: Session, request: Request, *, now: datetime) -> None:
    """Let the approved request have its plan; the mirror carries it out."""
    session.add(Plan(request_id=request.id, approved_at=now, late_at=now + LATE_AFTER, next_try_at=now))
    if request.ends_leases and request.principal_id is not None:
        by = request.decided_by or BOT
        leasing.end_all(session, request.principal_id, by=by, now=now)
        principal = session.get_one(Principal, request.principal_id)
        handing_over.withdraw_all(session, account=principal.account, unique_id=principal.unique_id, by=by, now=now)


def due(means: Means) -> list[int]:
    """Ids of plans that are under way and may be tried now."""
    query = select(Plan.id).where(Plan.state.in_(UNDER_WAY), Plan.next_try_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Plan.next_try_at).limit(50)))


def carry_out(means: Means, plan_id: int) -> bool:
    """Go on with one plan, as far as it goes now. False when another worker has it in hand."""
    with means.claims.hold(Kind.plan, plan_id) as ours:
        if ours:
            _carry_out(means, plan_id)
        return ours


def alarm_late(means: Means) -> int:
    """Tell the admins of every plan that takes long, with what holds it up."""
    now = means.clock()
    with means.database.read() as session:
        numbers = list(session.scalars(select(Plan.id).where(Plan.late_at <= now, Plan.state.in_(UNDER_WAY))))
    for number in numbers:
        with means.database.write() as session:
            plan = session.get_one(Plan, number, with_for_update=True)
            if plan.state in UNDER_WAY and plan.late_at is not None:
                plan.late_at = None
                _alarm(session, session.get_one(Request, plan.request_id), means=means, now=now)
        means.log.error("plan.late", plan=number)
    return len(numbers)


def _carry_out(means: Means, plan_id: int) -> None:
    work = _read(means, plan_id)
    try:
        match work.plan.state:
            case PlanState.making:
                _check_is_the_same(work, means)
                _make(means, work)
            case PlanState.failing:
                unmaking.unmake(means, work)
            case _:
                return
    except Later as fault:
        _put_off(means, work, fault)
    except Never as fault:
        if work.plan.state is PlanState.making:
            _fail(means, work, why=fault.words)
        else:
            _put_off(means, work, fault)


def _read(means: Means, plan_id: int) -> Work:
    with means.database.read() as session:
        plan = session.get_one(Plan, plan_id)
        request = session.get_one(Request, plan.request_id)
        deeds = {deed.place: deed for deed in session.scalars(select(Deed).where(Deed.plan_id == plan_id))}
    return Work(plan, request, planning.changes_of(request), deeds, means.accounts.iam(request.account))


def _check_is_the_same(work: Work, means: Means) -> None:
    """The IAM user that was approved, by the unique id: a name may have come back with somebody else behind it."""
    if work.request.principal_id is None or _is_deleting(work):
        return
    with means.database.read() as session:
        principal = session.get_one(Principal, work.request.principal_id)
    found = reading.user(work.iam, principal.name)
    if found is None or found.unique_id != principal.unique_id:
        raise Never(f"the IAM user {principal.name} that this was approved for is not there any more")


def _is_deleting(work: Work) -> bool:
    """Whether the user may be gone by our own hand already."""
    return any(isinstance(work.changes[place], DeleteUser) for place in work.deeds)


def _make(means: Means, work: Work) -> None:
    if work.plan.approved_at < means.clock() - MADE_WITHIN:
        hours = int(MADE_WITHIN.total_seconds() // 3600)
        raise Never(f"it could not be made in {hours} hours. {work.plan.why}".strip())
    refused: list[str] = []
    settled: datetime | None = None
    for place, change in enumerate(work.changes):
        try:
            deed = _go_on(means, work, place, change, settled=settled)
        except Never as fault:
            if not work.request.is_urgent:
                raise
            # What takes rights away in a hurry goes as far as it can: half a lock is better than none.
            refused.append(fault.words)
        else:
            settled = max(filter(None, (settled, deed.called_at)), default=None)
    if refused:
        raise Never(" ".join(dict.fromkeys(refused)))
    _finish(means, work)


def _go_on(means: Means, work: Work, place: int, change: changes.AnyChange, *, settled: datetime | None) -> Deed:
    """See to one change; `settled` is when AWS was last asked for one before it."""
    deed = work.deeds.get(place)
    try:
        deed = deed or noting_deeds.note(means, work, place, change)
        if deed.state is DeedState.noted:
            _place(means, work, change, deed)
    except Missing as fault:
        if _may_not_show_yet(settled, means.clock()):
            raise faltering.NotSeenYet(fault.words) from fault
        raise
    return deed


def _may_not_show_yet(settled: datetime | None, now: datetime) -> bool:
    """Whether what is missing may be what we have only just made."""
    return settled is not None and abs(now - settled) < SHOWS_WITHIN


def _place(means: Means, work: Work, change: changes.AnyChange, deed: Deed) -> None:
    """Ask AWS for it, then see it. Asked twice, after a crash or a lost answer, it is made once."""
    if _was_long_ago(deed, means.clock()):
        means.log.debug("deed.making", plan=work.plan.id, place=deed.place)
        change.make(work.iam)
        means.log.debug("deed.called", plan=work.plan.id, place=deed.place)
        _mark_called(means, deed)
    if not change.is_made(work.iam):
        raise faltering.NotSeenYet("AWS said yes and does not show it yet")
    _mark_made(means, work, deed)


def _was_long_ago(deed: Deed, now: datetime) -> bool:
    return deed.called_at is None or abs(now - deed.called_at) > faltering.ASKED_AGAIN_AFTER


def _mark_called(means: Means, deed: Deed) -> None:
    with means.database.write() as session:
        session.get_one(Deed, deed.id).called_at = deed.called_at = means.clock()


def _mark_made(means: Means, work: Work, deed: Deed) -> None:
    with means.database.write() as session:
        kept = session.get_one(Deed, deed.id)
        move(session, kept, DeedMove.make, by=BOT, at=means.clock(), detail=dict(kept.change))
        _note_progress(session, work)
        post.touch(session, work.request.id, now=means.clock())
    means.log.debug("deed.made", plan=work.plan.id, place=deed.place)


def _note_progress(session: Session, work: Work) -> None:
    """Something went through: what held it up before does not count any more."""
    plan = session.get_one(Plan, work.plan.id, with_for_update=True)
    plan.tries, plan.why = 0, "" if plan.state is PlanState.making else plan.why


def _finish(means: Means, work: Work) -> None:
    """All of it is made: the request is granted, and its credentials are offered."""
    unique_id = handing_over.unique_ids(work.iam, work.request)
    is_mailed, now = mailing.sender(means) is not None, means.clock()
    with means.database.write() as session:
        plan = session.get_one(Plan, work.plan.id, with_for_update=True)
        request = session.get_one(Request, plan.request_id, with_for_update=True)
        plan.ended_at, plan.late_at, plan.next_try_at, plan.why = now, None, None, ""
        move(session, plan, PlanMove.finish, by=BOT, at=now)
        move(session, request, RequestMove.grant, by=BOT, at=now)
        request.open_key = None
        handing_over.promise(session, request, unique_id=unique_id, is_mailed=is_mailed, now=now)
        undoing.note(session, request, now=now)
        if not given_up.note_made(session, request, means=means, now=now):
            telling.post(session, PostKind.outcome, request, audience=request.asker, now=now)
        _tell_whom_it_is_about(session, request, now=now)
        post.touch(session, request.id, now=now)
    means.log.info("plan.made", plan=work.plan.id, request=work.request.id)


def _tell_whom_it_is_about(session: Session, request: Request, *, now: datetime) -> None:
    """Somebody else asked for it, so they hear of it too; not who leaves, nor whoever may sit at a lost laptop."""
    if request.whose is not None and request.whose != request.asker and not request.ends_leases:
        telling.post(session, PostKind.outcome, request, audience=request.whose, now=now)


def _fail(means: Means, work: Work, *, why: str) -> None:
    """AWS said never: the request has failed, visibly; what was made is unmade next."""
    now = means.clock()
    with means.database.write() as session:
        plan = session.get_one(Plan, work.plan.id, with_for_update=True)
        request = session.get_one(Request, plan.request_id, with_for_update=True)
        plan.why, plan.next_try_at, plan.tries, plan.late_at = why, now, 0, now + LATE_AFTER
        move(session, plan, PlanMove.fail, by=BOT, at=now, why=why)
        move(session, request, RequestMove.fail, by=BOT, at=now, why=why)
        asking.close(session, request, by=request.decided_by, now=request.decided_at or now, why=why)
        if given_up.answer_of(session, request) is None:
            telling.post(session, PostKind.outcome, request, audience=request.asker, now=now)
        _alarm(session, request, means=means, now=now)
        post.touch(session, request.id, now=now)
    means.log.info("plan.failed", plan=work.plan.id, why=why)


def _put_off(means: Means, work: Work, fault: Fault) -> None:
    """Later: with backoff. A Never while unmaking too: it is tried again until a person has mended it."""
    now, said = means.clock(), fault.after if isinstance(fault, Later) else None
    with means.database.write() as session:
        plan = session.get_one(Plan, work.plan.id, with_for_update=True)
        plan.tries += 1
        is_soon = isinstance(fault, faltering.NotSeenYet) and plan.tries < faltering.LOOKED_OFTEN
        plan.next_try_at = now + (faltering.LOOKED_AGAIN_AFTER if is_soon else backoff.after(plan.tries, said))
        if plan.state is PlanState.making and not isinstance(fault, faltering.NotSeenYet):
            plan.why = fault.words
    means.log.info("plan.postponed", plan=work.plan.id, fault=fault.words)


def _alarm(session: Session, request: Request, *, means: Means, now: datetime) -> None:
    telling.alarm(session, request, catalog=means.catalog(), now=now)
    post.touch(session, request.id, now=now)
