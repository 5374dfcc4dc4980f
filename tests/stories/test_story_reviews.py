"""Reviews, from the command to IAM: owners answer for a group's members, and what they do not confirm is taken back."""

import csv
import io
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from sandbox.slack.driver_seen import Message, View
from tests.stories.house import House

ROOT = Path(__file__).resolve().parents[2]
SECTION = 'reviews: {reviewers: {s3-users: [U0BOB, U0DAN, "@s3-owners"]}}\n'
EMAIL = {name: {"tags": {"email": f"{name}@example.com"}} for name in ("ann", "bob", "eve")}


@pytest.fixture
def group(empty_house: House) -> House:
    """Ann, bob and eve are in a group that bob and dan answer for."""
    empty_house.catalog.write_text(empty_house.catalog.read_text() + SECTION)
    people = {name: {**EMAIL[name], "groups": ["s3-users"]} for name in EMAIL}
    empty_house.aws.seed({"users": people})
    empty_house.start()
    return empty_house


def starts(house: House, text: str = "start s3-users", *, who: Any = None) -> Message:
    """Type it, and give the card."""
    before = {message.ts for message in house.cards()}
    answer = (who or house.cleo).types(f"/iam review {text}")
    assert "On it: review" in answer.visible_text(), answer
    return house.wait_for(
        lambda: next((card for card in house.cards() if card.ts not in before), None), what="the review's card"
    )


def opens(house: House, who: Any, card: Message, words: str = "Who still needs to be in") -> View:
    assert who.clicks(house.card(card), "Review Members").failed is None

    def look() -> View:
        view = who.modal()
        assert view is not None
        assert words in view.visible_text(), view.visible_text()
        return view

    return house.wait_for(look, what=f"a form with {words!r}")


def members(house: House, group: str = "s3-users") -> set[str]:
    return {each["UserName"] for each in house.aws.iam.get_group(GroupName=group)["Users"]}


def test_owners_confirm_and_take_back_and_the_end_takes_the_rest(group: House) -> None:
    card = starts(group, "start S3-Users until 30d")
    says = card.visible_text()
    assert "To be answered by <@U0BOB>, <@U0DAN> or a member of @s3-owners, for everybody but themselves" in says
    assert "0 of 3 confirmed, 3 open." in says
    view = opens(group, group.bob, card)
    assert "`bob` is yours: somebody else has to answer for it." in view.visible_text()
    group.bob.fills({"ann": "Keep", "eve": "Take Back"})
    assert group.bob.submits().ok
    assert "Saved for 2 people." in group.bob.modal().visible_text()
    group.wait_until_gone(user="eve")
    group.wait_for_card("1 of 3 confirmed, 1 taken back, 1 open.", like=card)
    plan = next(each for each in group.cards() if "by review 1" in each.visible_text())
    says = group.wait_for_card("Done", like=plan).visible_text()
    assert "Leasehold asks to *take eve out of the group s3-users, by review 1*" in says
    assert "Approved by <@U0BOB>" in says
    group.time_has_come("review", "until")
    group.time_has_come("review", "next_try_at")
    group.wait_for_card("Ended", like=card)
    assert members(group) == {"ann"}
    assert group.card(card).buttons() == []
    group.wait_for_dm(group.dan, "The review of the IAM group `s3-users` is over. 1 of 3 confirmed, 2 taken back.")
    group.wait_for_dm(group.bob, "Your IAM user bob is not in the IAM group s3-users any more")
    group.settle()
    exported = exports(group, "1", "--format", "csv")
    rows = {row["user"]: row for row in csv.DictReader(io.StringIO(exported))}
    assert {name: row["outcome"] for name, row in rows.items()} == {
        "ann": "confirmed",
        "bob": "taken back",
        "eve": "taken back",
    }
    assert (rows["eve"]["decision"], rows["eve"]["decided_by"], rows["bob"]["decision"]) == ("take-back", "U0BOB", "")


def exports(house: House, *words: str) -> str:
    env = {"DATABASE_URL": house.database_url, "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-m", "bot", "review", "export", *words]
    return subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60, check=True).stdout


def test_nobody_but_an_owner_is_shown_the_members_or_starts_and_stops_a_review(group: House) -> None:
    assert "On it: review" in group.ann.types("/iam review start s3-users").visible_text()
    group.wait_for_dm(group.ann, "may start or stop a review of the group s3-users.")
    card = starts(group, who=group.dan)
    opens(group, group.ann, card, "You may not answer for the members of the group s3-users: only")
    assert group.ann.modal().submit is None
    assert "being stopped, if you may" in group.ann.types("/iam review stop 2").visible_text()
    group.settle()
    group.wait_for(lambda: group.dms(group.ann).count("may start or stop a review") == 2, what="the second refusal")
    assert "Review Members…" in group.card(card).buttons()
    group.cleo.types("/iam review stop 2")
    group.wait_for_card("Stopped by <@U0CLEO>", like=card)
    assert members(group) == {"ann", "bob", "eve"}


def test_a_forged_submission_is_judged_by_the_right_of_whoever_sent_it(group: House) -> None:
    card = starts(group)
    opens(group, group.dan, card)
    view = group.dan.modal()
    number = next(block["block_id"] for block in view.blocks if block["type"] == "input")
    option = {"text": {"type": "plain_text", "text": "Take Back"}, "value": "take-back"}
    values = {number: {"member-": {"type": "radio_buttons", "selected_option": option}}}
    forged = {
        "type": "view_submission",
        "team": {"id": "T0LEASE"},
        "user": {"id": "U0ANN"},
        "api_app_id": "A0LEASE",
        "view": {**view.raw, "id": "V0FORGED", "state": {"values": values}},
    }
    assert group.sends(forged).status == 200
    group.wait_for_dm(group.ann, "You may not answer for the members of the group s3-users")
    assert members(group) == {"ann", "bob", "eve"}
    assert group.rows("SELECT state FROM review_answer") == [("refused",)]


def test_a_submission_that_comes_twice_and_a_double_click_are_one_answer(group: House) -> None:
    card = starts(group)
    opens(group, group.dan, card)
    group.dan.fills({"eve": "Take Back"})
    sent = group.dan.submits()
    group.dan.clicks_again(sent)
    group.wait_until_gone(user="eve")
    group.settle()
    assert group.rows("SELECT count(*) FROM review_answer") == [(1,)]
    assert group.rows("SELECT count(*) FROM request") == [(1,)]
    assert group.changes() == ["RemoveUserFromGroup"]


def test_a_group_of_five_hundred_is_gone_through_page_by_page(group: House) -> None:
    names = [f"p{number:03}" for number in range(500)]
    group.aws.seed({"users": {name: {"groups": ["s3-users"]} for name in names}})
    card = starts(group)
    group.wait_for_card("0 of 503 confirmed, 503 open.", like=card)
    view = opens(group, group.dan, card)
    assert "20 people here, and 483 more after them." in view.visible_text()
    for place in range(0, 60, 20):
        labels = [block["label"]["text"] for block in group.dan.modal().blocks if block["type"] == "input"]
        assert len(labels) == 20, place
        group.dan.fills(dict.fromkeys(labels, "Keep"))
        assert group.dan.submits().ok
    group.wait_for_card("60 of 503 confirmed, 443 open.", like=card)
    again = opens(group, group.bob, card)
    assert "and 423 more after them." in again.visible_text()
    assert "p057" in again.visible_text()


def test_under_way_is_listed_and_what_is_typed_wrong_is_answered_with_how(group: House) -> None:
    assert "No review is under way." in group.eve.types("/iam review").visible_text()
    card = starts(group)
    group.wait_for_card("3 open", like=card)
    assert (
        "Review 1, the IAM group `s3-users`: 0 of 3 confirmed, 3 open" in group.eve.types("/iam review").visible_text()
    )
    for typed, said in (
        ("start", "Say it like this: `/iam review start developers`"),
        ("stop all", "Say it like this"),
        ("stop 9", "There is no review 9."),
        ("start s3-users", "The group s3-users is under review already: review 1."),
        ("start power-users until yesterday", "'yesterday' is no end for a review: write a day that comes"),
        ("start <!channel>", "is no name that IAM takes"),
    ):
        assert said in group.cleo.types(f"/iam review {typed}").visible_text(), typed


def test_without_the_section_it_is_said_what_is_missing(house: House) -> None:
    for typed in ("/iam review", "/iam review start s3-users"):
        assert "The catalog has no section 'reviews'" in house.cleo.types(typed).visible_text()


def test_a_reminder_has_the_button_and_loses_it_at_the_end(group: House) -> None:
    card = starts(group)
    group.settle()
    group.execute("UPDATE review SET begun_at = '2000-01-01 00:00:00.000000'")
    group.time_has_come("review", "next_try_at")
    reminder = group.wait_for_button(group.dan, "Review Members…")
    assert "Half of the time is over. 3 of 3 people" in reminder.visible_text()
    group.dan.clicks(reminder, "Review Members")
    group.wait_for_modal(group.dan)
    group.cleo.types("/iam review stop 1")
    group.wait_for_card("Stopped", like=card)
    group.wait_for_dm(group.dan, "was stopped by <@U0CLEO>")
    assert [each for each in group.dan.dm() if each.buttons()] == []


def test_the_form_says_when_each_last_used_what_the_group_allows_and_whose_lease_would_give_nothing(
    group: House,
) -> None:
    group.aws.set_advisor(seconds=0.2)
    group.aws.service_used("s3", user="ann", days_ago=3)
    group.aws.service_used("ec2", user="eve", days_ago=3)
    group.approved("s3-access 1h")
    card = starts(group)
    looked = "SELECT count(*) FROM review_item WHERE looked_at IS NOT NULL"
    group.wait_for(lambda: group.rows(looked) == [(3,)], what="Access Advisor's reports")
    says = opens(group, group.dan, card).visible_text()
    hints = [block["hint"]["text"] for block in group.dan.modal().blocks if block["type"] == "input"]
    assert len(hints) == 3, says
    assert hints[0].startswith("Last used what the group allows on 20")
    leased = "ann is in s3-users by a lease as well, which gives nothing from then on."
    assert hints[0].endswith(f", for s3. Before you take it back: {leased}")
    assert hints[1:] == ["Has not used what the group allows as far back as AWS tells"] * 2


def test_who_answers_while_slack_is_away_is_heard_when_it_is_back(group: House) -> None:
    card = starts(group)
    opens(group, group.dan, card)
    group.dan.fills({"ann": "Keep", "bob": "Keep", "eve": "Take Back"})
    group.slack.fault(method="users.info", do="status", times=2)
    assert group.dan.submits().ok
    group.wait_for_card("Ended", like=card)
    assert members(group) == {"ann", "bob"}
