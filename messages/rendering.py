"""Rendering: which message a post is, from the rows as they stand."""

from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from messages import (
    advice_page,
    alarm,
    checkup_page,
    exposure_page,
    group_use_page,
    invitation,
    lease_notice,
    lease_warning,
    nag_digest,
    plan_card,
    plan_notice,
    receipt,
    reminder_notice,
    request_card,
    review_card,
    review_reminder,
    review_seen,
    subject,
    survey_page,
    trimming_notice,
    who_page,
)
from messages.message import Message
from messages.subject import Subject
from models.inquiry import Inquiry, InquiryKind
from models.offer import Offer
from models.post import Post, PostKind
from models.request import RequestKind
from models.round import Round, RoundKind
from models.survey import Survey
from models.trimming import Trimming


def drawn(session: Session, post: Post) -> Message:  # noqa: C901, PLR0911, PLR0912 (one for each kind)
    match post.kind:
        case PostKind.card:
            return _card(subject.load(session, _request(post)))
        case PostKind.receipt:
            return receipt.render(subject.load(session, _request(post)))
        case PostKind.outcome:
            return _outcome(subject.load(session, _request(post)), post.audience)
        case PostKind.warning:
            return lease_warning.render(subject.load(session, _request(post)))
        case PostKind.alarm:
            return alarm.render(subject.load(session, _request(post)))
        case PostKind.digest:
            return _digest(session.get_one(Round, post.round_id))
        case PostKind.invitation:
            return invitation.render(subject.load(session, _request(post)), _offers(session, post))
        case PostKind.answer:
            return _answer(session.get_one(Inquiry, post.inquiry_id))
        case PostKind.review:
            return review_card.render(review_seen.load(session, _review(post)))
        case PostKind.half_time | PostKind.last_day | PostKind.review_end:
            return review_reminder.render(review_seen.load(session, _review(post)), post.kind)
        case PostKind.reminder:
            return reminder_notice.render(reminder_notice.load(session, _round(post), post.audience))
        case PostKind.progress:
            return survey_page.render(session.get_one(Survey, post.survey_id))
        case PostKind.trimming:
            return trimming_notice.render(session.get_one(Trimming, post.trimming_id))
        case _:
            assert_never(post.kind)


def _answer(inquiry: Inquiry) -> Message:
    match inquiry.kind:
        case InquiryKind.who:
            return who_page.render(inquiry)
        case InquiryKind.exposure:
            return exposure_page.render(inquiry)
        case InquiryKind.advice:
            return advice_page.render(inquiry)
        case InquiryKind.group_use:
            return group_use_page.render(inquiry)
        case _:
            assert_never(inquiry.kind)


def _card(seen: Subject) -> Message:
    match seen.request.kind:
        case RequestKind.access:
            return request_card.render(seen)
        case RequestKind.plan:
            return plan_card.render(seen)
        case _:
            assert_never(seen.request.kind)


def _outcome(seen: Subject, reader: str) -> Message:
    match seen.request.kind:
        case RequestKind.access:
            return lease_notice.render(seen)
        case RequestKind.plan:
            return plan_notice.render(seen, reader)
        case _:
            assert_never(seen.request.kind)


def _digest(found: Round) -> Message:
    match found.kind:
        case RoundKind.nags:
            return nag_digest.render(found)
        case RoundKind.checkup:
            return checkup_page.render(found)
        case _:
            assert_never(found.kind)


def _offers(session: Session, post: Post) -> list[Offer]:
    theirs = select(Offer).where(Offer.request_id == post.request_id, Offer.person == post.audience)
    return list(session.scalars(theirs.order_by(Offer.id)))


def _request(post: Post) -> int:
    if post.request_id is None:
        raise ValueError(f"post {post.id} is a {post.kind.value} about no request")
    return post.request_id


def _review(post: Post) -> int:
    if post.review_id is None:
        raise ValueError(f"post {post.id} is a {post.kind.value} about no review")
    return post.review_id


def _round(post: Post) -> int:
    if post.round_id is None:
        raise ValueError(f"post {post.id} is a {post.kind.value} of no round")
    return post.round_id
