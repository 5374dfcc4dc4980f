"""The invitation: what can be shown has its button, what is over says so, and whom to ask."""

from datetime import timedelta
from typing import Any

import pytest
from judging_for_messages import HOSTILE, foreign_markup, labels, taken
from rows_for_messages import NOW, S, request

from messages import invitation
from messages.message import Message
from messages.subject import Subject
from models.offer import Offer, OfferKind
from models.offer_states import OfferState
from sandbox.slack import reading

SUBJECT = Subject(request(S.granted))


def offer(state: OfferState = OfferState.open, kind: OfferKind = OfferKind.password, **given: Any) -> Offer:
    row = {
        "id": 5,
        "state": state,
        "kind": kind,
        "person": "U0EVE",
        "account": "main",
        "user": "eve",
        "lapses_at": NOW + timedelta(hours=24),
        "shown_at": NOW if state is OfferState.shown else None,
    }
    return Offer(**(row | given))


def seen(message: Message) -> str:
    return reading.visible_text(list(message.blocks))


def test_each_credential_has_its_button_with_its_number() -> None:
    drawn = invitation.render(SUBJECT, [offer(), offer(kind=OfferKind.key, id=6)])
    assert labels(drawn) == ["Show My Sign-In", "Create My Access Key"]
    assert [element["value"] for _, element in reading.interactive(list(drawn.blocks))] == ["5", "6"]
    assert "Your IAM user `eve` in account `main` is ready for you." in seen(drawn)


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (OfferState.shown, "was shown <!date^"),
        (OfferState.lapsed, "has lapsed, and nothing was made. If you need it, ask <@U0ANN>."),
        (OfferState.withdrawn, "was withdrawn. If you need it, ask <@U0ANN>."),
    ],
)
def test_what_is_over_has_no_button_and_says_so(state: OfferState, words: str) -> None:
    drawn = invitation.render(SUBJECT, [offer(state)])
    assert labels(drawn) == []
    assert words in seen(drawn)
    assert words in drawn.text


def test_after_one_is_shown_the_other_keeps_its_button() -> None:
    drawn = invitation.render(SUBJECT, [offer(OfferState.shown), offer(kind=OfferKind.key)])
    assert labels(drawn) == ["Create My Access Key"]


def test_while_it_is_made_it_can_be_clicked_again() -> None:
    assert labels(invitation.render(SUBJECT, [offer(OfferState.making)])) == ["Show My Sign-In"]


def test_whoever_asked_for_themselves_is_not_sent_to_themselves() -> None:
    drawn = invitation.render(SUBJECT, [offer(OfferState.lapsed, person="U0ANN")])
    assert "ask your administrators" in seen(drawn)


@pytest.mark.parametrize("state", OfferState)
def test_slack_takes_it_in_every_state_with_any_name(state: OfferState) -> None:
    drawn = invitation.render(Subject(request(S.granted, account=HOSTILE)), [offer(state, user=HOSTILE)] * 2)
    taken(drawn)
    assert foreign_markup(drawn) == []
