"""Rotating: a new key first; the old one is made inactive when the new one is in use, and deleted after a while.

One key for another is no more access than before, so nobody has to approve it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import assert_never

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import keys
from iam.access_keys import DeactivateKey, DeleteKey
from iam.faults import Fault, Missing
from models.claims import Kind
from models.move import BOT, move
from models.offer import Offer, OfferKind
from models.offer_states import STANDING, OfferMove, OfferState
from models.rotation import Rotation
from models.rotation_states import UNDER_WAY, RotationMove, RotationState
from workflow import handing_over, planning, telling
from workflow.means import Means
from workflow.refusals.credentials import BeingMade
from workflow.refusals.own_keys import NotYourKey, OldKeyAsleep, OldKeyGone

LOOKS_EVERY = timedelta(hours=1)
"""AWS tells the use of a key with a grain of 15 minutes; looking more often would show no more."""
GRACE = timedelta(days=7)
"""How long the old key is inactive before it is deleted, where the catalog does not say."""
TRIED_AGAIN_AFTER = timedelta(minutes=1)


@dataclass(frozen=True)
class Owner:
    """Whose keys they are: a person in Slack, and the IAM user that was recognised as theirs."""

    person: str
    account: str
    user: reading.User


def begin(means: Means, owner: Owner, old_key_id: str) -> int:
    """Promise a new key in the place of an active one of the same person; give the offer's number.

    Begun twice, it is the same. Raises a Refusal or a Fault.
    """
    planning.rule(means.catalog())
    theirs = keys.listed(means.accounts.iam(owner.account), owner.user.name)
    if old_key_id not in {key.id for key in theirs if key.is_active}:
        raise NotYourKey(user=owner.user.name)
    with means.claims.hold(Kind.key, _number(old_key_id)) as ours:
        if not ours:
            raise BeingMade
        with means.database.write() as session:
            return _begin(session, owner, old_key_id, now=means.clock())


def mark_shown(means: Means, offer_id: int) -> None:
    """The new key was shown: from here on it is looked for in use."""
    now = means.clock()
    with means.database.write() as session:
        query = select(Rotation).where(Rotation.offer_id == offer_id).with_for_update()
        rotation = session.scalars(query).one_or_none()
        if rotation is not None and rotation.state is RotationState.offered:
            rotation.look_at = now + LOOKS_EVERY
            move(session, rotation, RotationMove.show, by=rotation.person, at=now)


def use_the_new_one(means: Means, owner: Owner, old_key_id: str) -> None:
    """The person says so: the old key is made inactive at once. Raises NotYourKey, or a Fault."""
    with means.database.read() as session:
        rotation = _under_way(session, old_key_id)
    if rotation is None or rotation.person != owner.person or rotation.state is not RotationState.shown:
        raise NotYourKey(user=owner.user.name)
    _retire(means, rotation, by=owner.person)


def of(session: Session, account: str, unique_id: str) -> dict[str, Rotation]:
    """Rotations that are under way for an IAM user, by the old key's id."""
    query = select(Rotation).where(Rotation.account == account, Rotation.user_unique_id == unique_id)
    return {each.old_key_id: each for each in session.scalars(query.where(Rotation.state.in_(UNDER_WAY)))}


def due(means: Means) -> list[int]:
    query = select(Rotation.id).where(Rotation.state.in_(UNDER_WAY), Rotation.look_at <= means.clock())
    with means.database.read() as session:
        return list(session.scalars(query.order_by(Rotation.look_at).limit(50)))


def go_on(means: Means, number: int) -> bool:
    """See how far a rotation is, and do what is next. False when it is in another's hands, or not due."""
    with means.claims.hold(Kind.rotation, number) as ours:
        if not ours:
            return False
        with means.database.read() as session:
            rotation = session.get_one(Rotation, number)
        if rotation.look_at is None or rotation.look_at > means.clock():
            return False
        try:
            _go_on(means, rotation)
        except Missing:
            drop(means, rotation, why="the IAM user is gone")
        except Fault as fault:
            _look_again(means, rotation, after=TRIED_AGAIN_AFTER)
            means.log.warning("rotation.postponed", rotation=number, fault=fault.words)
        return True


def drop(means: Means, rotation: Rotation, *, why: str) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Rotation, rotation.id, with_for_update=True)
        if kept.state in UNDER_WAY:
            _drop(session, kept, why=why, now=now)
    means.log.info("rotation.dropped", rotation=rotation.id, why=why)


def _begin(session: Session, owner: Owner, old_key_id: str, *, now: datetime) -> int:
    standing = _under_way(session, old_key_id)
    if standing is None:
        return _promise(session, owner, old_key_id, now=now)
    if standing.state is not RotationState.offered:
        raise NotYourKey(user=owner.user.name)
    offer = session.get_one(Offer, standing.offer_id, with_for_update=True)
    if offer.state is OfferState.open and offer.lapses_at <= now:
        move(session, offer, OfferMove.lapse, by=BOT, at=now)
    if offer.state in STANDING:
        return offer.id
    if offer.state is OfferState.shown:
        raise NotYourKey(user=owner.user.name)  # the bot died before it said so of the rotation; soon it does
    _drop(session, standing, why=f"the new key was {offer.state.value}", now=now)
    session.flush()
    return _promise(session, owner, old_key_id, now=now)


def _number(key_id: str) -> int:
    """A key's id as the number of a claim."""
    return int(sha256(key_id.encode()).hexdigest()[:11], 16)


def _promise(session: Session, owner: Owner, old_key_id: str, *, now: datetime) -> int:
    whose = {
        "person": owner.person,
        "account": owner.account,
        "user": owner.user.name,
        "user_unique_id": owner.user.unique_id,
    }
    offer = Offer(kind=OfferKind.key, offered_at=now, lapses_at=now + handing_over.LAPSES_AFTER, **whose)
    session.add(offer)
    session.flush()
    old = {"old_key_id": old_key_id, "open_key": old_key_id}
    session.add(Rotation(offer_id=offer.id, begun_at=now, look_at=now + LOOKS_EVERY, **old, **whose))
    return offer.id


def _under_way(session: Session, old_key_id: str) -> Rotation | None:
    return session.scalars(select(Rotation).where(Rotation.open_key == old_key_id)).one_or_none()


def _go_on(means: Means, rotation: Rotation) -> None:
    match rotation.state:
        case RotationState.offered:
            _see_whether_it_was_shown(means, rotation)
        case RotationState.shown:
            _see_whether_it_is_used(means, rotation)
        case RotationState.retiring:
            _delete_or_put_to_sleep(means, rotation)
        case RotationState.retired | RotationState.dropped:
            return
        case _:
            assert_never(rotation.state)


def _see_whether_it_was_shown(means: Means, rotation: Rotation) -> None:
    """The offer knows: the bot may have died between showing the key and saying so here."""
    with means.database.read() as session:
        offer = session.get_one(Offer, rotation.offer_id)
    match offer.state:
        case OfferState.shown:
            mark_shown(means, offer.id)
        case OfferState.lapsed | OfferState.withdrawn:
            drop(means, rotation, why=f"the new key was {offer.state.value}")
        case OfferState.open | OfferState.making:
            _look_again(means, rotation, after=LOOKS_EVERY)
        case _:
            assert_never(offer.state)


def _see_whether_it_is_used(means: Means, rotation: Rotation) -> None:
    iam = means.accounts.iam(rotation.account)
    with means.database.read() as session:
        new_key_id = session.get_one(Offer, rotation.offer_id).key_id
    there = {key.id for key in keys.listed(iam, rotation.user)}
    if new_key_id not in there or rotation.old_key_id not in there:
        drop(means, rotation, why="one of the two keys is gone by another hand")
    elif keys.last_use(iam, new_key_id) is not None:
        _retire(means, rotation, by=BOT)
    else:
        _look_again(means, rotation, after=LOOKS_EVERY)


def _retire(means: Means, rotation: Rotation, *, by: str) -> None:
    """Written down first; made inactive a second time, after a crash, it stays so."""
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Rotation, rotation.id, with_for_update=True)
        if kept.state is not RotationState.shown:
            return
        kept.delete_at, kept.look_at = now + _grace(means), now
        move(session, kept, RotationMove.retire, by=by, at=now, detail={"key_id": kept.old_key_id})
        asleep = OldKeyAsleep(key=kept.old_key_id, user=kept.user, end=kept.delete_at.strftime("%Y-%m-%d %H:%M UTC"))
        telling.whisper(session, asleep.mrkdwn, to=kept.person, now=now)
    means.log.info("rotation.retiring", rotation=rotation.id)
    _put_to_sleep(means, kept)


def _put_to_sleep(means: Means, rotation: Rotation) -> None:
    """It sleeps as long as the catalog says from the moment on at which it really does."""
    DeactivateKey(rotation.user, rotation.old_key_id).make(means.accounts.iam(rotation.account))
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Rotation, rotation.id, with_for_update=True)
        kept.asleep_at = now
        kept.delete_at = kept.look_at = now + _grace(means)


def _grace(means: Means) -> timedelta:
    users = means.catalog().users
    return users.grace if users else GRACE


def _delete_or_put_to_sleep(means: Means, rotation: Rotation) -> None:
    now = means.clock()
    iam = means.accounts.iam(rotation.account)
    if rotation.asleep_at is None:
        _put_to_sleep(means, rotation)
        return
    if rotation.delete_at is not None and rotation.delete_at > now:
        _look_again(means, rotation, after=rotation.delete_at - now)
        return
    active = {key.id: key.is_active for key in keys.listed(iam, rotation.user)}
    if active.get(rotation.old_key_id):
        drop(means, rotation, why="the old key was made active again")
        return
    DeleteKey(rotation.user, rotation.old_key_id).make(iam)
    with means.database.write() as session:
        kept = session.get_one(Rotation, rotation.id, with_for_update=True)
        if kept.state is not RotationState.retiring:
            return
        kept.look_at = kept.open_key = None
        move(session, kept, RotationMove.finish, by=BOT, at=now, detail={"key_id": kept.old_key_id})
        telling.whisper(session, OldKeyGone(key=kept.old_key_id, user=kept.user).mrkdwn, to=kept.person, now=now)
    means.log.info("rotation.retired", rotation=rotation.id)


def _look_again(means: Means, rotation: Rotation, *, after: timedelta) -> None:
    with means.database.write() as session:
        kept = session.get_one(Rotation, rotation.id, with_for_update=True)
        if kept.state in UNDER_WAY:
            kept.look_at = means.clock() + after


def _drop(session: Session, rotation: Rotation, *, why: str, now: datetime) -> None:
    rotation.look_at = rotation.open_key = None
    move(session, rotation, RotationMove.drop, by=BOT, at=now, why=why)
