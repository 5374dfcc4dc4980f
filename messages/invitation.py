"""The invitation: the DM in which somebody gets a password or an access key, each at a click and once."""

from collections.abc import Sequence
from typing import assert_never

from messages import blocks, message, wording
from messages.blocks import Block, Element
from messages.message import Message
from messages.subject import Subject
from models.offer import Offer, OfferKind
from models.offer_states import STANDING, OfferState

SHOW_SIGN_IN = "show-sign-in"
CREATE_KEY = "create-key"


def render(subject: Subject, offers: Sequence[Offer]) -> Message:
    """`offers` are those of this request for the reader."""
    users = wording.together([blocks.code(name) for name in dict.fromkeys(each.user for each in offers)])
    said = f"Your IAM user {users} in account {blocks.code(subject.request.account)} is ready for you."
    is_any_open = any(each.state in STANDING for each in offers)
    return message.of(
        " ".join([said, *(_line(subject, each) for each in offers)]),
        [
            blocks.section(said),
            *(_entry(subject, each) for each in offers),
            blocks.context(_ONCE) if is_any_open else None,
        ],
    )


def _entry(subject: Subject, offer: Offer) -> Block:
    button = _button(offer) if offer.state in STANDING else None
    return blocks.section(_line(subject, offer), accessory=button)


def _line(subject: Subject, offer: Offer) -> str:
    what = _WHAT[offer.kind]
    match offer.state:
        case OfferState.open | OfferState.making:
            return f"{what} can be shown until {wording.date(offer.lapses_at)}."
        case OfferState.shown:
            return f"{what} was shown{_when(offer)}. Nobody can show it again."
        case OfferState.lapsed:
            return f"{what} has lapsed, and nothing was made. {_ask(subject, offer)}"
        case OfferState.withdrawn:
            return f"{what} was withdrawn. {_ask(subject, offer)}"
        case _:
            assert_never(offer.state)


def _when(offer: Offer) -> str:
    return f" {wording.date(offer.shown_at)}" if offer.shown_at else ""


def _ask(subject: Subject, offer: Offer) -> str:
    asker = subject.request.asker
    whom = wording.mention(asker) if asker != offer.person else "your administrators"
    return f"If you need it, ask {whom}."


def _button(offer: Offer) -> Element:
    match offer.kind:
        case OfferKind.password:
            return blocks.button("Show My Sign-In", action_id=SHOW_SIGN_IN, value=str(offer.id), style="primary")
        case OfferKind.key:
            return blocks.button("Create My Access Key", action_id=CREATE_KEY, value=str(offer.id))
        case _:
            assert_never(offer.kind)


_WHAT = {OfferKind.password: "Your password for the AWS console", OfferKind.key: "Your access key"}
_ONCE = "Each is made when you click, shown to you once, and kept nowhere. Have your password manager at hand."
