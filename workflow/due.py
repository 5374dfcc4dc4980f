"""What falls due next: so that a lease ends at its moment, not at the tick after it."""

from datetime import datetime

from sqlalchemy import Select, func, select

from models.decision import Decision
from models.decision_states import DecisionState
from models.lease import Lease
from models.lease_states import LEAVING, LeaseState
from models.principal import Principal
from models.request import Request
from models.request_states import RequestState
from models.round import Round
from models.round_states import RoundState
from workflow.means import Means


def next_to_judge(means: Means) -> datetime | None:
    """The next moment at which something waits to be checked, judged or gathered that is not due yet."""
    now = means.clock()
    return _earliest(
        means,
        select(func.min(Request.next_try_at)).where(Request.state == RequestState.checking, Request.next_try_at > now),
        select(func.min(Decision.next_try_at)).where(Decision.state == DecisionState.cast, Decision.next_try_at > now),
        select(func.min(Round.next_try_at)).where(Round.state == RoundState.due, Round.next_try_at > now),
    )


def next_to_enforce(means: Means) -> datetime | None:
    """The next end, warning, alarm, lapse, or try at AWS."""
    now = means.clock()
    behind = Principal.enforced_version < Principal.wanted_version
    return _earliest(
        means,
        select(func.min(Lease.ends_at)).where(Lease.state == LeaseState.live, Lease.ends_at > now),
        select(func.min(Lease.warns_at)).where(Lease.state == LeaseState.live, Lease.warns_at > now),
        select(func.min(Lease.late_at)).where(Lease.state.in_(LEAVING), Lease.late_at > now),
        select(func.min(Request.lapses_at)).where(Request.state == RequestState.waiting, Request.lapses_at > now),
        select(func.min(Principal.next_try_at)).where(behind, Principal.next_try_at > now),
    )


def _earliest(means: Means, *questions: Select[datetime | None]) -> datetime | None:
    with means.database.read() as session:
        moments = [session.scalar(question) for question in questions]
    return min((moment for moment in moments if moment is not None), default=None)
