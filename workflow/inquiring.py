"""Inquiring: a question about the account is written down at once; the answer, and who may have it, come after."""

from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from catalog.bundle import Catalog
from iam.faults import Fault, Later, Never
from models.claims import Kind
from models.inquiry import Inquiry, InquiryKind
from models.inserting import insert_unless_there
from models.post import Post, PostKind
from workflow import advising, backoff, exposing, group_using, identifying, keeping, planning, policy, recognising
from workflow.means import Means
from workflow.refusal import Refusal

ANSWERED_WITHIN = timedelta(hours=1)
"""Whoever asks waits; an answer that cannot be had for so long is not waited for any more."""
KEPT_FOR = timedelta(days=7)
_ABOUT_MOST = 300


def ask(
    session: Session,
    kind: InquiryKind,
    about: str,
    *,
    catalog: Catalog,
    asker: str,
    trigger_id: str | None,
    now: datetime,
) -> None:
    """Write it down; the same delivery a second time changes nothing. Raises NobodyApprovesPlans."""
    row = {
        "kind": kind,
        "asker": asker,
        "about": keeping.kept(about)[:_ABOUT_MOST],
        "account": planning.rule(catalog).account,
        "asked_at": now,
        "trigger_id": trigger_id,
        "next_try_at": now,
        "tries": 0,
        "job": "",
        "answer": {},
        "why": "",
    }
    insert_unless_there(session, Inquiry, row)


def due(means: Means) -> list[int]:
    query = select(Inquiry.id).where(Inquiry.next_try_at <= means.clock()).order_by(Inquiry.next_try_at)
    with means.database.read() as session:
        return list(session.scalars(query.limit(50)))


def answer(means: Means, number: int) -> bool:
    """Look one up and have it told. False when another worker does so."""
    with means.claims.hold(Kind.inquiry, number) as ours:
        if ours:
            _answer(means, number)
        return ours


def forget_old(means: Means) -> None:
    """What was found out about people is not kept longer than it is of use."""
    with means.database.write() as session:
        old = select(Inquiry.id).where(Inquiry.answered_at < means.clock() - KEPT_FOR)
        session.execute(delete(Post).where(Post.inquiry_id.in_(old)))
        session.execute(delete(Inquiry).where(Inquiry.answered_at < means.clock() - KEPT_FOR))


def _answer(means: Means, number: int) -> None:
    with means.database.read() as session:
        inquiry = session.get(Inquiry, number)
    if inquiry is None or inquiry.next_try_at is None:
        return
    try:
        asker = recognising.somebody(means, recognising.live_person(means, inquiry.asker))
        found = _found(means, inquiry, asker)
    except Refusal as refusal:
        _close(means, inquiry, why=str(refusal))
    except Later as fault:
        _postpone(means, inquiry, fault)
    except Never as fault:
        _close(means, inquiry, why=fault.words)
    else:
        _close(means, inquiry, found=found)


def _found(means: Means, inquiry: Inquiry, asker: policy.Somebody) -> dict[str, object]:
    match inquiry.kind:
        case InquiryKind.who:
            return identifying.found(means, inquiry, asker)
        case InquiryKind.exposure:
            return exposing.found(means, inquiry, asker)
        case InquiryKind.advice:
            return advising.found(means, inquiry, asker)
        case InquiryKind.group_use:
            return group_using.found(means, inquiry, asker)
        case _:
            assert_never(inquiry.kind)


def _close(means: Means, inquiry: Inquiry, *, found: dict[str, object] | None = None, why: str = "") -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Inquiry, inquiry.id, with_for_update=True)
        kept.next_try_at, kept.answered_at = None, now
        kept.answer, kept.why = dict(found or {}), why
        session.add(Post(kind=PostKind.answer, inquiry_id=inquiry.id, audience=inquiry.asker, next_try_at=now))
    means.log.info("inquiry.answered", inquiry=inquiry.id, kind=inquiry.kind.value, by=inquiry.asker, why=why)


def _postpone(means: Means, inquiry: Inquiry, fault: Fault) -> None:
    now = means.clock()
    if inquiry.asked_at + ANSWERED_WITHIN < now:
        _close(means, inquiry, why=fault.words)
        return
    said = fault.after if isinstance(fault, Later) else None
    with means.database.write() as session:
        kept = session.get_one(Inquiry, inquiry.id, with_for_update=True)
        kept.tries += 1
        kept.next_try_at = now + (said or backoff.after(kept.tries, said))
    means.log.debug("inquiry.postponed", inquiry=inquiry.id, fault=fault.words)
