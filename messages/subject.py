"""Subject: a request and all that a message about it needs, read at once."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Select, func, literal_column, select, union_all
from sqlalchemy.orm import Session

from models.decision import Answer, Decision
from models.decision_states import DecisionState
from models.deed import Deed
from models.holding import Holding
from models.holding_states import HoldingState
from models.lease import Lease
from models.lease_states import LeaseState
from models.lease_use import LeaseUse
from models.plan import Plan
from models.principal import Principal
from models.request import Request, RequestKind
from models.request_states import RequestState

# The second says the same to the index, which holds nothing else.
WAITING = (Request.state == RequestState.waiting, Request.lapses_at.is_not(None))
# Said in plain SQL, or SQLite does not see that an index which holds these alone will do; a request that is `checking`
# has a time at which it is tried, by which it is found. And what is over is no bare `open_key IS NULL`: to SQLite that
# is one row of a unique index, to us it is all that there ever was.
_TRIED = Request.next_try_at > datetime.min.replace(tzinfo=UTC)
_OPENED = literal_column("request.state") != literal_column("'checking'")
_OVER = (LeaseState.ended, LeaseState.failed)


@dataclass(frozen=True)
class Subject:
    """Rows, whole: nothing is loaded later. `holdings` are the principal's that are not gone; `deeds` the plan's."""

    request: Request
    principal: Principal | None = None
    lease: Lease | None = None
    decisions: tuple[Decision, ...] = ()
    holdings: tuple[Holding, ...] = ()
    plan: Plan | None = None
    deeds: tuple[Deed, ...] = ()
    use: LeaseUse | None = None

    @property
    def approvals(self) -> tuple[Decision, ...]:
        """The votes that count, the oldest first."""
        return tuple(
            each for each in self.decisions if each.answer is Answer.approve and each.state is DecisionState.counted
        )

    @property
    def user(self) -> str:
        """The IAM user's name; before it is known, nothing."""
        return self.principal.name if self.principal else ""

    @property
    def is_live(self) -> bool:
        return self.lease is not None and self.lease.state is LeaseState.live

    @property
    def still_held(self) -> tuple[dict[str, Any], ...]:
        """What of this lease is to be taken back and is not gone yet."""
        steps = self.lease.steps if self.lease else []
        return tuple(each.step for each in self.holdings if each.state is HoldingState.leaving and each.step in steps)


def load(session: Session, request_id: int) -> Subject:
    """One request with everything about it: three queries at most."""
    request, principal, lease = session.execute(_whole().where(Request.id == request_id)).one()
    decisions = session.scalars(select(Decision).where(Decision.request_id == request_id).order_by(Decision.id))
    if request.kind is RequestKind.plan:
        return _with_plan(session, Subject(request, principal, lease, tuple(decisions)))
    holdings: Sequence[Holding] = ()
    if lease is not None and lease.state not in _OVER:
        held = select(Holding).where(Holding.principal_id == lease.principal_id, Holding.state != HoldingState.gone)
        holdings = session.scalars(held.order_by(Holding.id)).all()
    use = None
    if lease is not None and lease.state is LeaseState.ended:
        use = session.scalars(select(LeaseUse).where(LeaseUse.lease_id == lease.id)).one_or_none()
    return Subject(request, principal, lease, tuple(decisions), tuple(holdings), use=use)


def _with_plan(session: Session, seen: Subject) -> Subject:
    plan = session.scalars(select(Plan).where(Plan.request_id == seen.request.id)).one_or_none()
    if plan is None:
        return seen
    deeds = session.scalars(select(Deed).where(Deed.plan_id == plan.id).order_by(Deed.place))
    return replace(seen, plan=plan, deeds=tuple(deeds))


def standing(session: Session, asker: str) -> list[Subject]:
    """Somebody's open requests and leases that are not over, the newest first."""
    theirs = select(Request.id).where(Request.asker == asker, Request.open_key.is_not(None))
    query = _whole().where(Request.id.in_(union_all(theirs.where(_OPENED), theirs.where(~_OPENED, _TRIED))))
    return _read(session, query.order_by(Request.id.desc()))


def past(session: Session, asker: str, *, limit: int = 5) -> list[Subject]:
    """What of somebody's is over, the newest first."""
    query = _whole().where(Request.asker == asker, _OPENED, func.coalesce(Request.open_key, "") == "")
    return _read(session, query.order_by(Request.id.desc()).limit(limit))


def waiting(session: Session, *, limit: int = 40) -> list[Subject]:
    """Requests before their approvers, the oldest first."""
    query = _whole().where(*WAITING).order_by(Request.id)
    return _read(session, query.limit(limit))


def several(session: Session, numbers: Sequence[int]) -> list[Subject]:
    """Some requests with their votes, the oldest first: two queries."""
    votes: dict[int, list[Decision]] = {}
    for each in session.scalars(select(Decision).where(Decision.request_id.in_(numbers)).order_by(Decision.id)):
        votes.setdefault(each.request_id, []).append(each)
    rows = session.execute(_whole().where(Request.id.in_(numbers)).order_by(Request.id))
    return [Subject(request, principal, lease, tuple(votes.get(request.id, ()))) for request, principal, lease in rows]


def count_waiting(session: Session) -> int:
    count = select(func.count()).select_from(Request).where(*WAITING)
    return session.scalar(count) or 0


def _whole() -> Select[*tuple[Any, ...]]:
    query = select(Request, Principal, Lease)
    return query.outerjoin(Principal, Principal.id == Request.principal_id).outerjoin(
        Lease, Lease.request_id == Request.id
    )


def _read(session: Session, query: Select[*tuple[Any, ...]]) -> list[Subject]:
    return [Subject(request, principal, lease) for request, principal, lease in session.execute(query)]
