"""Enforcing: AWS is made to agree with the leases. Looks at rows, not at events; may run at any time, anywhere.

wanted = the steps of all starting and live leases of a principal; held = its holdings. For wanted - held: look,
commit a holding that says whose it is, only then call AWS, then see it in place. For held - wanted: unmake what is
ours, see it gone. Whose it is is decided once, before the first call: IAM is eventually consistent, and after a
crash our own half-made change would look like somebody else's.

This is the one part of the workflow that commits on its own, because AWS cannot be rolled back: each commit is
either what is about to be done or what was seen to be done.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from iam import steps
from iam.faults import Later, Never
from models.claims import Kind
from models.holding import Holding
from models.holding_states import HoldingMove, HoldingState
from models.lease import Lease
from models.lease_states import LEAVING, WANTED, LeaseMove, LeaseState
from models.move import BOT, move
from models.post import touch
from models.principal import Principal
from models.request import Request
from workflow import backoff, faltering, granting, lease_using, leasing, locating, removing
from workflow.means import Means

GRANTED_WITHIN = timedelta(hours=24)
"""An approval is for now: what could not be made within a day fails, and is asked for again."""
_OVER = (LeaseState.ended, LeaseState.failed)


@dataclass(frozen=True)
class Comparison:
    """What should be, what is, and as of which version of the wish."""

    version: int
    wanted: Sequence[steps.AnyStep]
    held: Mapping[steps.AnyStep, Holding]


def due(means: Means) -> list[int]:
    """Give the ids of principals that are behind and may be tried now."""
    behind = Principal.enforced_version < Principal.wanted_version
    query = select(Principal.id).where(behind, Principal.next_try_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Principal.next_try_at).limit(200)))


def enforce(means: Means, principal_id: int) -> bool:
    """Make AWS agree for one principal, as far as it goes now; what is left is tried again when it is due.

    False when another worker has it in hand.
    """
    with means.claims.hold(Kind.principal, principal_id) as ours:
        if ours:
            _enforce(means, principal_id)
        return ours


def _enforce(means: Means, principal_id: int) -> None:
    found = _compare(means, principal_id)
    try:
        at = locating.locate(means, principal_id)
        means.log.debug("enforcing.located", principal=principal_id, there=at.user is not None)
        removing.take_back(means, at, found.held)
        locating.check_is_still_theirs(means, at)
        granting.give(means, at, found.wanted, found.held)
    except Later as fault:
        faltering.put_off_everything(means, principal_id, fault)
    except Never as fault:
        faltering.put_off_everything(means, principal_id, fault)
        faltering.fail_starting(means, principal_id, why=fault.words)
    _conclude(means, principal_id, found.version)


def _compare(means: Means, principal_id: int) -> Comparison:
    """Read what is wanted and held, and release what is held and not wanted, in one transaction."""
    now = means.clock()
    with means.database.write() as session:
        _fail_stale(session, principal_id, means=means, now=now)
        wanted, held = _wanted(session, principal_id), _held(session, principal_id)
        for step, holding in held.items():
            if step not in wanted and holding.state is not HoldingState.leaving:
                _turn(session, holding, HoldingMove.release, now=now)
            elif step in wanted and holding.state is HoldingState.leaving:
                _turn(session, holding, HoldingMove.want_again, now=now)
        version = session.get_one(Principal, principal_id).wanted_version
    means.log.debug("enforcing.compared", principal=principal_id, wanted=len(wanted), held=len(held))
    return Comparison(version, wanted, held)


def _turn(session: Session, holding: Holding, name: HoldingMove, *, now: datetime) -> None:
    move(session, holding, name, by=BOT, at=now, detail=dict(holding.step))
    holding.tries, holding.next_try_at, holding.fault, holding.called_at = 0, now, "", None


def _wanted(session: Session, principal_id: int) -> list[steps.AnyStep]:
    leases = select(Lease).where(Lease.principal_id == principal_id, Lease.state.in_(WANTED)).order_by(Lease.id)
    return list(dict.fromkeys(steps.restored(step) for lease in session.scalars(leases) for step in lease.steps))


def _held(session: Session, principal_id: int) -> dict[steps.AnyStep, Holding]:
    standing = select(Holding).where(Holding.principal_id == principal_id, Holding.state != HoldingState.gone)
    return {steps.restored(holding.step): holding for holding in session.scalars(standing.order_by(Holding.id))}


def _fail_stale(session: Session, principal_id: int, *, means: Means, now: datetime) -> None:
    query = select(Lease).where(Lease.principal_id == principal_id, Lease.state == LeaseState.starting)
    for lease in session.scalars(query.where(Lease.approved_at < now - GRANTED_WITHIN).with_for_update()):
        words = {holding.fault for holding in _held(session, principal_id).values() if holding.fault}
        hours = int(GRANTED_WITHIN.total_seconds() // 3600)
        why = " ".join([f"it could not be made in {hours} hours", *sorted(words)])
        leasing.fail(session, lease, why=why, means=means, now=now)


def _conclude(means: Means, principal_id: int, version: int) -> None:
    """Let the leases follow what is in place and what is gone, and say when to come again."""
    now = means.clock()
    with means.database.write() as session:
        query = select(Lease).where(Lease.principal_id == principal_id, Lease.state.not_in(_OVER)).order_by(Lease.id)
        leases = list(session.scalars(query.with_for_update()))
        wanted, held = _wanted(session, principal_id), _held(session, principal_id)
        for lease in leases:
            _follow(session, lease, wanted=wanted, held=held, now=now)
        principal = session.get_one(Principal, principal_id, with_for_update=True)
        left = [holding for holding in held.values() if holding.state is not HoldingState.in_place]
        if principal.wanted_version != version:
            principal.next_try_at = now
        elif left or any(step not in held for step in wanted):
            principal.next_try_at = min((each.next_try_at or now for each in left), default=now + backoff.after(3))
        else:
            principal.enforced_version, principal.next_try_at = version, None
    means.log.debug("enforcing.concluded", principal=principal_id, left=len(left))


def _follow(
    session: Session,
    lease: Lease,
    *,
    wanted: Sequence[steps.AnyStep],
    held: Mapping[steps.AnyStep, Holding],
    now: datetime,
) -> None:
    own = [steps.restored(step) for step in lease.steps]
    if lease.state is LeaseState.starting:
        if all(step in held and held[step].state is HoldingState.in_place for step in own):
            leasing.go_live(session, lease, now=now)
    elif lease.state in LEAVING and all(step not in held or step in wanted for step in own):
        _finish(session, lease, now=now)


def _finish(session: Session, lease: Lease, *, now: datetime) -> None:
    """Nothing of it is left in AWS that no other lease gives."""
    request = session.get_one(Request, lease.request_id, with_for_update=True)
    lease.ended_at, lease.late_at = now, None
    request.open_key = None
    move(session, lease, LeaseMove.finish, by=BOT, at=now)
    lease_using.over(session, lease, now=now)
    touch(session, request.id, now=now)


def call_back(means: Means) -> None:
    """Try now what was put off by a clock that has been set back since: no removal waits until it comes round."""
    now = means.clock()
    behind = Principal.enforced_version < Principal.wanted_version
    far = update(Principal).where(behind, Principal.next_try_at > now + backoff.FAR)
    with means.database.write() as session:
        session.execute(far.values(next_try_at=now))


def forget_gone(means: Means) -> None:
    """Let go of rows that remember a removal seen long ago; the moves keep the record."""
    old = means.clock() - 4 * granting.REMEMBERED
    with means.database.write() as session:
        query = select(Holding).where(Holding.state == HoldingState.gone, Holding.gone_at < old)
        for holding in session.scalars(query.limit(500)):
            session.delete(holding)
