"""Tidying: no password and no key stays in AWS whose secret nobody has."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import keys, passwords
from iam.access_keys import DeleteKey
from iam.faults import Fault, Missing
from iam.remove_password import RemovePassword
from models.claims import Kind
from models.move import BOT, move
from models.offer import Offer, OfferKind
from models.offer_states import OfferMove, OfferState
from workflow import handing_over, policy, telling
from workflow.means import Means
from workflow.refusals.credentials import LiesAbout, NotSurelyShown

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

TIDIED_AFTER = timedelta(minutes=5)
"""A try that has not come to its end in this time has broken off: making and showing take seconds."""
TRIED_AGAIN_AFTER = timedelta(minutes=1)
CLOCKS_DIFFER_BY = timedelta(minutes=1)
"""AWS's clock says when a key was made, ours when we began; both follow the same time."""
ANSWERED_WITHIN = timedelta(minutes=1)
"""What AWS has not done by then of a call that we gave up, it does not do; we wait for 20 seconds."""


def due(means: Means) -> list[int]:
    """Numbers of the offers for which AWS is to be looked through now."""
    query = select(Offer.id).where(Offer.tidy_at <= means.clock()).order_by(Offer.tidy_at)
    with means.database.read() as session:
        return list(session.scalars(query.limit(50)))


def tidy(means: Means, number: int) -> bool:
    """Delete what a broken-off try has left, and let its owner try again. False when it is in somebody's hands."""
    with means.claims.hold(Kind.offer, number) as ours:
        if not ours:
            return False
        with means.database.read() as session:
            offer = session.get_one(Offer, number)
        if offer.tidy_at is None or offer.tidy_at > means.clock():
            return False
        try:
            _tidy(means, offer)
        except Fault as fault:
            _put_off(means, offer, fault)
        return True


def delete_unseen(iam: "IAMClient", offer: Offer) -> None:
    """Delete what the tries at this offer made and nobody saw; what was there before, or made earlier, stays.

    A key that has been used was seen by somebody, and so was not made by a try that broke off.
    """
    match offer.kind:
        case OfferKind.password:
            made_at = passwords.made_at(iam, offer.user)
            if offer.state is not OfferState.shown and _is_of_a_try(offer, made_at):
                RemovePassword(offer.user).make(iam)
        case OfferKind.key:
            for key in keys.listed(iam, offer.user):
                if _is_unseen(iam, offer, key):
                    DeleteKey(offer.user, key.id).make(iam)
        case _:
            assert_never(offer.kind)


def unmake(means: Means, offer: Offer) -> bool:
    """It was made and could not be shown. False when AWS does not take it back now: the row says what is left."""
    means.log.debug("offer.unmaking", offer=offer.id)
    try:
        delete_unseen(means.accounts.iam(offer.account), offer)
    except Fault as fault:
        means.log.warning("offer.not_unmade", offer=offer.id, fault=fault.words)
        return False
    return True


def put_back(means: Means, offer: Offer) -> None:
    """Nothing of it is in AWS: it can be made anew, unless it was withdrawn meanwhile."""
    with means.database.write() as session:
        _put_back(session, offer.id, now=means.clock())
    means.log.debug("offer.put_back", offer=offer.id)


def _tidy(means: Means, offer: Offer) -> None:
    means.log.debug("offer.tidying", offer=offer.id)
    iam = means.accounts.iam(offer.account)
    try:
        if _was_used(iam, offer):
            _mark_seen(means, offer)
            return
        delete_unseen(iam, offer)
    except Missing:
        means.log.info("offer.user_gone", offer=offer.id)
    with means.database.write() as session:
        now = means.clock()
        if offer.state is OfferState.making:
            told = NotSurelyShown(what=_WORDS[offer.kind], user=offer.user)
            telling.whisper(session, told.mrkdwn, to=offer.person, now=now)
        _put_back(session, offer.id, now=now)
    means.log.info("offer.tidied", offer=offer.id)


def _put_off(means: Means, offer: Offer, fault: Fault) -> None:
    """Tried again without end; where only a person can mend it, the administrators are told, once."""
    now = means.clock()
    with means.database.write() as session:
        session.get_one(Offer, offer.id, with_for_update=True).tidy_at = now + TRIED_AGAIN_AFTER
        if fault.is_denial and _is_first_time(offer):
            told = LiesAbout(what=_WORDS[offer.kind], user=offer.user, account=offer.account, words=fault.words)
            admins = map(policy.named, means.catalog().admins)
            telling.whisper_to_admins(session, told.mrkdwn, admins=admins, now=now)
    means.log.warning("offer.not_tidied", offer=offer.id, fault=fault.words)


def _is_first_time(offer: Offer) -> bool:
    """Whether the time of this look is still the one that was set at the try, or at a withdrawal."""
    first = offer.tried_at + TIDIED_AFTER if offer.tried_at else None
    return first is not None and offer.tidy_at is not None and offer.tidy_at <= first


def _was_used(iam: "IAMClient", offer: Offer) -> bool:
    """Whether its owner has it after all: the bot died between showing it and writing that down."""
    if offer.state is not OfferState.making:
        return False
    match offer.kind:
        case OfferKind.password:
            used_at = passwords.last_use(iam, offer.user)
            return used_at is not None and offer.tried_at is not None and used_at >= offer.tried_at - CLOCKS_DIFFER_BY
        case OfferKind.key:
            is_there = offer.key_id in {key.id for key in keys.listed(iam, offer.user)}
            return offer.key_id is not None and is_there and keys.last_use(iam, offer.key_id) is not None
        case _:
            assert_never(offer.kind)


def _mark_seen(means: Means, offer: Offer) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Offer, offer.id, with_for_update=True)
        if kept.state is OfferState.making:
            kept.shown_at, kept.tidy_at = now, None
            detail = {"key_id": kept.key_id} if kept.key_id else {}
            move(session, kept, OfferMove.show, by=BOT, at=now, why="it is in use", detail=detail)
            handing_over.touch(session, kept, now=now)
    means.log.info("offer.in_use", offer=offer.id)


def _put_back(session: Session, number: int, *, now: datetime) -> None:
    kept = session.get_one(Offer, number, with_for_update=True)
    kept.tidy_at = None
    if kept.state is OfferState.making:
        kept.making_since, kept.tried_at, kept.key_id, kept.keys_before = None, None, None, []
        move(session, kept, OfferMove.put_back, by=BOT, at=now)
        handing_over.touch(session, kept, now=now)


def _is_unseen(iam: "IAMClient", offer: Offer, key: keys.Key) -> bool:
    if key.id == offer.key_id:
        return offer.state is not OfferState.shown
    if _is_all_known(offer) or key.id in offer.keys_before or not _is_of_a_try(offer, key.made_at):
        return False
    return keys.last_use(iam, key.id) is None


def _is_all_known(offer: Offer) -> bool:
    """Whether there was one try, and AWS has told what it made."""
    return offer.key_id is not None and offer.tried_at == offer.making_since


def _is_of_a_try(offer: Offer, made_at: datetime | None) -> bool:
    if made_at is None or offer.making_since is None or offer.tried_at is None:
        return False
    return offer.making_since - CLOCKS_DIFFER_BY <= made_at <= offer.tried_at + ANSWERED_WITHIN + CLOCKS_DIFFER_BY


_WORDS = {OfferKind.password: "password", OfferKind.key: "access key"}
