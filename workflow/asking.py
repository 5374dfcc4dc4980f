"""Asking: a request is written down at once; who asks, in IAM, is looked up right after."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from catalog import duration
from catalog.bundle import Bundle, Catalog
from models import post
from models.inserting import insert_unless_there
from models.move import may, move
from models.post import PostKind
from models.request import Request, open_key
from models.request_states import RequestMove, RequestState
from workflow import keeping, telling
from workflow.refusals.asking import AlreadyAsked, ReasonNeeded, ReasonTooLong, TooLong, UnknownBundle
from workflow.refusals.deciding import NoSuchRequest, NotToCancel

REASON_LIMIT = 2000
"""Characters; a Slack section takes 3,000, and the card has more to say than this."""


@dataclass(frozen=True)
class Ask:
    """What somebody wants, checked against the catalog; `lasts` None is for good."""

    bundle: Bundle
    lasts: timedelta | None
    reason: str


def checked(catalog: Catalog, *, bundle: str, lasts: timedelta | None, reason: str) -> Ask:
    """Hold words against the catalog, the fence; `lasts` None takes the bundle's default. Raises a Refusal."""
    wanted = find_bundle(catalog, bundle)
    length = wanted.default if lasts is None else lasts
    if not wanted.allows(length):
        raise TooLong(bundle=wanted.name, maximum=in_words(wanted.maximum), asked=in_words(length))
    if wanted.reason_required and not reason.strip():
        raise ReasonNeeded(bundle=wanted.name)
    if len(reason) > REASON_LIMIT:
        raise ReasonTooLong(limit=REASON_LIMIT, length=len(reason))
    return Ask(bundle=wanted, lasts=length, reason=keeping.kept(reason))


def find_bundle(catalog: Catalog, name: str) -> Bundle:
    wanted = catalog.bundle(name)
    if wanted is None:
        near = catalog.nearest(name)
        hint = f" Did you mean {' or '.join(near)}?" if near else " /iam request shows what there is."
        raise UnknownBundle(bundle=name[:80], hint=hint)
    return wanted


def in_words(length: timedelta | None) -> str:
    return "good" if length is None else duration.words(length)


def file(into: Session | Connection, ask: Ask, *, asker: str, trigger_id: str | None, now: datetime) -> int:
    """Write the request down in one insert and give its number; the same delivery seen twice gives the same.

    Raises AlreadyAsked when one for this bundle is open or its lease not over.
    """
    row = {
        "version": 1,
        "state": RequestState.checking,
        "asker": asker,
        "bundle": ask.bundle.name,
        "account": ask.bundle.account,
        "description": ask.bundle.description,
        "lasts": ask.lasts,
        "reason": ask.reason,
        "asked_at": now,
        "next_try_at": now,
        "trigger_id": trigger_id,
        "open_key": open_key(asker, ask.bundle.name),
    }
    number = insert_unless_there(into, Request, row)
    return _standing(into, ask, asker=asker, trigger_id=trigger_id) if number is None else number


def check_is_not_open(session: Session, *, asker: str, bundle: str) -> None:
    """Raises AlreadyAsked when one for this bundle is open or its lease not over."""
    query = select(Request.id, Request.state).where(Request.open_key == open_key(asker, bundle))
    for number, state in session.execute(query):
        raise AlreadyAsked(number=number, bundle=bundle, state=STANDS[state])


def cancel(session: Session, number: int, *, by: str, now: datetime) -> Request:
    """Take one's own open request back. Raises NoSuchRequest or NotToCancel."""
    request = session.get(Request, number, with_for_update=True)
    if request is None or request.asker != by:
        raise NoSuchRequest(number=number)
    if not may(request, RequestMove.cancel):
        hint = " Use Give Back in your DM to end live access." if request.state is RequestState.granted else ""
        raise NotToCancel(number=number, state=request.state.value, hint=hint)
    move(session, request, RequestMove.cancel, by=by, at=now)
    close(session, request, by=by, now=now)
    telling.post(session, PostKind.receipt, request, audience=by, now=now)
    return request


def close(session: Session, request: Request, *, by: str | None, now: datetime, why: str = "") -> None:
    """Note who answered and why, free the way for asking again, and bring all its messages up to date."""
    request.decided_by, request.decided_at, request.why = by, now, why
    request.open_key = request.lapses_at = request.next_try_at = None
    post.touch(session, request.id, now=now)


def _standing(into: Session | Connection, ask: Ask, *, asker: str, trigger_id: str | None) -> int:
    seen: int | None = into.scalar(select(Request.id).where(Request.trigger_id == trigger_id)) if trigger_id else None
    if seen is not None:
        return seen
    open_one = select(Request.id, Request.state).where(Request.open_key == open_key(asker, ask.bundle.name))
    number, state = into.execute(open_one).one()
    raise AlreadyAsked(number=number, bundle=ask.bundle.name, state=STANDS[state])


STANDS = {
    RequestState.checking: "being checked",
    RequestState.waiting: "waiting for approval",
    RequestState.approved: "approved and being made in AWS",
    RequestState.granted: "granted, and its access is not over",
    RequestState.refused: "refused",
    RequestState.denied: "denied",
    RequestState.cancelled: "cancelled",
    RequestState.lapsed: "lapsed",
    RequestState.failed: "failed",
}
