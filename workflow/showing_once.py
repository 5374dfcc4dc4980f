"""Showing once: a credential is made in AWS at its owner's click, shown by the caller, and kept nowhere.

That it is being made is committed before AWS is asked, and which key it is before anybody sees it. So whatever breaks
off in between leaves a row that says what to look for: the next click, or else the worker, deletes what nobody saw.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from iam import account as reading
from iam import keys, password_policy, passwords
from iam.access_keys import DeleteKey
from iam.faults import Fault, Later, Never
from iam.remove_password import RemovePassword
from models.claims import Kind
from models.move import move
from models.offer import Offer, OfferKind
from models.offer_states import STANDING, OfferMove, OfferState
from workflow import handing_over, policy, recognising, tidying
from workflow.means import Means
from workflow.refusals.credentials import BeingMade, KeysAllTaken, NotYourOffer, OfferOver, PasswordStands
from workflow.refusals.plans import NotTheSameUser


@dataclass(frozen=True)
class Made:
    """What is shown once: for whom it is, where to sign in, and the secret itself, which no repr shows."""

    user: str
    account: str
    address: str
    secret: keys.NewKey | passwords.NewPassword


@contextmanager
def made(means: Means, number: int, *, by: str) -> Iterator[Made]:
    """Make what the offer promises; shown if the body ends, unmade if it raises a Fault.

    Raises a Refusal, or Later or Never in AWS's words. After a Later it is not known whether it was made.
    """
    with means.claims.hold(Kind.offer, number) as ours:
        if not ours:
            raise BeingMade
        offer, user = _checked(means, number, by=by)
        is_first = offer.state is OfferState.open
        offer = _begun(means, offer, by=by)
        try:
            secret = _make(means, offer)
        except Never:
            _put_back(means, offer, is_first=is_first)
            raise
        try:
            yield Made(user.name, offer.account, handing_over.sign_in_address(means, offer.account, user), secret)
        except Fault:
            if tidying.unmake(means, offer):
                _put_back(means, offer, is_first=is_first)
            raise
        _mark_shown(means, offer, by=by, is_first=is_first)


def _checked(means: Means, number: int, *, by: str) -> tuple[Offer, reading.User]:
    """For this person alone, who is a member at this moment, and whose IAM user is the one that was meant."""
    with means.database.read() as session:
        offer = session.get(Offer, number)
    if offer is None or offer.person != by:
        raise NotYourOffer
    policy.check_may_have(recognising.somebody(means, recognising.live_person(means, by)))
    if offer.state not in STANDING or _is_too_late(offer, means.clock()):
        raise OfferOver(what=_WHAT[offer.kind], state=_STANDS[offer.state])
    user = reading.user(means.accounts.iam(offer.account), offer.user)
    if user is None or user.unique_id != offer.user_unique_id:
        raise NotTheSameUser(user=offer.user)
    return offer, user


def _is_too_late(offer: Offer, now: datetime) -> bool:
    return offer.state is OfferState.open and offer.lapses_at <= now


def _begun(means: Means, offer: Offer, *, by: str) -> Offer:
    """Say in the row that it is being made; what an earlier try has left is deleted first."""
    iam = means.accounts.iam(offer.account)
    if offer.state is OfferState.making:
        tidying.delete_unseen(iam, offer)
    before = [key.id for key in keys.listed(iam, offer.user)] if offer.kind is OfferKind.key else []
    if offer.kind is OfferKind.key and len(before) >= keys.MOST:
        raise KeysAllTaken(user=offer.user, most=keys.MOST)
    if offer.kind is OfferKind.password and offer.state is OfferState.open:
        _check_has_no_password(means, offer)
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Offer, offer.id, with_for_update=True)
        if kept.state not in STANDING:
            raise OfferOver(what=_WHAT[kept.kind], state=_STANDS[kept.state])
        kept.tried_at, kept.tidy_at, kept.key_id = now, now + tidying.TIDIED_AFTER, None
        if kept.state is OfferState.open:
            kept.making_since, kept.keys_before = now, before
            move(session, kept, OfferMove.make, by=by, at=now)
    means.log.debug("offer.making", offer=offer.id)
    return kept


def _check_has_no_password(means: Means, offer: Offer) -> None:
    """One that stands was set by another hand, and its owner may know it."""
    if passwords.made_at(means.accounts.iam(offer.account), offer.user) is not None:
        raise PasswordStands(user=offer.user)


def _make(means: Means, offer: Offer) -> keys.NewKey | passwords.NewPassword:
    """Ask AWS. After Never nothing was made; after Later nobody knows, and the row says so."""
    try:
        match offer.kind:
            case OfferKind.password:
                return _make_password(means, offer)
            case OfferKind.key:
                return _make_key(means, offer)
            case _:
                assert_never(offer.kind)
    except Later as fault:
        means.log.warning("offer.unanswered", offer=offer.id, fault=fault.words)
        raise
    except Never as fault:
        means.log.warning("offer.refused", offer=offer.id, fault=fault.words)
        raise


def _put_back(means: Means, offer: Offer, *, is_first: bool) -> None:
    """Nothing is left of this try; of an earlier one something may show yet, and then tidying puts it back."""
    if is_first:
        tidying.put_back(means, offer)


def _make_password(means: Means, offer: Offer) -> passwords.NewPassword:
    iam = means.accounts.iam(offer.account)
    new = passwords.NewPassword(passwords.thought_up(password_policy.standing(iam)), must_reset=offer.must_reset)
    passwords.put(iam, offer.user, new)
    means.log.debug("offer.made", offer=offer.id)
    return new


def _make_key(means: Means, offer: Offer) -> keys.NewKey:
    new = keys.make(means.accounts.iam_once(offer.account), offer.user)
    means.log.debug("offer.made", offer=offer.id)
    with means.database.write() as session:
        session.get_one(Offer, offer.id, with_for_update=True).key_id = new.id
    offer.key_id = new.id
    means.log.debug("offer.noted", offer=offer.id)
    return new


def _mark_shown(means: Means, offer: Offer, *, by: str, is_first: bool) -> None:
    """Its owner has it. Who lost the right to it in this very moment does not keep it. Raises OfferOver."""
    now = means.clock()
    means.log.debug("offer.seen", offer=offer.id)
    with means.database.write() as session:
        kept = session.get_one(Offer, offer.id, with_for_update=True)
        is_still = kept.state is OfferState.making
        if is_still:
            # A key whose answer was lost in an earlier try may not have been listed yet: look once more.
            kept.shown_at, kept.tidy_at = now, None if is_first else now + tidying.TIDIED_AFTER
            move(session, kept, OfferMove.show, by=by, at=now, detail=_detail(kept))
            handing_over.touch(session, kept, now=now)
    if not is_still:
        _take_away(means, offer)
        raise OfferOver(what=_WHAT[offer.kind], state=_STANDS[OfferState.withdrawn])
    means.log.info("offer.shown", offer=offer.id, kind=offer.kind.value)


def _take_away(means: Means, offer: Offer) -> None:
    iam = means.accounts.iam(offer.account)
    if offer.key_id is not None:
        DeleteKey(offer.user, offer.key_id).make(iam)
    else:
        RemovePassword(offer.user).make(iam)


def _detail(offer: Offer) -> dict[str, str]:
    return {"key_id": offer.key_id} if offer.key_id else {}


_WHAT = {OfferKind.password: "password", OfferKind.key: "access key"}
_STANDS = {
    OfferState.open: "lapsed",
    OfferState.making: "being made",
    OfferState.shown: "shown already, and nobody can show it again",
    OfferState.lapsed: "lapsed",
    OfferState.withdrawn: "withdrawn",
}
