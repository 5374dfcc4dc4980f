"""Mailing: how to sign in, by e-mail, where the catalog names a sender; never with a secret."""

from sqlalchemy import select

from iam import account as reading
from iam import mail
from iam.faults import Fault, Never
from iam.mail import Mail
from models.offer import Offer, OfferKind
from models.request import Request
from workflow import handing_over, recognising, telling
from workflow.means import Means
from workflow.refusal import Mentions
from workflow.refusals.credentials import HowToSignIn, MailNotSent

SUBJECT = "Your sign-in to AWS"


def send_instructions(means: Means, request_id: int) -> None:
    """Once, when the plan is made. A mail that does not go holds up nothing: who asked hears of it in a word."""
    users = means.catalog().users
    if users is None or users.sender is None:
        return
    with means.database.read() as session:
        request = session.get_one(Request, request_id)
        promised = select(Offer).where(Offer.request_id == request_id, Offer.kind == OfferKind.password)
        offers = list(session.scalars(promised.order_by(Offer.id)))
    for offer in offers:
        try:
            mail.send(means.accounts.ses(offer.account), _written(means, offer, sender=users.sender))
            means.log.info("mail.sent", offer=offer.id)
        except Fault as fault:
            _say_that_it_was_not_sent(means, request, offer, words=fault.words)


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


def _say_that_it_was_not_sent(means: Means, request: Request, offer: Offer, *, words: str) -> None:
    means.log.warning("mail.not_sent", offer=offer.id, fault=words)
    told = MailNotSent(whose=Mentions(f"<@{offer.person}>"), words=words)
    with means.database.write() as session:
        telling.whisper(session, told.mrkdwn, to=request.asker, now=means.clock())
