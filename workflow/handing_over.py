"""Handing over: a plan that is made promises its credentials; who does not take them in time does not get them."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import password_policy
from iam.changes import AnyChange
from iam.user_policies import AttachToUser
from models import post
from models.move import BOT, move
from models.offer import Offer, OfferKind
from models.offer_states import STANDING, OfferMove, OfferState
from models.post import PostKind
from models.request import Request
from models.snapshot import SnapshotPolicy, Taking
from workflow import faltering, telling
from workflow.means import Means
from workflow.refusal import Mentions
from workflow.refusals.credentials import OfferLapsed, OfferOfYoursLapsed

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

LAPSES_AFTER = timedelta(hours=24)
"""A promise of a password is a door left ajar: it is not left so for longer than a day."""
MAY_CHANGE = "IAMUserChangePassword"
_OF_AWS = f"arn:aws:iam::aws:policy/{MAY_CHANGE}"


def needs(means: Means, account: str, offers: Iterable[Mapping[str, Any]]) -> tuple[AnyChange, ...]:
    """The changes without which an offered password would lock its owner out. Asks AWS; raises Later or Never.

    Who must change the password at the first sign-in, and may not, is let in no further. The account's policy lets
    everybody, or the user has AWS's own policy for it.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html
    """
    users = dict.fromkeys(each["user"] for each in offers if each["kind"] == OfferKind.password and _must_reset(each))
    if not users or _everybody_may_change(means.accounts.iam(account)):
        return ()
    with means.database.read() as session:
        named = select(SnapshotPolicy.arn).where(SnapshotPolicy.account == account, SnapshotPolicy.name == MAY_CHANGE)
        arn = session.scalars(named.where(SnapshotPolicy.arn.like("%:iam::aws:policy/%"))).first() or _OF_AWS
    return tuple(AttachToUser(user, arn) for user in users)


def unique_ids(iam: "IAMClient", request: Request) -> Mapping[str, str]:
    """Who is meant by each name that credentials are promised to. Raises NotSeenYet while IAM does not show one."""
    found = {name: reading.user(iam, name) for name in dict.fromkeys(each["user"] for each in request.offers)}
    if hidden := [name for name, user in found.items() if user is None]:
        raise faltering.NotSeenYet(f"IAM does not show the user {hidden[0]} yet")
    return {name: user.unique_id for name, user in found.items() if user is not None}


def promise(
    session: Session, request: Request, *, unique_id: Mapping[str, str], is_mailed: bool, now: datetime
) -> None:
    """Offer what the plan promised, to whom it is about or else to who asked, in one message.

    With `is_mailed` whoever is promised a password is written to as well.
    """
    person = request.whose or request.asker
    for each in request.offers:
        offer = Offer(
            request_id=request.id,
            kind=OfferKind(each["kind"]),
            person=person,
            account=request.account,
            user=each["user"],
            user_unique_id=unique_id[each["user"]],
            must_reset=_must_reset(each),
            offered_at=now,
            lapses_at=now + LAPSES_AFTER,
            mail_at=now if is_mailed and each["kind"] == OfferKind.password else None,
        )
        session.add(offer)
    if request.offers:
        telling.post(session, PostKind.invitation, request, audience=person, now=now)


def withdraw_all(session: Session, *, account: str, unique_id: str, by: str, now: datetime) -> None:
    """Take back all that is promised to this IAM user: its owner leaves, or it may be in wrong hands."""
    query = select(Offer).where(Offer.account == account, Offer.user_unique_id == unique_id)
    for offer in session.scalars(query.where(Offer.state.in_(STANDING)).order_by(Offer.id).with_for_update()):
        if offer.state is OfferState.making:
            offer.tidy_at = now
        move(session, offer, OfferMove.withdraw, by=by, at=now)
        touch(session, offer, now=now)


def lapse_due(means: Means) -> int:
    """Let every offer lapse that nobody took in time, and say so to whom it was for and to who asked."""
    now = means.clock()
    due = select(Offer.id).where(Offer.state == OfferState.open, Offer.lapses_at <= now).order_by(Offer.lapses_at)
    with means.database.read() as session:
        numbers = list(session.scalars(due.limit(200)))
    for number in numbers:
        with means.database.write() as session:
            offer = session.get_one(Offer, number, with_for_update=True)
            if offer.state is OfferState.open:
                move(session, offer, OfferMove.lapse, by=BOT, at=now)
                touch(session, offer, now=now)
                _say_that_it_lapsed(session, offer, now=now)
        means.log.debug("offer.lapsed", offer=number)
    return len(numbers)


def sign_in_address(means: Means, account: str, user: reading.User) -> str:
    """Where the account's users sign in: by its alias, or else by its number, which stands in every ARN."""
    with means.database.read() as session:
        alias = session.scalar(select(Taking.alias).where(Taking.account == account))
    return f"https://{alias or user.arn.split(':')[4]}.signin.aws.amazon.com/console"


def touch(session: Session, offer: Offer, *, now: datetime) -> None:
    """What is promised by a plan stands in a message, which is behind now."""
    if offer.request_id is not None:
        post.touch(session, offer.request_id, now=now)


def _say_that_it_lapsed(session: Session, offer: Offer, *, now: datetime) -> None:
    if offer.request_id is None:
        return
    asker, what = session.get_one(Request, offer.request_id).asker, _WORDS[offer.kind]
    to_ask = Mentions(f"<@{asker}>") if asker != offer.person else "your administrators"
    lapsed = OfferOfYoursLapsed(what=what, user=offer.user, account=offer.account, asker=to_ask)
    telling.whisper(session, lapsed.mrkdwn, to=offer.person, now=now)
    if asker != offer.person:
        whose = Mentions(f"<@{offer.person}>")
        told = OfferLapsed(what=what, user=offer.user, whose=whose, number=offer.request_id)
        telling.whisper(session, told.mrkdwn, to=asker, now=now)


def _must_reset(promised: Mapping[str, Any]) -> bool:
    return promised["kind"] == OfferKind.password and bool(promised.get("must_reset", True))


def _everybody_may_change(iam: "IAMClient") -> bool:
    return dict(password_policy.standing(iam) or ()).get("AllowUsersToChangePassword") == "true"


_WORDS = {OfferKind.password: "password", OfferKind.key: "access key"}
