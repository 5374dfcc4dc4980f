"""Planning: changes to people, groups and keys are written down as one request."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Catalog, Users
from iam import changes
from iam.access_keys import ActivateKey
from iam.deny_old_sessions import AllowOldSessions
from iam.group_policies import AttachToGroup
from iam.memberships import AddToGroup
from iam.remove_inline import PutBackInline
from iam.user_policies import AttachToUser
from models.inserting import insert_unless_there
from models.request import Request, RequestKind
from models.request_states import RequestState
from workflow import asking, keeping
from workflow.refusals.asking import ReasonTooLong
from workflow.refusals.plans import NobodyApprovesPlans, PlannedAlready

RULE = "users"
"""The catalog's section that says who approves plans; a request keeps it where another keeps its bundle."""


@dataclass(frozen=True)
class Proposal:
    """What somebody wants changed, all of it, in the order in which it is made.

    `title` begins with a verb and completes 'asks to …'. `about` is what may be planned only once at a time: the IAM
    user or group, such as `user/ann`. `user` names an IAM user who stands already.
    """

    title: str
    about: str
    account: str
    changes: tuple[changes.AnyChange, ...]
    user: str | None = None
    whose: str | None = None
    offers: tuple[Mapping[str, Any], ...] = ()
    allows: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    reason: str = ""
    is_urgent: bool = False
    ends_leases: bool = False
    aim: Mapping[str, Any] | None = None
    """What it is to achieve, as workflow/aims.py keeps it, where its changes are worked out when it is checked."""


def rule(catalog: Catalog) -> Users:
    """Who approves plans. Raises NobodyApprovesPlans where the catalog does not say so."""
    if catalog.users is None:
        raise NobodyApprovesPlans
    return catalog.users


def file(session: Session, proposal: Proposal, *, asker: str, trigger_id: str | None, now: datetime) -> int:
    """Write the plan down and give its number; the same delivery seen twice gives the same.

    Raises PlannedAlready while another plan about the same is open, and ReasonTooLong.
    """
    if len(proposal.reason) > asking.REASON_LIMIT:
        raise ReasonTooLong(limit=asking.REASON_LIMIT, length=len(proposal.reason))
    row = {
        "version": 1,
        "state": RequestState.checking,
        "kind": RequestKind.plan,
        "asker": asker,
        "whose": proposal.whose,
        "is_urgent": proposal.is_urgent,
        "ends_leases": proposal.ends_leases,
        "bundle": RULE,
        "account": proposal.account,
        "description": proposal.title,
        "steps": [changes.stored(change) for change in proposal.changes],
        "offers": [dict(offer) for offer in proposal.offers],
        "allows": list(proposal.allows),
        "warnings": list(proposal.warnings),
        "subject_user": proposal.user,
        "aim": dict(proposal.aim or {}),
        "reason": keeping.kept(proposal.reason),
        "asked_at": now,
        "next_try_at": now,
        "trigger_id": trigger_id,
        "open_key": open_key(proposal),
    }
    number = insert_unless_there(session, Request, row)
    return _standing(session, proposal, trigger_id=trigger_id) if number is None else number


@dataclass(frozen=True)
class Gaining:
    """Users and groups by name that have more after a plan than before."""

    users: frozenset[str]
    groups: frozenset[str]


def gaining(planned: Iterable[changes.AnyChange]) -> Gaining:
    planned = tuple(planned)
    kinds = AddToGroup | AttachToUser | PutBackInline | ActivateKey | AllowOldSessions
    users = frozenset(change.user for change in planned if isinstance(change, kinds))
    return Gaining(users, frozenset(change.group for change in planned if isinstance(change, AttachToGroup)))


def as_filed(request: Request) -> Proposal:
    """The plan as it stands in its row."""
    return Proposal(
        title=request.description,
        about="",
        account=request.account,
        changes=changes_of(request),
        user=request.subject_user,
        whose=request.whose,
        offers=tuple(request.offers),
        allows=tuple(request.allows),
        warnings=tuple(request.warnings),
        reason=request.reason,
        is_urgent=request.is_urgent,
        ends_leases=request.ends_leases,
        aim=request.aim,
    )


def freeze(request: Request, proposal: Proposal) -> None:
    """From now on it is this that is asked for, and approved or not."""
    request.description, request.whose, request.subject_user = proposal.title, proposal.whose, proposal.user
    request.steps = [changes.stored(change) for change in proposal.changes]
    request.offers, request.allows = [dict(offer) for offer in proposal.offers], list(proposal.allows)
    request.warnings = list(proposal.warnings)


def filed(session: Session, trigger_id: str) -> int | None:
    """The number of what this very gesture has filed already."""
    return session.scalar(select(Request.id).where(Request.trigger_id == trigger_id))


def open_key(proposal: Proposal) -> str:
    """IAM tells names apart without regard to case."""
    return f"plan/{proposal.account}/{proposal.about}".casefold()


def changes_of(request: Request) -> tuple[changes.AnyChange, ...]:
    return tuple(changes.restored(kept) for kept in request.steps)


def _standing(session: Session, proposal: Proposal, *, trigger_id: str | None) -> int:
    seen = filed(session, trigger_id) if trigger_id else None
    if seen is not None:
        return seen
    open_one = select(Request.id, Request.state, Request.description).where(Request.open_key == open_key(proposal))
    number, state, title = session.execute(open_one).one()
    raise PlannedAlready(number=number, title=title, state=asking.STANDS[state])
