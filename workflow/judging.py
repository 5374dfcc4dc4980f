"""Judging: a vote that was cast is counted or refused, by the right to it at this moment."""

from collections.abc import Iterable
from datetime import datetime
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from catalog.bundle import Bundle
from iam import steps
from iam.faults import Later, Never
from models import post
from models.claims import Kind
from models.decision import Answer, Decision
from models.decision_states import DecisionMove, DecisionState
from models.move import BOT, move
from models.post import Post, PostKind
from models.request import Request, RequestKind
from models.request_states import RequestMove, RequestState
from models.stray import Stray
from workflow import (
    asking,
    backoff,
    carrying_out,
    checking,
    checking_plans,
    leasing,
    policy,
    recognising,
    right_to_decide,
    telling,
)
from workflow.means import Means
from workflow.refusal import Mentions, Refusal
from workflow.refusals.asking import BundleChanged, BundleGone
from workflow.refusals.deciding import LostTheRight, RightNotShown, TooLate
from workflow.refusals.leases import NoLease


def due(means: Means) -> list[int]:
    """Numbers of the requests that have votes to be judged now, the oldest first."""
    query = select(Decision.request_id).where(
        Decision.state == DecisionState.cast, Decision.next_try_at <= means.clock()
    )
    with means.database.read() as session:
        return list(dict.fromkeys(session.scalars(query.order_by(Decision.next_try_at).limit(200))))


def judge(means: Means, number: int) -> bool:
    """Judge all votes on one request that are due, in the order in which they were cast.

    False when another worker has the request in hand.
    """
    with means.claims.hold(Kind.request, number) as ours:
        for decision in _cast(means, number) if ours else ():
            try:
                _judge(means, decision)
            except Later as fault:
                _postpone(means, decision, fault)
            except Never as fault:
                # Slack itself does not know the clicker, or forbids us to look: no right is shown, none is given.
                _refuse(means, decision, RightNotShown(words=fault.words))
        return ours


def _cast(means: Means, number: int) -> list[Decision]:
    query = select(Decision).where(Decision.request_id == number, Decision.state == DecisionState.cast)
    with means.database.read() as session:
        due_now = query.where(Decision.next_try_at <= means.clock())
        return list(session.scalars(due_now.order_by(Decision.id)))


def _judge(means: Means, decision: Decision) -> None:
    means.log.debug("decision.judging", decision=decision.id, request=decision.request_id)
    with means.database.read() as session:
        request = session.get_one(Request, decision.request_id)
    try:
        if decision.answer is Answer.revoke:
            _revoke(means, decision, request)
        else:
            _answer(means, decision, request)
    except Refusal as refusal:
        _refuse(means, decision, refusal)


def _answer(means: Means, decision: Decision, request: Request) -> None:
    if request.state is not RequestState.waiting:
        raise TooLate(number=request.id, state=asking.STANDS[request.state])
    _check_is_in_time(decision, request)
    asker = right_to_decide.asker_of(means, request)
    voter = right_to_decide.check(means, decision, request, asker=asker)
    right_to_decide.check_is_not_about(means, request, voter)
    right_to_decide.check_gains_nothing(means, request, voter)
    if decision.answer is Answer.deny:
        _deny(means, decision, voter)
        return
    try:
        policy.check_may_still_have(asker)
        _check_unchanged(means, request)
    except Refusal as refusal:
        _withdraw(means, request, refusal)
        raise
    others = right_to_decide.counted(means, request)
    policy.check_counts_beside(voter, others=[each for _, each in others], number=request.id)
    quorum = max(request.quorum, right_to_decide.quorum(means, request))
    if len(others) + 1 < quorum:
        _tally(means, decision, voter)
        return
    lost = right_to_decide.lost(means, request, [each for each, _ in others], asker=asker)
    if lost:
        _strike(means, decision, voter, lost)
    else:
        _approve(means, decision, voter)


def _check_is_in_time(decision: Decision, request: Request) -> None:
    """The hour of the lapse counts, not the tick after it: no worker may have been there. Raises TooLate."""
    if request.lapses_at is not None and decision.cast_at >= request.lapses_at:
        raise TooLate(number=request.id, state=asking.STANDS[RequestState.lapsed])


def _bundle(means: Means, request: Request) -> Bundle:
    bundle = means.catalog().bundle(request.bundle)
    if bundle is None:
        raise BundleGone(bundle=request.bundle)
    return bundle


def _check_unchanged(means: Means, request: Request) -> None:
    """What is approved is what stands on the card and in the catalog, both. Raises BundleGone or BundleChanged."""
    if request.kind is RequestKind.plan:
        checking_plans.check_still(means, request)
        return
    bundle = _bundle(means, request)
    gives = [steps.stored(step) for step in checking.resolved(means, bundle, newer_than=request)]
    if bundle.account != request.account or gives != request.steps or not bundle.allows(request.lasts):
        raise BundleChanged(bundle=request.bundle)


def _revoke(means: Means, decision: Decision, request: Request) -> None:
    person = recognising.somebody(means, recognising.live_person(means, decision.by))
    policy.check_may_revoke(person, admins=means.catalog().admins, members=means.directory.members)
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(Decision, decision.id, with_for_update=True)
        if not leasing.revoke(session, request.id, by=decision.by, now=now):
            raise NoLease(state="over")
        _take(session, standing, person, now=now)
    means.log.debug("lease.revoked", request=request.id, by=decision.by)


def _tally(means: Means, decision: Decision, voter: policy.Somebody) -> None:
    now = means.clock()
    with means.database.write() as session:
        _still_waiting(session, decision)
        _take(session, session.get_one(Decision, decision.id), voter, now=now)
        post.touch(session, decision.request_id, now=now)
    means.log.debug("decision.counted", decision=decision.id, request=decision.request_id)


def _strike(means: Means, decision: Decision, voter: policy.Somebody, lost: Iterable[tuple[Decision, Refusal]]) -> None:
    """Count this vote, but no longer those whose right is gone."""
    _tally(means, decision, voter)
    for vote, refusal in lost:
        _refuse(means, vote, LostTheRight(number=decision.request_id, why=Mentions(refusal.mrkdwn)))


def _approve(means: Means, decision: Decision, voter: policy.Somebody) -> None:
    now = means.clock()
    with means.database.write() as session:
        request = _still_waiting(session, decision)
        _take(session, session.get_one(Decision, decision.id), voter, now=now)
        move(session, request, RequestMove.approve, by=decision.by, at=now)
        request.decided_by, request.decided_at, request.lapses_at = decision.by, now, None
        _begin(session, request, now=now)
        post.touch(session, request.id, now=now)
    means.log.info("request.approved", request=decision.request_id, by=decision.by)


def _begin(session: Session, request: Request, *, now: datetime) -> None:
    match request.kind:
        case RequestKind.access:
            leasing.begin(session, request, now=now)
        case RequestKind.plan:
            carrying_out.begin(session, request, now=now)
        case _:
            assert_never(request.kind)


def _deny(means: Means, decision: Decision, voter: policy.Somebody) -> None:
    now = means.clock()
    with means.database.write() as session:
        request = _still_waiting(session, decision)
        _take(session, session.get_one(Decision, decision.id), voter, now=now)
        move(session, request, RequestMove.deny, by=decision.by, at=now, why=decision.reason)
        asking.close(session, request, by=decision.by, now=now, why=decision.reason)
        telling.post(session, PostKind.outcome, request, audience=request.asker, now=now)
    means.log.debug("request.denied", request=decision.request_id, by=decision.by)


def _withdraw(means: Means, request: Request, refusal: Refusal) -> None:
    """The catalog has left this request behind: it ends, and says so."""
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(Request, request.id, with_for_update=True)
        if standing.state is RequestState.waiting:
            move(session, standing, RequestMove.refuse, by=BOT, at=now, why=str(refusal))
            asking.close(session, standing, by=None, now=now, why=str(refusal))
            telling.post(session, PostKind.outcome, standing, audience=standing.asker, now=now)
    means.log.debug("request.withdrawn", request=request.id, why=str(refusal))


def _still_waiting(session: Session, decision: Decision) -> Request:
    request = session.get_one(Request, decision.request_id, with_for_update=True)
    if request.state is not RequestState.waiting:
        raise TooLate(number=request.id, state=asking.STANDS[request.state])
    return request


def _take(session: Session, decision: Decision, voter: policy.Somebody, *, now: datetime) -> None:
    decision.judged_at, decision.next_try_at, decision.email = now, None, voter.email
    decision.principal_unique_id = ",".join(sorted(voter.principals)) or None
    move(session, decision, DecisionMove.tally, by=decision.by, at=now, detail={"answer": decision.answer.value})
    _withdraw_stray(session, decision, now=now)


def _refuse(means: Means, decision: Decision, refusal: Refusal) -> None:
    """Refuse a click: recorded, told to the clicker alone, and the card is mended if it was a stale one."""
    now = means.clock()
    with means.database.write() as session:
        refused = session.get_one(Decision, decision.id, with_for_update=True)
        refused.judged_at, refused.next_try_at, refused.vote_key, refused.why = now, None, None, str(refusal)
        detail = {"answer": decision.answer.value, "request": decision.request_id}
        move(session, refused, DecisionMove.refuse, by=decision.by, at=now, why=str(refusal), detail=detail)
        telling.whisper(session, refusal.mrkdwn, to=decision.by, channel=decision.channel, now=now)
        post.touch(session, decision.request_id, now=now)
        _withdraw_stray(session, refused, now=now)
    means.log.info("decision.refused", request=decision.request_id, by=decision.by, why=str(refusal))


def _withdraw_stray(session: Session, decision: Decision, *, now: datetime) -> None:
    """A click on a card that is not the one we keep shows a copy that a crash left behind."""
    if decision.channel is None or decision.message_ts is None:
        return
    query = select(Post.ts).where(Post.request_id == decision.request_id, Post.channel == decision.channel)
    ours = set(session.scalars(query))
    known = select(Stray.id).where(Stray.channel == decision.channel, Stray.ts == decision.message_ts)
    if None not in ours and ours and decision.message_ts not in ours and session.scalar(known) is None:
        session.add(Stray(channel=decision.channel, ts=decision.message_ts, next_try_at=now))


def _postpone(means: Means, decision: Decision, fault: Later) -> None:
    means.log.warning("decision.postponed", decision=decision.id, tries=decision.tries + 1, fault=fault.words)
    with means.database.write() as session:
        waiting = session.get_one(Decision, decision.id, with_for_update=True)
        waiting.tries += 1
        waiting.next_try_at = means.clock() + backoff.after(waiting.tries, fault.after)
