"""Abuse 3, 4 and 11: the right to decide is looked up live; a channel is no right, and doubt is no yes."""

from collections.abc import Iterator
from typing import Any

import pytest

from bot.directory import SlackDirectory
from bot.home import Home
from tests.abuse.tidying import ON_SQLITE, decisions, number, state, tidy_up
from tests.stories.house import House


@pytest.fixture
def house_of_all(shared: House) -> Iterator[House]:
    """One house for the file on each engine, tidied up after each test."""
    yield shared
    tidy_up(shared)


def test_03_taken_out_of_the_group_between_post_and_click(house_of_all: House) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0DAN", "U0EVE"])
    card = house.ask("s3-access 1h")
    house.slack.set_group("s3-owners", ["U0DAN"])
    house.eve.clicks(card, "Approve")
    house.wait_for_whisper(house.eve, "You may not decide")
    assert decisions(house, card) == [("U0EVE", "approve", "refused")]
    house.dan.clicks(card, "Approve")
    house.wait_until_granted()


def test_03_taken_out_between_the_first_vote_and_the_quorum(house_of_all: House) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0EVE"])
    card = house.ask("two-of-us 1h")
    house.eve.clicks(card, "Approve")
    house.wait_for_card("1 of 2", like=card)
    house.slack.set_group("s3-owners", ["U0BOB"])
    house.dan.clicks(card, "Approve")
    house.wait_for_whisper(house.eve, "does not count any more")
    house.wait_for_card("Approved so far by <@U0DAN> · 1 of 2", like=card)
    assert house.aws.groups_of("ann") == set()
    house.cleo.clicks(card, "Approve")
    house.wait_until_granted("power-users")


def test_03_a_form_for_denying_that_was_opened_before(house_of_all: House) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0EVE"])
    card = house.ask("s3-access 1h")
    house.eve.clicks(card, "Deny")
    house.wait_for_modal(house.eve)
    house.eve.fills({"reason": "while I still can"})
    house.slack.set_group("s3-owners", ["U0BOB"])
    assert house.eve.submits().ok
    house.wait_for_whisper(house.eve, "You may not decide")
    assert state(house, card) == "waiting"
    assert house.denies(house.bob, card, "not today").ok
    house.wait_for_card("Denied by <@U0BOB>", like=card)


def test_03_a_group_that_is_renamed_or_switched_off_lends_no_right(house_of_all: House) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0EVE"])
    card = house.ask("s3-access 1h")
    house.slack.set_group("s3-owners", ["U0EVE"], disabled=True)
    house.eve.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card) == [("U0EVE", "approve", "refused")], what="the refusal")
    # Another group of nearly the name, made by whoever may make groups.
    house.slack.set_group("s3-ownersx", ["U0EVE"])
    house.slack.set_group("S3-Owners", ["U0EVE"])
    house.eve.clicks(card, "Approve")
    house.wait_for(lambda: len(decisions(house, card)) == 2, what="the second click")
    house.settle()
    assert decisions(house, card)[1:] == [("U0EVE", "approve", "refused")]
    house.slack.set_group("s3-owners", ["U0EVE"], disabled=False)
    house.eve.clicks(card, "Approve")
    house.wait_until_granted()


STANDINGS: dict[str, tuple[dict[str, Any], str]] = {
    "deactivated": ({"deleted": True}, "you are deactivated"),
    "a guest": ({"is_restricted": True}, "you are a guest"),
    "a guest of one channel": ({"is_ultra_restricted": True}, "you are a guest"),
    "a bot": ({"is_bot": True}, "you are a bot"),
    "of another workspace": ({"team_id": "T0OTHER"}, "you are from another workspace"),
    "a stranger": ({"is_stranger": True, "team_id": "T0OTHER"}, "you are from another workspace"),
}


@ON_SQLITE
@pytest.mark.parametrize(("change", "said"), STANDINGS.values(), ids=STANDINGS.keys())
def test_04_only_members_decide_whatever_group_they_are_in(
    house_of_all: House, change: dict[str, Any], said: str
) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0EVE", "U0DAN"])
    card = house.ask("s3-access 1h")
    house.slack.change_user("U0EVE", **change)
    house.eve.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card) == [("U0EVE", "approve", "refused")], what="the refusal")
    assert said in dict(house.rows("SELECT request_id, why FROM decision"))[number(card)]
    assert state(house, card) == "waiting"
    house.dan.clicks(card, "Approve")
    house.wait_until_granted()


def test_04_colleagues_of_another_workspace_of_the_organisation_are_members() -> None:
    """What the stand-in cannot show: users.info of a colleague in a sister workspace, beside one of elsewhere."""
    home = Home()
    home.team_id, home.enterprise_id = "T0LEASE", "E0LEASE"
    shown = {
        "U1": {"id": "U1", "team_id": "T0SISTER", "enterprise_user": {"enterprise_id": "E0LEASE"}},
        "U2": {"id": "U2", "team_id": "T0OTHER", "enterprise_user": {"enterprise_id": "E0OTHER"}},
        "U3": {"id": "U3", "team_id": "T0OTHER"},
        "U4": {"id": "U4", "team_id": "T0LEASE"},
    }

    class Client:
        def users_info(self, *, user: str) -> dict[str, Any]:
            return {"user": shown[user]}

    directory = SlackDirectory(Client(), home=home)  # type: ignore[arg-type]  # all that it asks of one
    standings = {each: directory.profile(each).standing.value for each in shown}
    assert standings == {"U1": "member", "U2": "stranger", "U3": "stranger", "U4": "member"}


def test_11_to_be_in_the_channel_is_no_right(house_of_all: House) -> None:
    house = house_of_all
    card = house.ask("s3-access 1h")
    before = card.raw
    house.eve.clicks(card, "Approve")
    refused = house.wait_for_whisper(house.eve, f"You may not decide on request {number(card)}")
    assert "only <@U0BOB> or @s3-owners may" in refused.visible_text()
    assert house.denies(house.eve, card, "nor this").ok
    house.wait_for(lambda: len(decisions(house, card)) == 2, what="the second click")
    house.settle()
    # Privately: nobody else reads it, and the card is as it was. Recorded: by whom, what, and why not.
    assert not [words for words in house.whispers(house.bob) if f"request {number(card)}" in words]
    assert house.card(card).blocks == before["blocks"]
    moves = house.rows("SELECT name, by, why FROM move WHERE subject = 'decision' ORDER BY id DESC LIMIT 2")
    assert [(name, by) for name, by, _ in moves] == [("refuse", "U0EVE"), ("refuse", "U0EVE")]
    assert all("You may not decide" in why for *_, why in moves)
    assert house.aws.groups_of("ann") == set()
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()


TROUBLE: dict[str, dict[str, Any]] = {
    "too many calls": {"do": "rate_limited", "retry_after": 1},
    "out of order": {"do": "status", "status": 500},
    "no answer": {"do": "drop-before"},
    "an inner error": {"do": "error", "error": "internal_error"},
}


@ON_SQLITE
@pytest.mark.parametrize("trouble", TROUBLE.values(), ids=TROUBLE.keys())
@pytest.mark.parametrize("method", ["users.info", "usergroups.users.list"])
def test_11_while_slack_cannot_say_who_may_decide_a_decision_waits(
    house_of_all: House, method: str, trouble: dict[str, Any]
) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0DAN"])
    card = house.ask("s3-access 1h")
    house.slack.fault(method=method, **trouble)
    house.eve.clicks(card, "Approve")
    house.dan.clicks(card, "Approve")
    house.wait_for(lambda: len(house.slack.calls(method)) > 2, what="a few tries")
    assert [each[2] for each in decisions(house, card)] == ["cast", "cast"]
    house.slack.clear_faults()
    house.wait_until_granted()
    house.settle()
    assert decisions(house, card) == [("U0EVE", "approve", "refused"), ("U0DAN", "approve", "counted")]


@ON_SQLITE
@pytest.mark.parametrize("error", ["user_not_found", "missing_scope", "token_revoked"])
def test_11_when_slack_will_never_say_it_a_decision_is_refused(house_of_all: House, error: str) -> None:
    house = house_of_all
    card = house.ask("s3-access 1h")
    house.slack.fault(method="users.info", do="error", error=error)
    house.bob.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card) == [("U0BOB", "approve", "refused")], what="the refusal")
    assert state(house, card) == "waiting"
    house.slack.clear_faults()
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()
