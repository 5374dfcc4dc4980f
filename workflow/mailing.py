"""Mailing: how to sign in, by e-mail, where the catalog names a sender; never with a secret.

An offer says when its owner is to be written to, so the mail goes whatever dies in between. It may go twice only if
that happens between AWS's yes and our note of it.
"""

from datetime import timedelta

from sqlalchemy import select

from iam import account as reading
from iam import mail
from iam.faults import Fault, Later, Never
from iam.mail import Mail
from models.claims import Kind
from models.offer import Offer
from models.offer_states import OfferState
from models.request import Request
from workflow import handing_over, recognising, telling
from workflow.means import Means
from workflow.refusal import Mentions
from workflow.refusals.credentials import HowToSignIn, MailNotSent

SUBJECT = "Your sign-in to AWS"
TRIED_AGAIN_AFTER = timedelta(minutes=1)
GIVEN_UP_AFTER = timedelta(minutes=10)
"""After the promise: whoever asked can say it to the person, and by then rather should."""


def sender(means: Means) -> str | None:
    """In whose name mail is sent; None: the catalog names nobody, and nobody is written to."""
    users = means.catalog().users
    return users.sender if users is not None else None


def due(means: Means) -> list[int]:
    """Numbers of the offers whose owners are to be written to now."""
    query = select(Offer.id).where(Offer.mail_at <= means.clock()).order_by(Offer.mail_at)
    with means.database.read() as session:
        return list(session.scalars(query.limit(50)))


def send(means: Means, number: int) -> bool:
    """Write to the owner of this offer; a mail that does not go holds up nothing, and who asked hears of it in a word.

    False when the offer is in somebody's hands.
    """
    with means.claims.hold(Kind.offer, number) as ours:
        if ours:
            with means.database.read() as session:
                offer = session.get_one(Offer, number)
            if offer.mail_at is not None and offer.mail_at <= means.clock():
                _send(means, offer)
        return ours


def _send(means: Means, offer: Offer) -> None:
    by = sender(means)
    if by is None or offer.state in {OfferState.lapsed, OfferState.withdrawn}:
        _note(means, offer)
        return
    means.log.debug("mail.sending", offer=offer.id)
    try:
        mail.send(means.accounts.ses(offer.account), _written(means, offer, sender=by))
    except Later as fault:
        if means.clock() < offer.offered_at + GIVEN_UP_AFTER:
            means.log.info("mail.postponed", offer=offer.id, fault=fault.words)
            _note(means, offer, again_after=TRIED_AGAIN_AFTER)
        else:
            _note_unsent(means, offer, fault)
    except Never as fault:
        _note_unsent(means, offer, fault)
    else:
        means.log.info("mail.sent", offer=offer.id)
        _note(means, offer)


def _written(means: Means, offer: Offer, *, sender: str) -> Mail:
    """Raises Never where Slack shows no address, or IAM no such user; Later or Never."""
    to = recognising.person(means, offer.person).email
    if to is None:
        raise Never("Slack shows no e-mail address of that person")
    user = reading.user(means.accounts.iam(offer.account), offer.user)
    if user is None:
        raise Never(f"IAM does not show the user {offer.user}")
    address = handing_over.sign_in_address(means, offer.account, user)
    hours = int(handing_over.LAPSES_AFTER.total_seconds() // 3600)
    text = HowToSignIn(user=offer.user, account=offer.account, address=address, hours=hours)
    return Mail(sender=sender, to=to, subject=SUBJECT, text=str(text))


def _note(means: Means, offer: Offer, *, again_after: timedelta | None = None) -> None:
    now = means.clock()
    with means.database.write() as session:
        kept = session.get_one(Offer, offer.id, with_for_update=True)
        kept.mail_at = None if again_after is None else now + again_after


def _note_unsent(means: Means, offer: Offer, fault: Fault) -> None:
    means.log.warning("mail.not_sent", offer=offer.id, fault=fault.words)
    told = MailNotSent(whose=Mentions(f"<@{offer.person}>"), words=fault.words)
    with means.database.write() as session:
        kept = session.get_one(Offer, offer.id, with_for_update=True)
        kept.mail_at = None
        request = session.get_one(Request, offer.request_id)
        telling.whisper(session, told.mrkdwn, to=request.asker, now=means.clock())
