"""A new IAM user, from the form's first step until IAM shows it: forward and back, refused, and twice."""

import re
from typing import Any

import pytest

import handlers
from messages import user_form
from sandbox.slack.driver_seen import View
from tests.stories.house import House

USERS = "users: {approvers: [U0BOB, U0CLEO], path: /people/}"
READ_S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


@pytest.fixture
def house(empty_house: House) -> House:
    """The bot is running, and there is somebody who approves plans."""
    has_in_its_catalog(empty_house, USERS)
    empty_house.start()
    empty_house.wait_for(lambda: empty_house.rows("SELECT count(*) FROM taking") == [(1,)], what="a snapshot")
    return empty_house


def has_in_its_catalog(house: House, users: str) -> None:
    """Put this in the place of the section that stories have."""
    written = house.catalog.read_text()
    house.catalog.write_text(re.sub(r"^users: .*$", users, written, flags=re.MULTILINE))


def begins(house: House, who: Any, name: str = "eve") -> View:
    assert who.types(f"/iam user new {name}").ok
    return waits_for(house, who, "1 of 4")


def waits_for(house: House, who: Any, words: str) -> View:
    """The modal, once it says this."""

    def look() -> View:
        view = who.modal()
        assert view is not None
        assert words in view.visible_text(), view.visible_text()
        return view

    return house.wait_for(look, what=f"a modal with {words!r}")


def details(house: House, who: Any, *, whose: str = "U0EVE", **values: Any) -> None:
    """Go through the first step."""
    who.fills({"whose": whose, **values})
    sent = who.submits()
    assert sent.ok, sent
    waits_for(house, who, "2 of 4")


def reviews(house: House, who: Any, **values: Any) -> View:
    """Go through the second step."""
    who.fills(values)
    sent = who.submits()
    assert sent.ok, sent
    return waits_for(house, who, "3 of 4")


def test_a_user_is_created_with_a_new_group_and_is_there_when_it_is_approved(house: House) -> None:
    cleo = house.cleo
    begins(house, cleo)
    details(house, cleo, access=["console", "must-reset", "programs"], tags="team=data\ncost center = 12")
    assert cleo.searches("new_group_policies", "s3read")[0] == "AmazonS3ReadOnlyAccess"
    page = reviews(house, cleo, groups=["s3-users"], new_group="readers", new_group_policies=["AmazonS3ReadOnlyAccess"])
    said = page.visible_text()
    assert "1. creates the IAM user `eve` under `/people/`, tagged `team: data` and `cost center: 12`" in said
    assert "iam:CreateUser eve\niam:CreateGroup readers\niam:AttachGroupPolicy" in said
    page = waits_for(house, cleo, "Lists, reads, tags, writes and changes permissions: Amazon S3")
    assert "being worked out" not in page.visible_text()
    cleo.fills({"reason": "our new data engineer"})
    filed = cleo.submits()
    assert filed.ok, filed
    last = waits_for(house, cleo, "4 of 4")
    assert "*Request 1*: create the IAM user `eve` for <@U0EVE>" in last.visible_text()
    assert "waits in <#C0APPROVALS> to be approved by <@U0BOB> or <@U0CLEO>" in last.visible_text()
    assert last.submit is None

    card = house.wait_for_card("asks to *create the IAM user eve*")
    assert "our new data engineer" in card.visible_text()
    assert "tagged `email: eve@example.com`, `team: data` and `cost center: 12`" in card.visible_text()
    assert "Lists, reads, tags, writes and changes permissions: Amazon S3" in card.visible_text()
    assert house.changes() == []
    house.bob.clicks(card, "Approve")
    house.wait_for(lambda: "eve" in house.aws.state()["users"], what="eve in IAM")
    house.aws.wait_for(lambda: house.aws.groups_of("eve") == {"s3-users", "readers"}, what="eve in her groups")
    house.wait_for(lambda: house.rows("SELECT state FROM plan") == [("made",)], what="the plan to be made")
    eve = house.aws.state()["users"]["eve"]
    assert eve["arn"].endswith(":user/people/eve")
    assert {key: eve["tags"][key] for key in ("email", "team", "cost center")} == {
        "email": "eve@example.com",
        "team": "data",
        "cost center": "12",
    }
    assert [value for key, value in eve["tags"].items() if key.startswith("leasehold:")] == ["1"]
    assert house.aws.state()["groups"]["readers"]["policies"] == [READ_S3]
    assert eve["policies"] == ["arn:aws:iam::aws:policy/IAMUserChangePassword"]
    invited = house.wait_for_button(house.eve, "Show My Sign-In")
    assert "Create My Access Key" in invited.buttons()


def test_going_back_keeps_what_was_filled_in_and_what_was_half_filled_in(house: House) -> None:
    cleo = house.cleo
    begins(house, cleo)
    details(house, cleo, tags="team=data")
    cleo.fills({"groups": ["s3-users"], "new_group": "half-way"})
    assert cleo.clicks(None, "Back").ok
    first = waits_for(house, cleo, "1 of 4")
    assert first.values["name"]["name"]["value"] == "eve"
    assert first.values["whose"]["whose"]["selected_user"] == "U0EVE"
    assert first.values["tags"]["tags"]["value"] == "team=data"
    details(house, cleo, name="eve.2")
    second = waits_for(house, cleo, "2 of 4")
    assert second.values["groups"]["groups"]["selected_options"][0]["value"] == "s3-users"
    assert second.values["new_group"]["new_group"]["value"] == "half-way"
    reviews(house, cleo, new_group="")
    cleo.fills({"reason": "half a reason"})
    assert cleo.clicks(None, "Back").ok
    waits_for(house, cleo, "2 of 4")
    last = reviews(house, cleo)
    assert last.values["reason"]["reason"]["value"] == "half a reason"
    assert "creates the IAM user `eve.2`" in last.visible_text()
    assert house.rows("SELECT count(*) FROM request") == [(0,)]


def test_what_is_wrong_is_said_beside_its_field_all_at_once(house: House) -> None:
    cleo = house.cleo
    begins(house, cleo, name="no such name")
    cleo.fills({"whose": "U0EVE", "access": ["must-reset"], "path": "/elsewhere/", "tags": "team=data\nnonsense"})
    errors = cleo.submits().errors
    assert set(errors) == {"name", "access", "path", "tags"}
    assert "is no name that IAM takes" in errors["name"]
    assert "Line 2: write a key, an equals sign and a value" in errors["tags"]
    assert "begins with /people/" in errors["path"]
    cleo.fills({"name": "ANN", "access": ["console"], "path": "/people/", "tags": "email=a@example.com"})
    errors = cleo.submits().errors
    assert "There is an IAM user ann in account 'main' already" in errors["name"]
    assert "set from the person's profile" in errors["tags"]
    cleo.fills({"name": "eve", "tags": ""})
    details(house, cleo)
    cleo.fills({"new_group": "S3-Users", "policies": ["AdministratorAccess"]})
    errors = cleo.submits().errors
    assert "There is an IAM group s3-users in account 'main' already" in errors["new_group"]
    assert "at least one policy for the group S3-Users" in errors["new_group_policies"]
    assert "Leasehold attaches AdministratorAccess to nobody" in errors["policies"]
    assert house.rows("SELECT count(*) FROM request") == [(0,)]


def test_sent_twice_it_is_one_request_and_a_name_that_is_asked_for_is_said_at_once(house: House) -> None:
    cleo, dan = house.cleo, house.dan
    begins(house, cleo)
    details(house, cleo)
    reviews(house, cleo, groups=["s3-users"])
    sent = cleo.submits()
    assert house.cleo.clicks_again(sent).ok
    assert "Request 1" in waits_for(house, cleo, "4 of 4").visible_text()
    assert house.rows("SELECT count(*) FROM request") == [(1,)]
    begins(house, dan, name="Eve")
    dan.fills({"whose": "U0EVE"})
    assert "That is asked for already: request 1" in dan.submits().errors["name"]


def test_of_two_who_ask_for_one_name_at_once_one_is_told_of_the_other(house: House) -> None:
    for who, whose in ((house.cleo, "U0EVE"), (house.dan, "U0FAY")):
        begins(house, who)
        details(house, who, whose=whose)
        reviews(house, who, groups=["s3-users"])
    house.at_once([house.cleo.submits, house.dan.submits])
    shown = sorted(house.wait_for_modal(who).visible_text() for who in (house.cleo, house.dan))
    assert [("*Request 1*" in each, "asked for already: request 1" in each) for each in shown].count((True, False)) == 1
    assert [("*Request 1*" in each, "asked for already: request 1" in each) for each in shown].count((False, True)) == 1
    assert house.rows("SELECT count(*) FROM request") == [(1,)]


def test_a_bot_that_is_killed_in_between_loses_nothing(house: House) -> None:
    cleo = house.cleo
    begins(house, cleo)
    details(house, cleo)
    house.bot.kill()
    assert not cleo.submits().ok
    house.bot.start()
    reviews(house, cleo, groups=["s3-users"])
    house.bot.kill()
    house.bot.start()
    assert cleo.submits().ok
    house.wait_for_card("asks to *create the IAM user eve*")


@pytest.mark.parametrize(
    ("whose", "words"),
    [
        ("U0GUS", "Only full members of this workspace get an IAM user; Slack says that gus is a guest"),
        ("U0ANN", "The IAM user ann in account 'main' carries the address of ann already"),
    ],
)
def test_who_cannot_have_one_is_refused_with_the_next_step(house: House, whose: str, words: str) -> None:
    cleo = house.cleo
    begins(house, cleo)
    details(house, cleo, whose=whose)
    reviews(house, cleo)
    assert cleo.submits().ok
    house.wait_for_dm(cleo, words)
    assert house.cards() == []
    begins(house, cleo)
    cleo.fills({"whose": whose})
    assert words in cleo.submits().errors["whose"]


def test_a_draft_is_its_owners_and_is_forgotten_after_a_day(house: House) -> None:
    cleo = house.cleo
    view = begins(house, cleo)
    house.execute("UPDATE draft SET by = 'U0DAN'")
    cleo.fills({"whose": "U0EVE"})
    assert cleo.submits().ok
    assert "too old to go on with" in waits_for(house, cleo, "Nothing was asked for").visible_text()
    assert house.cleo.modal().callback_id == user_form.DONE
    assert view.private_metadata not in house.bot.log.read_text()


def test_the_shortcut_and_the_home_tab_begin_it_too(house: House) -> None:
    cleo = house.cleo
    assert cleo.uses_shortcut(handlers.NEW_USER).ok
    waits_for(house, cleo, "1 of 4")
    cleo.closes()
    cleo.opens_home()
    home = house.wait_for(cleo.home, what="Home")
    assert cleo.clicks(home, "Create an IAM User").ok
    waits_for(house, cleo, "1 of 4")
    house.ann.opens_home()
    assert "Create an IAM User…" not in house.wait_for(house.ann.home, what="Home").buttons()


def test_without_the_catalogs_section_nobody_makes_users(empty_house: House) -> None:
    has_in_its_catalog(empty_house, "")
    empty_house.start()
    ann = empty_house.ann
    assert "The catalog has no section 'users'" in ann.types("/iam user new eve").visible_text()
    ann.uses_shortcut(handlers.NEW_USER)
    empty_house.wait_for_dm(ann, "The catalog has no section 'users'")
    assert "Type `/iam user new`" in ann.types("/iam user").visible_text()
