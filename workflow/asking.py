"""Asking: a request is written down at once; who asks, in IAM, is looked up right after."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from catalog import duration
from catalog.bundle import Bundle, Catalog
from models import post
from models.database import Database
from models.inserting import insert_those_not_there
from models.move import may, move
from models.post import PostKind
from models.request import Request, open_key
from models.request_states import RequestMove, RequestState
from workflow import keeping, telling
from workflow.refusal import Refusal
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
    """Hold words against the catalog, the fence; `lasts` None takes the bundle's default. Raises the first Refusal."""
    for refusal in at_fault(catalog, bundle=bundle, lasts=lasts, reason=reason):
        raise refusal
    wanted = find_bundle(catalog, bundle)
    return Ask(bundle=wanted, lasts=_length(wanted, lasts), reason=keeping.kept(reason))


def at_fault(catalog: Catalog, *, bundle: str, lasts: timedelta | None, reason: str) -> Iterator[Refusal]:
    """All that keeps these words from being filed, in the order in which they are typed."""
    try:
        yield from _at_fault_in(find_bundle(catalog, bundle), lasts=lasts, reason=reason)
    except UnknownBundle as refusal:
        yield refusal
    if len(reason) > REASON_LIMIT:
        yield ReasonTooLong(limit=REASON_LIMIT, length=len(reason))


def _at_fault_in(wanted: Bundle, *, lasts: timedelta | None, reason: str) -> Iterator[Refusal]:
    length = _length(wanted, lasts)
    if not wanted.allows(length):
        yield TooLong(bundle=wanted.name, maximum=in_words(wanted.maximum), asked=in_words(length))
    if wanted.reason_required and not reason.strip():
        yield ReasonNeeded(bundle=wanted.name)


def _length(wanted: Bundle, lasts: timedelta | None) -> timedelta | None:
    return wanted.default if lasts is None else lasts


def find_bundle(catalog: Catalog, name: str) -> Bundle:
    wanted = catalog.bundle(name)
    if wanted is None:
        near = catalog.nearest(name)
        hint = f" Did you mean {' or '.join(near)}?" if near else " /iam request shows what there is."
        raise UnknownBundle(bundle=name[:80], hint=hint)
    return wanted


def in_words(length: timedelta | None) -> str:
    return "good" if length is None else duration.words(length)


@dataclass(frozen=True)
class Filing:
    """An ask that is to be written down."""

    ask: Ask
    asker: str
    trigger_id: str | None
    """Slack's id of the gesture: the same delivery seen twice is one request."""
    now: datetime


def file(session: Session, filing: Filing) -> int:
    """Write the request down and give its number. Raises AlreadyAsked when one for this bundle stands."""
    session.flush()  # what the caller has just closed stands in nobody's way
    (filed,) = _file(session.connection(), [filing])
    if isinstance(filed, AlreadyAsked):
        raise filed
    return filed


def file_all(database: Database, filings: Sequence[Filing]) -> list[int | AlreadyAsked]:
    """Write down some that came at once, in one insert. The same ones again are given the same numbers."""
    with database.write_down() as connection:
        return _file(connection, filings)


def _file(into: Connection, filings: Sequence[Filing], *, again: bool = True) -> list[int | AlreadyAsked]:
    rows = [_row(each) for each in filings]
    numbers = insert_those_not_there(into, Request, rows, known_by=("trigger_id", "open_key"))
    return [
        _standing(into, filing, again=again) if number is None else number
        for filing, number in zip(filings, numbers, strict=True)
    ]


def _row(filing: Filing) -> dict[str, Any]:
    bundle = filing.ask.bundle
    return {
        "version": 1,
        "state": RequestState.checking,
        "asker": filing.asker,
        "bundle": bundle.name,
        "account": bundle.account,
        "description": bundle.description,
        "lasts": filing.ask.lasts,
        "reason": filing.ask.reason,
        "asked_at": filing.now,
        "next_try_at": filing.now,
        "trigger_id": filing.trigger_id,
        "open_key": open_key(filing.asker, bundle.name),
    }


def _standing(into: Connection, filing: Filing, *, again: bool) -> int | AlreadyAsked:
    """What stood in the way: the same gesture's request, or one for this bundle; if it is gone by now, file again."""
    same = select(Request.id).where(Request.trigger_id == filing.trigger_id)
    if filing.trigger_id is not None and (number := into.scalar(same)) is not None:
        return number
    bundle = filing.ask.bundle.name
    query = select(Request.id, Request.state).where(Request.open_key == open_key(filing.asker, bundle))
    standing = into.execute(query).one_or_none()
    if standing is not None:
        return AlreadyAsked(number=standing.id, bundle=bundle, state=STANDS[standing.state])
    if not again:
        raise NoResultFound(f"a request for {bundle!r} is not taken, and nothing is seen to stand in its way")
    return _file(into, [filing], again=False)[0]


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
