"""Answering findings: a click is written down at once; the right to it, and AWS, are looked up right after."""

from datetime import datetime, timedelta
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam.faults import Fault, Later, Never
from models.claims import Kind
from models.finding_answer import FindingAnswer, Gesture, waiting
from models.finding_answer_states import AnswerMove, AnswerState
from models.inserting import insert_unless_there
from models.kept_finding import KeptFinding
from models.kept_finding_states import FindingMove, FindingState
from models.move import BOT, may, move
from workflow import asking, backoff, given_up, giving_up, keeping, policy, recognising, restoring, telling
from workflow.means import Means, Profile
from workflow.refusal import Refusal
from workflow.refusals.findings import AnsweredAlready, FindingGone, FindingNotLookedUp, NobodyGivesIt

KEPT_FOR = timedelta(days=30)
_TRIED_FOR = timedelta(hours=1)
"""Whoever clicked is told then that it did not come off, and may click again."""
_MOVES = {
    Gesture.take_back: FindingMove.leave,
    Gesture.lease: FindingMove.leave,
    Gesture.keep: FindingMove.rest,
    Gesture.disown: FindingMove.disown,
}
STANDS = {
    FindingState.open: "open",
    FindingState.resting: "kept for a while",
    FindingState.disowned: "before the administrators",
    FindingState.leaving: "being taken back",
    FindingState.gone: "gone",
}


def cast(
    session: Session,
    number: int,
    gesture: Gesture,
    *,
    by: str,
    reason: str = "",
    trigger_id: str | None = None,
    channel: str | None = None,
    now: datetime,
) -> bool:
    """Write a click down; the same one twice is one. False: there is no such finding."""
    if session.get(KeptFinding, number) is None:
        return False
    row = {
        "finding_id": number,
        "by": by,
        "gesture": gesture,
        "reason": keeping.kept(reason),
        "cast_at": now,
        "next_try_at": now,
        "trigger_id": trigger_id,
        "waiting": waiting(number, by, gesture),
        "channel": channel,
    }
    insert_unless_there(session, FindingAnswer, row)
    return True


def due(means: Means) -> list[int]:
    """Numbers of the findings that have answers to be judged now, the oldest first."""
    query = select(FindingAnswer.finding_id).where(
        FindingAnswer.state == AnswerState.cast, FindingAnswer.next_try_at <= means.clock()
    )
    with means.database.read() as session:
        return list(dict.fromkeys(session.scalars(query.order_by(FindingAnswer.next_try_at).limit(200))))


def judge(means: Means, number: int) -> bool:
    """Judge all answers to one finding that are due, in the order of the clicks. False when another worker does."""
    with means.claims.hold(Kind.finding, number) as ours:
        for answer in _cast(means, number) if ours else ():
            try:
                _judge(means, answer)
            except Refusal as refusal:
                _refuse(means, answer, refusal)
            except Later as fault:
                _postpone(means, answer, fault)
            except Never as fault:
                _refuse(means, answer, FindingNotLookedUp(words=fault.words))
        return ours


def _cast(means: Means, number: int) -> list[FindingAnswer]:
    query = select(FindingAnswer).where(FindingAnswer.finding_id == number, FindingAnswer.state == AnswerState.cast)
    with means.database.read() as session:
        return list(session.scalars(query.where(FindingAnswer.next_try_at <= means.clock()).order_by(FindingAnswer.id)))


def _judge(means: Means, answer: FindingAnswer) -> None:
    means.log.debug("answer.judging", answer=answer.id, finding=answer.finding_id)
    with means.database.read() as session:
        finding = session.get_one(KeptFinding, answer.finding_id)
    person = recognising.live_person(means, answer.by)
    match answer.gesture:
        case Gesture.take_back | Gesture.lease:
            _take_back(means, answer, finding, person)
        case Gesture.keep:
            giving_up.check_right(means, finding, person)
            _keep(means, answer)
        case Gesture.disown:
            policy.check_may_speak_for(recognising.somebody(means, person), owner=finding.owner)
            _disown(means, answer)
        case Gesture.undo:
            _restore(means, answer, finding, person)
        case _:
            assert_never(answer.gesture)


def _take_back(means: Means, answer: FindingAnswer, finding: KeptFinding, person: Profile) -> None:
    giving_up.check_right(means, finding, person)
    _check_may(finding, answer.gesture)
    bundle = _bundle(means, finding, person) if answer.gesture is Gesture.lease else ""
    user = giving_up.look(means, finding, person)
    stood = giving_up.as_it_stands_now(means, finding)
    now = means.clock()
    with means.database.write() as session:
        kept, taken = _locked(session, answer)
        taken.bundle, taken.stood = bundle, stood
        taken.request_id = kept.request_id = giving_up.begin(session, taken, kept, user, now=now)
        _answer(session, kept, taken, now=now)
    means.log.info("answer.taken", answer=answer.id, gesture=answer.gesture.value, finding=finding.id)


def _bundle(means: Means, finding: KeptFinding, person: Profile) -> str:
    """Which one gives it, and that it may be asked for. Raises a Refusal."""
    policy.check_may_speak_for(recognising.somebody(means, person), owner=finding.owner)
    name = giving_up.bundle_for(finding, means.catalog())
    if name is None:
        raise NobodyGivesIt
    asking.checked(means.catalog(), bundle=name, lasts=None, reason=given_up.INSTEAD)
    with means.database.read() as session:
        asking.check_is_not_open(session, asker=person.slack_id, bundle=name)
    return name


def _keep(means: Means, answer: FindingAnswer) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept, taken = _locked(session, answer)
        kept.rests_until, kept.why = now + KEPT_FOR, answer.reason
        _answer(session, kept, taken, now=now)
    means.log.info("answer.taken", answer=answer.id, gesture=answer.gesture.value, finding=answer.finding_id)


def _disown(means: Means, answer: FindingAnswer) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept, taken = _locked(session, answer)
        _answer(session, kept, taken, now=now)
    means.log.info("answer.taken", answer=answer.id, gesture=answer.gesture.value, finding=answer.finding_id)


def _restore(means: Means, answer: FindingAnswer, finding: KeptFinding, person: Profile) -> None:
    proposal, user = restoring.look(means, finding, person)
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(KeptFinding, answer.finding_id, with_for_update=True)
        taken = session.get_one(FindingAnswer, answer.id, with_for_update=True)
        taken.request_id = giving_up.decided(session, proposal, user, asker=answer.by, now=now)
        _take(session, taken, now=now)
        given_up.touch(session, kept, taken.by, now=now)
    means.log.info("answer.taken", answer=answer.id, gesture=answer.gesture.value, finding=finding.id)


def _check_may(finding: KeptFinding, gesture: Gesture) -> None:
    if not may(finding, _MOVES[gesture]):
        raise AnsweredAlready(state=STANDS[finding.state])


def _locked(session: Session, answer: FindingAnswer) -> tuple[KeptFinding, FindingAnswer]:
    """Both as they are now, this answer being one that the finding's state still takes."""
    kept = session.get_one(KeptFinding, answer.finding_id, with_for_update=True)
    _check_may(kept, answer.gesture)
    return kept, session.get_one(FindingAnswer, answer.id, with_for_update=True)


def _answer(session: Session, kept: KeptFinding, taken: FindingAnswer, *, now: datetime) -> None:
    kept.answered_by, kept.answered_at, kept.unanswered = taken.by, now, 0
    detail = {"answer": taken.id, "request": taken.request_id}
    move(session, kept, _MOVES[taken.gesture], by=taken.by, at=now, why=taken.reason, detail=detail)
    _take(session, taken, now=now)
    given_up.touch(session, kept, taken.by, now=now)


def _take(session: Session, taken: FindingAnswer, *, now: datetime) -> None:
    taken.judged_at, taken.next_try_at, taken.waiting = now, None, None
    detail = {"gesture": taken.gesture.value, "finding": taken.finding_id, "request": taken.request_id}
    move(session, taken, AnswerMove.take, by=taken.by, at=now, detail=detail)


def _refuse(means: Means, answer: FindingAnswer, refusal: Refusal) -> None:
    """Recorded, told to the clicker alone, and the message that was clicked is brought up to date."""
    now = means.clock()
    with means.database.write() as session:
        refused = session.get_one(FindingAnswer, answer.id, with_for_update=True)
        refused.judged_at, refused.next_try_at, refused.waiting, refused.why = now, None, None, str(refusal)
        detail = {"gesture": answer.gesture.value, "finding": answer.finding_id}
        move(session, refused, AnswerMove.refuse, by=answer.by, at=now, why=str(refusal), detail=detail)
        finding = session.get_one(KeptFinding, answer.finding_id, with_for_update=True)
        if isinstance(refusal, FindingGone) and may(finding, FindingMove.vanish):
            given_up.vanish(session, finding, by=BOT, now=now)
        telling.whisper(session, refusal.mrkdwn, to=answer.by, channel=answer.channel, now=now)
        given_up.touch(session, finding, answer.by, now=now)
    means.log.info("answer.refused", answer=answer.id, by=answer.by, why=str(refusal))


def _postpone(means: Means, answer: FindingAnswer, fault: Fault) -> None:
    if answer.cast_at + _TRIED_FOR < means.clock():
        _refuse(means, answer, FindingNotLookedUp(words=fault.words))
        return
    said = fault.after if isinstance(fault, Later) else None
    with means.database.write() as session:
        waits = session.get_one(FindingAnswer, answer.id, with_for_update=True)
        waits.tries += 1
        waits.next_try_at = means.clock() + backoff.after(waits.tries, said)
    means.log.warning("answer.postponed", answer=answer.id, fault=fault.words)
