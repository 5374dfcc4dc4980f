"""The card: votes so far, warnings, and how an end is told."""

from datetime import timedelta
from typing import Any

import pytest
from judging_for_messages import labels
from rows_for_messages import ATTACH, JOIN, NOW, L, S, lease, principal, request, subject, vote

from messages import request_card
from messages.subject import Subject
from models.decision import Answer
from models.decision_states import DecisionState
from models.lease_states import LeaseState
from sandbox.slack import reading


def read(card: Subject) -> str:
    return reading.visible_text(list(request_card.render(card).blocks))


def test_votes_so_far_are_counted_and_the_buttons_stay() -> None:
    votes = (
        vote("U0BOB"),
        vote("U0CLEO", id=2, state=DecisionState.refused),
        vote("U0EVE", id=3, state=DecisionState.cast),
        vote("U0GUS", Answer.deny, id=4),
    )
    card = Subject(request(quorum=2), principal(), None, votes)
    assert "Approved so far by <@U0BOB> · 1 of 2 · request 12" in read(card)
    assert "2 approvals are needed, by <@U0BOB> or a member of @s3-owners." in read(card)
    assert labels(request_card.render(card)) == ["Approve Request", "Deny…"]


def test_everybody_whose_vote_counted_is_named() -> None:
    votes = (vote("U0BOB"), vote("U0DAN", id=2))
    card = Subject(request(S.granted, quorum=2), principal(), lease(L.live), votes)
    assert "Approved by <@U0BOB> and <@U0DAN> · 2 of 2" in read(card)


def test_warnings_stand_before_the_buttons_and_go_with_them() -> None:
    warning = "Quota: ann has 10 groups of at most 10; 1 more would not fit, and AWS would refuse."
    assert f"*Before you decide*\n• {warning}" in read(subject(warnings=[warning]))
    assert "Quota" not in read(subject(S.denied, warnings=[warning]))


def test_a_request_without_a_reason_says_so() -> None:
    assert "No reason was given." in read(subject(reason=" "))


def test_permanent_access_is_for_good() -> None:
    forever = Subject(request(S.granted, lasts=None), principal(), lease(L.live, ends_at=None, lasts=None))
    assert "asks for *s3-access* for good" in read(forever)
    assert "Live, for good." in read(forever)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"ended_by": None}, "UTC>: its time was up."),
        ({"ended_by": "U0ANN"}, "UTC>: given back by <@U0ANN>."),
        ({"ended_by": "U0CLEO"}, "UTC>: revoked by <@U0CLEO>."),
        ({"ended_by": "U0CLEO", "live_at": None}, "UTC>: revoked by <@U0CLEO> before it was live."),
        ({"ended_at": NOW + timedelta(hours=9)}, "its time was up. It was gone from AWS <!date^1795543200^"),
    ],
)
def test_an_end_is_told_with_how_it_came(given: dict[str, Any], told: str) -> None:
    assert told in read(Subject(request(S.granted), principal(), lease(LeaseState.ended, **given)))


def test_what_it_gives_stands_in_plain_words_and_as_the_changes_to_come() -> None:
    own = {"kind": "attach-policy", "arn": "arn:aws:iam::111111111111:policy/team/own"}
    job = {"kind": "attach-policy", "arn": "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"}
    text = read(subject(steps=[JOIN, ATTACH, own, job]))
    assert "• joins the IAM group `s3-users`" in text
    assert "• gets the AWS managed policy `ViewOnlyAccess`" in text
    assert "• gets the policy `arn:aws:iam::111111111111:policy/team/own`" in text
    assert "iam:AddUserToGroup s3-users → ann" in text
    assert "iam:AttachUserPolicy arn:aws:iam::aws:policy/job-function/ViewOnlyAccess → ann" in text


def test_a_step_of_a_newer_release_is_told_as_such() -> None:
    text = read(subject(steps=[{"kind": "assume-role", "role": "x"}]))
    assert "• gets something of the kind `assume-role`, which this release of the bot does not know" in text


def test_revoking_asks_first_and_says_what_goes() -> None:
    card = request_card.render(subject(S.granted, L.live))
    (_, button) = next(iter(reading.interactive(list(card.blocks))))
    assert button["style"] == "danger"
    assert button["confirm"]["text"]["text"] == (
        "s3-access is taken from the IAM user ann now. To have it back, it has to be asked for."
    )
