"""What people read about groups, and about plans that can be undone."""

from typing import Any

import pytest
from judging_for_messages import foreign_markup, labels, taken
from rows_for_messages import NOW, S, request, vote

from iam import changes
from iam.access_keys import DeactivateKey
from iam.create_user import CreateUser
from iam.delete_user import DeleteUser
from iam.memberships import AddToGroup, LeaveGroup
from iam.remove_password import RemovePassword
from messages import group_page, plan_answers, plan_card
from messages.group_seen import GroupLine, GroupSeen, Leased
from messages.message import Message
from messages.subject import Subject
from models.deed import Deed
from models.deed_states import DeedState
from models.move import BOT
from models.plan import Plan
from models.plan_states import PlanState
from models.request import RequestKind
from sandbox.slack import reading

READ = "arn:aws:iam::aws:policy/ReadOnlyAccess"
HOSTILE = "<!channel> *x* `y`"


def seen(message: Message) -> str:
    return reading.visible_text(list(message.blocks))


def group(**given: Any) -> GroupSeen:
    row: dict[str, Any] = {
        "number": 7,
        "name": "developers",
        "path": "/people/",
        "account": "main",
        "members": ("ann", "ben"),
        "policies": (READ,),
        "inline": ("own",),
        "leases": (Leased("dan", "U0DAN", NOW),),
        "bundles": ("s3-access",),
        "seen_at": NOW,
    }
    return GroupSeen(**(row | given))


def done(*made: changes.AnyChange, plan: PlanState = PlanState.made, ours: bool = True, **given: Any) -> Subject:
    row = {"kind": RequestKind.plan, "bundle": "users", "description": "move eve", "lasts": None}
    steps = [changes.stored(each) for each in made]
    deeds = tuple(Deed(place=place, change=step, state=DeedState.made, ours=ours) for place, step in enumerate(steps))
    asked = request(S.granted if plan is PlanState.made else S.failed, steps=steps, **(row | given))
    carried = Plan(id=3, state=plan, approved_at=NOW, ended_at=NOW, why="")
    return Subject(asked, None, None, (vote("U0BOB"),), plan=carried, deeds=deeds)


def test_a_group_shows_who_is_in_it_what_it_allows_and_who_has_it_for_a_time() -> None:
    drawn = group_page.render(group(), {READ: "Reads everything"})
    taken(drawn)
    says = seen(drawn)
    assert "The IAM group `developers` under `/people/` in account `main`*: 2 members, 2 policies." in says
    assert "`ann`, `ben`" in says
    assert "the AWS managed policy `ReadOnlyAccess`: Reads everything" in says
    assert "the inline policy `own`, which stands in the group itself" in says
    assert "`dan`, leased by <@U0DAN> until <!date^" in says
    assert "It can be asked for with *s3-access*." in says
    assert labels(drawn) == ["Who Uses What"]


def test_an_empty_group_says_so() -> None:
    drawn = group_page.render(group(members=(), policies=(), inline=(), leases=(), bundles=()), {})
    assert labels(drawn) == []
    says = seen(drawn)
    assert "Nobody is in it." in says
    assert "None: being in it allows nothing." in says


def test_a_group_of_five_thousand_fits() -> None:
    names = tuple(f"a-rather-long-name-of-somebody-{number:04}" for number in range(5_000))
    drawn = group_page.render(group(members=names), {})
    taken(drawn)
    assert "5000 members" in seen(drawn)


def test_all_groups_are_listed_with_their_counts() -> None:
    lines = [GroupLine(f"g{number}", number % 3, number % 2) for number in range(300)]
    drawn = group_page.every(lines, NOW)
    taken(drawn)
    assert "`g0`: nobody, no policy" in seen(drawn)
    assert "`g1`: 1 member, 1 policy" in seen(drawn)
    assert "300 IAM groups" in seen(drawn)
    assert "The account has no groups." in seen(group_page.every([], NOW))


def test_names_of_others_stay_names() -> None:
    drawn = group_page.render(group(name=HOSTILE, members=(HOSTILE,), bundles=(HOSTILE,)), {READ: HOSTILE})
    taken(drawn)
    assert foreign_markup(drawn) == []
    assert foreign_markup(plan_answers.filed(12, title=f"offboard {HOSTILE}")) == []


@pytest.mark.parametrize(
    ("subject", "has_button"),
    [
        (done(LeaveGroup("eve", "a"), AddToGroup("eve", "b")), True),
        (done(DeactivateKey("eve", "AKIAEXAMPLE"), RemovePassword("eve")), True),
        (done(RemovePassword("eve")), False),
        (done(LeaveGroup("eve", "a"), ours=False), False),
        (done(LeaveGroup("eve", "a"), DeleteUser("eve")), False),
        (done(CreateUser("eve", "/", (), None), AddToGroup("eve", "b")), False),
        (done(LeaveGroup("eve", "a"), plan=PlanState.failed), False),
        (done(DeactivateKey("eve", "AKIAEXAMPLE"), plan=PlanState.failed, is_urgent=True), True),
    ],
)
def test_undo_is_offered_where_something_can_be_undone(subject: Subject, has_button: bool) -> None:
    drawn = plan_card.render(subject)
    taken(drawn)
    assert labels(drawn) == (["Undo…"] if has_button else [])


def test_what_was_undone_says_so_and_is_not_undone_again() -> None:
    for plan in (PlanState.made, PlanState.failed):
        shown = done(DeactivateKey("eve", "AKIAEXAMPLE"), plan=plan, is_urgent=True)
        assert shown.plan is not None
        shown.plan.undone_by = 14
        drawn = plan_card.render(shown)
        assert "Undone by request 14." in seen(drawn)
        assert labels(drawn) == []


def test_what_was_urgent_and_made_in_part_says_what_stands() -> None:
    shown = done(DeactivateKey("eve", "AKIAEXAMPLE"), plan=PlanState.failed, is_urgent=True)
    says = seen(plan_card.render(shown))
    assert (
        "AWS refused a part of it. What was done and stays: makes the access key `AKIAEXAMPLE` of `eve` inactive."
        in says
    )


def test_what_the_bot_asks_for_it_asks_by_its_name() -> None:
    shown = done(LeaveGroup("eve", "a"), asker=BOT, description="offboard eve")
    assert "Leasehold asks to *offboard eve*." in seen(plan_card.render(shown))


def test_an_account_that_was_never_read_is_not_said_to_be_empty() -> None:
    assert "no groups" not in group_page.every((), None).text
    assert "try again in a moment" in group_page.every((), None).text
    assert "The account has no groups." in group_page.every((), NOW).text
