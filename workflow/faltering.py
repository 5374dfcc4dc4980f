"""Faltering: AWS did not do as asked. Put the holding off, fail the lease, or tell a person."""

from datetime import datetime, timedelta

from sqlalchemy import select

from iam import steps
from iam.faults import Fault, Later
from models.holding import Holding, held_key
from models.holding_states import HoldingState
from models.lease import Lease
from models.lease_states import LEAVING, LeaseMove, LeaseState
from models.move import BOT, move
from models.post import touch
from workflow import backoff, leasing
from workflow.means import Means

ASKED_AGAIN_AFTER = timedelta(seconds=60)
"""What AWS said yes to and does not show after so long is asked for again; all our calls may be made twice."""
LOOKED_AGAIN_AFTER = timedelta(seconds=0.3)
LOOKED_OFTEN = 20
"""Looks in quick succession, some six seconds; most changes of IAM show within that."""


class NotSeenYet(Later):
    """AWS said yes, and a look does not show it: IAM is eventually consistent, so look again soon."""


def is_due(holding: Holding, now: datetime) -> bool:
    return holding.next_try_at is None or not now < holding.next_try_at < now + backoff.FAR


def was_long_ago(holding: Holding, now: datetime) -> bool:
    """Whether AWS has not been asked for this, or so long ago that it is time to ask again."""
    return holding.called_at is None or abs(now - holding.called_at) > ASKED_AGAIN_AFTER


def has_settled(holding: Holding, now: datetime) -> bool:
    """Whether whatever AWS made of this when it was granted has had the time to show in a look."""
    return holding.noted_at < now - ASKED_AGAIN_AFTER


def try_later(means: Means, principal_id: int, step: steps.AnyStep, fault: Fault) -> None:
    """Put this holding off, and it alone."""
    now = means.clock()
    with means.database.write() as session:
        key = held_key(principal_id, steps.stored(step))
        holding = session.scalars(select(Holding).where(Holding.held_key == key)).one_or_none()
        if holding is not None:
            holding.tries += 1
            holding.next_try_at = now + _wait(fault, holding.tries)
            holding.fault = "" if isinstance(fault, NotSeenYet) else fault.words
    means.log.info("enforcing.postponed", principal=principal_id, fault=fault.words, step=steps.stored(step))


def put_off_everything(means: Means, principal_id: int, fault: Fault) -> None:
    """The user could not even be looked at: that holds up all that is still to be done here."""
    with means.database.read() as session:
        query = select(Holding).where(Holding.principal_id == principal_id, Holding.state.in_(_UNFINISHED))
        holdings = list(session.scalars(query))
    for holding in holdings:
        step = steps.restored(holding.step)
        if holding.state is HoldingState.leaving:
            say_why_it_stays(means, principal_id, step, fault)
        try_later(means, principal_id, step, fault)


def fail_starting(means: Means, principal_id: int, *, why: str, step: steps.AnyStep | None = None) -> None:
    """AWS said never, to this step or to all: every lease that still waits for it has failed."""
    now = means.clock()
    with means.database.write() as session:
        query = select(Lease).where(Lease.principal_id == principal_id, Lease.state == LeaseState.starting)
        for lease in session.scalars(query.order_by(Lease.id).with_for_update()):
            if step is None or steps.stored(step) in lease.steps:
                leasing.fail(session, lease, why=why, means=means, now=now)
    means.log.info("grant.failed", principal=principal_id, why=why)


def say_why_it_stays(means: Means, principal_id: int, step: steps.AnyStep, fault: Fault) -> None:
    """Keep AWS's words for whoever asks; a refusal goes to the admins at once, for only a person can mend it."""
    now = means.clock()
    with means.database.write() as session:
        query = select(Lease).where(Lease.principal_id == principal_id, Lease.state.in_(LEAVING))
        for lease in session.scalars(query.order_by(Lease.id).with_for_update()):
            if steps.stored(step) not in lease.steps:
                continue
            if lease.state is not LeaseState.failing and lease.why != fault.words:
                lease.why = fault.words
                touch(session, lease.request_id, now=now)
            if fault.is_denial and lease.state is LeaseState.ending:
                move(session, lease, LeaseMove.stick, by=BOT, at=now, why=fault.words)
                leasing.alarm(session, lease, means=means, now=now)
    means.log.debug("removal.stays", principal=principal_id, why=fault.words)


def _wait(fault: Fault, tries: int) -> timedelta:
    if isinstance(fault, NotSeenYet) and tries < LOOKED_OFTEN:
        return LOOKED_AGAIN_AFTER
    return backoff.after(tries, fault.after if isinstance(fault, Later) else None)


_UNFINISHED = frozenset({HoldingState.noted, HoldingState.placed, HoldingState.leaving})
