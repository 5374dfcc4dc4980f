"""The card of a plan: what will happen, in plain words and as the calls to come, and what became of it."""

from typing import Any

import pytest
from judging_for_messages import labels
from rows_for_messages import NOW, S, request, vote

from iam import changes
from iam.create_user import CreateUser
from iam.memberships import AddToGroup
from iam.remove_password import RemovePassword
from messages import alarm, plan_card, plan_notice, receipt, requests_page
from messages.message import Message
from messages.subject import Subject
from models.deed import Deed
from models.deed_states import DeedState
from models.plan import Plan
from models.plan_states import PlanState
from models.request import RequestKind
from sandbox.slack import reading

STEPS = [
    changes.stored(CreateUser("eve", "/", (("email", "eve@example.com"),), None)),
    changes.stored(AddToGroup("eve", "s3-users")),
]


def seen(message: Message) -> str:
    return reading.visible_text(list(message.blocks))


def subject(state: S = S.waiting, plan: PlanState | None = None, **given: Any) -> Subject:
    row = {
        "kind": RequestKind.plan,
        "bundle": "users",
        "description": "create the IAM user eve",
        "lasts": None,
        "steps": STEPS,
        "allows": ["Read and write in S3, through the group s3-users"],
        "whose": "U0EVE",
    }
    asked = request(state, **(row | given))
    votes = () if state is S.waiting else (vote("U0BOB"),)
    made = None if plan is None else Plan(id=3, state=plan, approved_at=NOW, ended_at=NOW, why="")
    return Subject(asked, None, None, votes, plan=made)


def test_who_decides_reads_what_happens_in_order_and_as_calls() -> None:
    says = seen(plan_card.render(subject()))
    assert "<@U0ANN> asks to *create the IAM user eve*. It is about <@U0EVE>." in says
    assert says.index("1. creates the IAM user `eve`") < says.index("2. adds `eve` to the group `s3-users`")
    assert "iam:CreateUser eve" in says
    assert "Read and write in S3, through the group s3-users" in says
    assert labels(plan_card.render(subject())) == ["Approve Request", "Deny…"]


@pytest.mark.parametrize(
    ("state", "plan", "words"),
    [
        (S.approved, PlanState.making, "Being made in AWS: 0 of 2 done."),
        (S.granted, PlanState.made, "Done <!date^"),
        (S.failed, PlanState.failing, "What was made of it is being undone."),
        (S.failed, PlanState.failed, "Nothing of it is left in AWS."),
    ],
)
def test_the_card_and_the_asker_s_messages_say_what_became_of_it(state: S, plan: PlanState, words: str) -> None:
    shown = subject(state, plan)
    for message in (plan_card.render(shown), plan_notice.render(shown, "U0ANN"), receipt.render(shown)):
        assert words in seen(message)
        assert labels(message) == []


def test_whom_it_is_about_reads_who_asked() -> None:
    says = seen(plan_notice.render(subject(S.granted, PlanState.made), "U0EVE"))
    assert "<@U0ANN> asked to *create the IAM user eve* (request 12). It is about your IAM user" in says
    assert "Your request" not in says


def test_what_cannot_be_undone_is_said_by_name() -> None:
    gone = changes.stored(RemovePassword("eve"))
    shown = subject(S.failed, PlanState.failed)
    deed = Deed(place=0, change=gone, state=DeedState.unmade, ours=True)
    says = seen(plan_card.render(Subject(shown.request, decisions=shown.decisions, plan=shown.plan, deeds=(deed,))))
    assert "What was done and stays: removes the console password of `eve`." in says


def test_administrators_hear_what_holds_it_up() -> None:
    shown = subject(S.approved, PlanState.making)
    assert shown.plan is not None
    shown.plan.why = "Rate exceeded"
    says = seen(alarm.render(shown))
    assert "The plan to create the IAM user eve (request 12) takes long" in says
    assert "Rate exceeded" in says


def test_a_list_names_a_plan_by_what_it_does() -> None:
    assert "<@U0ANN> asks to *create the IAM user eve*, since" in seen(requests_page.render([subject()], total=1))


def test_hostile_words_stay_words() -> None:
    says = seen(plan_card.render(subject(description="create <!channel> *eve*", reason="<@U0BOB> & `co`")))
    assert "<!channel>" not in says
