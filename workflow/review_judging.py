"""Judging a review's answers: each counts or is refused, by the right to it at this moment."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam.faults import Later, Never
from models import post
from models.claims import Kind
from models.move import move
from models.person import Standing
from models.review import Review
from models.review_answer import AnswerKind, Choice, ReviewAnswer
from models.review_answer_states import AnswerMove, AnswerState
from models.review_item import ReviewItem
from models.review_item_states import ItemMove, ItemState
from models.review_states import ReviewMove, ReviewState
from models.snapshot import SnapshotUser
from workflow import backoff, policy, recognising, reviews, telling
from workflow.means import Means
from workflow.refusal import Refusal
from workflow.refusals.reviews import AnsweredForAlready, NobodyConfirmsOneself, ReviewIsOver, ReviewRightNotShown

_FEW = 100
"""So many are looked up by their ids; of more, all are read, which is one statement too."""
_MOVES: Mapping[Choice, ItemMove] = {Choice.keep: ItemMove.confirm, Choice.take_back: ItemMove.reject}


def due(means: Means) -> list[int]:
    """Numbers of the answers that are to be judged now, the oldest first."""
    query = select(ReviewAnswer.id).where(
        ReviewAnswer.state == AnswerState.cast, ReviewAnswer.next_try_at <= means.clock()
    )
    with means.database.read() as session:
        return list(session.scalars(query.order_by(ReviewAnswer.id).limit(50)))


def judge(means: Means, number: int) -> bool:
    """Count or refuse one. False when another worker has it in hand."""
    with means.claims.hold(Kind.review_answer, number) as ours:
        if ours:
            _judge(means, number)
        return ours


def _judge(means: Means, number: int) -> None:
    with means.database.read() as session:
        answer = session.get_one(ReviewAnswer, number)
        kept = session.get_one(Review, answer.review_id)
    if answer.state is not AnswerState.cast:
        return
    means.log.debug("review_answer.judging", answer=number, review=kept.id)
    try:
        person = recognising.somebody(means, recognising.live_person(means, answer.by))
        match answer.kind:
            case AnswerKind.members:
                _count(means, answer, person, right=_right(means, kept, person))
            case AnswerKind.stop:
                check_may_run(means, kept, person)
                _stop(means, answer)
            case _:
                assert_never(answer.kind)
    except Refusal as refusal:
        _refuse(means, answer, refusal)
    except Later as fault:
        _postpone(means, answer, fault)
    except Never as fault:
        # Slack itself does not know the clicker, or forbids us to look: no right is shown, none is given.
        _refuse(means, answer, ReviewRightNotShown(words=fault.words))


def check_may_run(means: Means, kept: Review, person: policy.Somebody) -> None:
    """Who may start and stop one: the administrators, and whoever confirms the members of this group."""
    catalog = means.catalog()
    named = (*catalog.admins, *reviews.reviewers(catalog, kept.group))
    policy.check_may_run_reviews(person, group=kept.group, named=named, members=means.directory.members)


def whose(session: Session, items: Sequence[ReviewItem]) -> Mapping[int, policy.Somebody]:
    """Whose each membership is: by the IAM user, and by the address that it carried then and carries now."""
    query = select(SnapshotUser.unique_id, SnapshotUser.identity)
    if len(items) <= _FEW:
        query = query.where(SnapshotUser.unique_id.in_([item.unique_id for item in items]))
    now = {unique_id: identity for unique_id, identity in session.execute(query) if identity is not None}
    return {
        item.id: policy.Somebody(
            slack_id="",
            standing=Standing.member,
            email=now.get(item.unique_id),
            principals=frozenset({item.unique_id}),
            formerly=item.email,
        )
        for item in items
    }


def _right(means: Means, kept: Review, person: policy.Somebody) -> str:
    reviewers = reviews.still_reviewing(means.catalog(), kept)
    right = policy.right_to_review(person, group=kept.group, reviewers=reviewers, members=means.directory.members)
    return policy.named(right)


@dataclass
class _Judgement:
    """One answer, by whom and by which right, and what has become of its choices so far."""

    answer: ReviewAnswer
    person: policy.Somebody
    right: str
    now: datetime
    counted: int = 0
    late: list[str] = field(default_factory=list)
    own: list[Refusal] = field(default_factory=list)

    @property
    def refusals(self) -> list[Refusal]:
        late = [AnsweredForAlready(users=", ".join(self.late[:20]))] if self.late else []
        return [*self.own, *late]

    def decide(self, session: Session, item: ReviewItem, member: policy.Somebody) -> None:
        try:
            policy.check_is_somebody_elses(self.person, member, user=item.user)
        except NobodyConfirmsOneself as refusal:
            self.own.append(refusal)
            return
        if item.state is not ItemState.open:
            self.late.append(item.user)
            return
        choice = Choice(self.answer.choices[str(item.id)])
        item.decided_by, item.decided_at, item.decided_as = self.answer.by, self.now, self.right
        item.done_at = self.now if choice is Choice.keep else None
        detail = {"answer": self.answer.id, "as": self.right, "user": item.user, "unique_id": item.unique_id}
        move(session, item, _MOVES[choice], by=self.answer.by, at=self.now, detail=detail)
        self.counted += 1

    def close(self, session: Session) -> None:
        """Counted if anything of it counts; what does not is told, and kept."""
        answer, refusals = self.answer, self.refusals
        answer.judged_at, answer.next_try_at, answer.why = self.now, None, " ".join(map(str, refusals))
        name = AnswerMove.tally if self.counted else AnswerMove.refuse
        detail = {"review": answer.review_id, "choices": dict(answer.choices), "as": self.right}
        move(session, answer, name, by=answer.by, at=self.now, why=answer.why, detail=detail)
        if refusals:
            telling.whisper(session, "\n".join(each.mrkdwn for each in refusals), to=answer.by, now=self.now)


def _count(means: Means, answer: ReviewAnswer, person: policy.Somebody, *, right: str) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = _open_review(session, answer)
        standing = session.get_one(ReviewAnswer, answer.id, with_for_update=True)
        judgement = _Judgement(standing, person, right, now)
        items = _chosen(session, standing)
        members = whose(session, items)
        for item in items:
            judgement.decide(session, item, members[item.id])
        judgement.close(session)
        kept.next_try_at = now
        post.touch_review(session, kept.id, now=now)
    means.log.info("review.answered", review=answer.review_id, by=answer.by, counted=judgement.counted)


def _chosen(session: Session, answer: ReviewAnswer) -> Sequence[ReviewItem]:
    """The items that the answer is about and that are this review's."""
    numbers = [int(number) for number in answer.choices]
    query = select(ReviewItem).where(ReviewItem.review_id == answer.review_id, ReviewItem.id.in_(numbers))
    return session.scalars(query.order_by(ReviewItem.id).with_for_update()).all()


def _stop(means: Means, answer: ReviewAnswer) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = _open_review(session, answer)
        standing = session.get_one(ReviewAnswer, answer.id, with_for_update=True)
        of_it = select(ReviewItem).where(ReviewItem.review_id == kept.id, ReviewItem.state == ItemState.open)
        for item in session.scalars(of_it.order_by(ReviewItem.id).with_for_update()):
            item.done_at = now
            move(session, item, ItemMove.leave, by=answer.by, at=now, why="the review was stopped")
        kept.stopped_by, kept.ended_at, kept.open_key, kept.next_try_at, kept.why = answer.by, now, None, now, ""
        move(session, kept, ReviewMove.stop, by=answer.by, at=now)
        standing.judged_at, standing.next_try_at = now, None
        move(session, standing, AnswerMove.tally, by=answer.by, at=now, detail={"review": kept.id})
        post.touch_review(session, kept.id, now=now)
    means.log.info("review.stopped", review=answer.review_id, by=answer.by)


def _open_review(session: Session, answer: ReviewAnswer) -> Review:
    kept = session.get_one(Review, answer.review_id, with_for_update=True)
    if kept.state is not ReviewState.open:
        raise ReviewIsOver(number=kept.id, state=reviews.STANDS[kept.state])
    return kept


def _refuse(means: Means, answer: ReviewAnswer, refusal: Refusal) -> None:
    now = means.clock()
    with means.database.write() as session:
        standing = session.get_one(ReviewAnswer, answer.id, with_for_update=True)
        standing.judged_at, standing.next_try_at, standing.why = now, None, str(refusal)
        detail = {"review": answer.review_id, "choices": dict(answer.choices)}
        move(session, standing, AnswerMove.refuse, by=answer.by, at=now, why=str(refusal), detail=detail)
        telling.whisper(session, refusal.mrkdwn, to=answer.by, now=now)
    means.log.info("review_answer.refused", answer=answer.id, by=answer.by, why=str(refusal))


def _postpone(means: Means, answer: ReviewAnswer, fault: Later) -> None:
    with means.database.write() as session:
        standing = session.get_one(ReviewAnswer, answer.id, with_for_update=True)
        standing.tries += 1
        standing.next_try_at = means.clock() + backoff.after(standing.tries, fault.after)
    means.log.warning("review_answer.postponed", answer=answer.id, fault=fault.words)
