"""Leasing: a lease begins at the approval, its clock when the access is live; it ends on time or by hand."""

from datetime import datetime, timedelta

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from models import post
from models.decision import Decision
from models.decision_states import DecisionState
from models.lease import Lease
from models.lease_states import LEAVING, WANTED, LeaseMove, LeaseState
from models.move import BOT, move
from models.post import PostKind
from models.principal import Principal
from models.request import Request
from models.request_states import RequestMove, RequestState
from workflow import asking, lease_using, policy, telling
from workflow.means import Means
from workflow.refusals.deciding import NoSuchRequest
from workflow.refusals.leases import NoLease

LATE_AFTER = timedelta(seconds=30)
"""A removal that takes longer than this is late, and the admins are told."""
WARNS_AT_SHARE = 0.15
WARNS_AT_MOST = timedelta(hours=1)


def begin(session: Session, request: Request, *, now: datetime) -> None:
    """Let the approved request have its lease; AWS is made to agree by the mirror."""
    principal = session.get_one(Principal, request.principal_id)
    lease = Lease(
        request_id=request.id,
        principal_id=principal.id,
        holder=request.asker,
        steps=request.steps,
        lasts=request.lasts,
        approved_at=now,
    )
    session.add(lease)
    principal.want_change(now)


def go_live(session: Session, lease: Lease, *, now: datetime) -> None:
    """Every holding is in place: the clock starts."""
    request = session.get_one(Request, lease.request_id, with_for_update=True)
    lease.live_at = now
    if lease.lasts is not None:
        lease.ends_at = now + lease.lasts
        lease.warns_at = lease.ends_at - min(lease.lasts * WARNS_AT_SHARE, WARNS_AT_MOST)
    move(session, lease, LeaseMove.go_live, by=BOT, at=now)
    move(session, request, RequestMove.grant, by=BOT, at=now)
    telling.post(session, PostKind.outcome, request, audience=request.asker, now=now)
    lease_using.begin(session, lease, now=now)
    post.touch(session, request.id, now=now)


def fail(session: Session, lease: Lease, *, why: str, means: Means, now: datetime) -> None:
    """AWS said never: the request has failed, visibly; what was half made is undone by the mirror."""
    request = session.get_one(Request, lease.request_id, with_for_update=True)
    lease.why, lease.late_at = why, now + LATE_AFTER
    move(session, lease, LeaseMove.fail, by=BOT, at=now, why=why)
    move(session, request, RequestMove.fail, by=BOT, at=now, why=why)
    asking.close(session, request, by=request.decided_by, now=request.decided_at or now, why=why)
    session.get_one(Principal, lease.principal_id).want_change(now)
    telling.post(session, PostKind.outcome, request, audience=request.asker, now=now)
    telling.alarm(session, request, catalog=means.catalog(), now=now)
    post.touch(session, request.id, now=now)


def give_back(session: Session, number: int, *, by: str, now: datetime) -> None:
    """End one's own live access now. Raises NoSuchRequest, NotYours or NoLease."""
    lease = _of_request(session, number)
    if lease is None:
        raise NoSuchRequest(number=number)
    policy.check_may_give_back(by, holder=lease.holder)
    if lease.state not in WANTED:
        raise NoLease(state="over already" if lease.state not in LEAVING else "being taken back already")
    _end(session, lease, by=by, now=now)


def revoke(session: Session, number: int, *, by: str, now: datetime) -> bool:
    """End somebody's access now; False when there is none to end. The right to it has been checked before."""
    lease = _of_request(session, number)
    if lease is None or lease.state not in WANTED:
        return False
    _end(session, lease, by=by, now=now)
    return True


def end_all(session: Session, principal_id: int, *, by: str, now: datetime) -> None:
    """End all access of this IAM user now: its owner leaves, or it may be in wrong hands."""
    query = select(Lease).where(Lease.principal_id == principal_id, Lease.state.in_(WANTED))
    for lease in session.scalars(query.order_by(Lease.id).with_for_update()):
        _end(session, lease, by=by, now=now)


def end_all_of(session: Session, holder: str, *, by: str, now: datetime) -> None:
    """End all access that this Slack user holds, on whichever IAM user."""
    query = select(Lease).where(Lease.holder == holder, Lease.state.in_(WANTED))
    for lease in session.scalars(query.order_by(Lease.id).with_for_update()):
        _end(session, lease, by=by, now=now)


def end_due(means: Means) -> int:
    """End every lease whose time is up."""
    now = means.clock()
    due = select(Lease.id).where(Lease.state == LeaseState.live, Lease.ends_at <= now).order_by(Lease.ends_at)
    with means.database.read() as session:
        numbers = list(session.scalars(due.limit(200)))
    for number in numbers:
        with means.database.write() as session:
            lease = session.get_one(Lease, number, with_for_update=True)
            if lease.state is LeaseState.live:
                _end(session, lease, by=None, now=now)
        means.log.debug("lease.ending", lease=number)
    return len(numbers)


def warn_due(means: Means) -> int:
    """Warn every holder whose lease ends soon."""
    now = means.clock()
    due = select(Lease.id).where(Lease.state == LeaseState.live, Lease.warns_at <= now).order_by(Lease.warns_at)
    with means.database.read() as session:
        numbers = list(session.scalars(due.limit(200)))
    for number in numbers:
        with means.database.write() as session:
            lease = session.get_one(Lease, number, with_for_update=True)
            if lease.state is LeaseState.live and lease.warns_at is not None:
                lease.warns_at = None
                request = session.get_one(Request, lease.request_id)
                telling.post(session, PostKind.warning, request, audience=lease.holder, now=now)
        means.log.debug("lease.warned", lease=number)
    return len(numbers)


def alarm_late(means: Means) -> int:
    """Tell the admins of every removal that is late."""
    now = means.clock()
    due = select(Lease.id).where(Lease.state.in_(LEAVING), Lease.late_at <= now).order_by(Lease.late_at)
    with means.database.read() as session:
        numbers = list(session.scalars(due.limit(200)))
    for number in numbers:
        with means.database.write() as session:
            lease = session.get_one(Lease, number, with_for_update=True)
            if lease.state in LEAVING and lease.late_at is not None:
                alarm(session, lease, means=means, now=now)
    return len(numbers)


def alarm(session: Session, lease: Lease, *, means: Means, now: datetime) -> None:
    lease.late_at = None
    request = session.get_one(Request, lease.request_id)
    telling.alarm(session, request, catalog=means.catalog(), now=now)
    post.touch(session, request.id, now=now)
    means.log.error("lease.late", lease=lease.id, request=request.id, why=lease.why)


def lapse_due(means: Means) -> int:
    """End every request that nobody answered in time: no answer means that nothing is done.

    A click that came in time is an answer, however late it is judged: until then the request waits for it.
    """
    now = means.clock()
    in_time = exists().where(
        Decision.request_id == Request.id,
        Decision.state == DecisionState.cast,
        Decision.cast_at < Request.lapses_at,
    )
    due = select(Request.id).where(Request.state == RequestState.waiting, Request.lapses_at <= now, ~in_time)
    with means.database.read() as session:
        numbers = list(session.scalars(due.order_by(Request.lapses_at).limit(200)))
    for number in numbers:
        with means.database.write() as session:
            request = session.get_one(Request, number, with_for_update=True)
            if request.state is RequestState.waiting:
                move(session, request, RequestMove.lapse, by=BOT, at=now)
                asking.close(session, request, by=None, now=now)
                telling.post(session, PostKind.outcome, request, audience=request.asker, now=now)
        means.log.debug("request.lapsed", request=number)
    return len(numbers)


def principal_of(means: Means, request: Request) -> Principal | None:
    """The IAM user it is about; None where a plan is about none that stands."""
    with means.database.read() as session:
        return None if request.principal_id is None else session.get_one(Principal, request.principal_id)


def _of_request(session: Session, number: int) -> Lease | None:
    return session.scalars(select(Lease).where(Lease.request_id == number).with_for_update()).one_or_none()


def _end(session: Session, lease: Lease, *, by: str | None, now: datetime) -> None:
    """Want nothing any more; by None it was the clock."""
    request = session.get_one(Request, lease.request_id, with_for_update=True)
    if request.state is RequestState.approved:
        move(session, request, RequestMove.revoke, by=by or BOT, at=now)
    lease.ended_by, lease.warns_at = by, None
    lease.ends_at = now if by else lease.ends_at
    lease.late_at = (lease.ends_at or now) + LATE_AFTER
    move(session, lease, LeaseMove.end, by=by or BOT, at=now)
    session.get_one(Principal, lease.principal_id).want_change(now)
    post.touch(session, request.id, now=now)
