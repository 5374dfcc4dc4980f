"""Abuse 1 and 2: nobody decides for himself or herself, by whatever second account, address or rule."""

from collections.abc import Iterator

import pytest

from sandbox.slack.driver_person import Person
from tests.abuse.tidying import decisions, state, tidy_up
from tests.stories.house import House

OWN = "Nobody decides for himself or herself"


@pytest.fixture
def house_of_all(shared: House) -> Iterator[House]:
    """One house for the file on each engine, tidied up after each test."""
    yield shared
    tidy_up(shared)


@pytest.mark.parametrize("email", ["ANN@Example.com", "ann+work@example.com", "Ann+a+b@EXAMPLE.com"])
def test_01_a_second_account_of_ones_own_approves_nothing(house_of_all: House, email: str) -> None:
    house = house_of_all
    second = moves_in(house, "U0ANN2", email)
    card = house.ask("s3-access 1h")
    second.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card) == [("U0ANN2", "approve", "refused")], what="the refusal")
    house.wait_for_whisper(second, OWN)
    assert house.denies(second, card, "by my other hand").ok
    house.wait_for(lambda: decisions(house, card)[1:] == [("U0ANN2", "deny", "refused")], what="the second refusal")
    assert house.aws.groups_of("ann") == set()
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()


def test_01_an_address_that_wanders_between_two_accounts_stays_ones_own(house_of_all: House) -> None:
    house = house_of_all
    second = moves_in(house, "U0ANN2", "other@example.com")
    card = house.ask("s3-access 1h")
    # Asked as ann@, and now ann@ is the second account's.
    house.slack.change_user("U0ANN", email="elsewhere@example.com", tell=True)
    house.slack.change_user("U0ANN2", email="ann@example.com", tell=True)
    second.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card) == [("U0ANN2", "approve", "refused")], what="the refusal")
    # Asked as ann@, and now the first account has the second one's mailbox; Slack did not even say so.
    house.slack.change_user("U0ANN2", email="other@example.com")
    house.slack.change_user("U0ANN", email="other+1@example.com")
    second.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card)[1:] == [("U0ANN2", "approve", "refused")], what="the second refusal")
    assert house.aws.groups_of("ann") == set()
    house.slack.change_user("U0ANN2", email="nobody-knows@example.com")
    house.slack.set_group("s3-owners", ["U0DAN"])
    house.dan.clicks(card, "Approve")
    house.wait_until_granted()


def test_01_requester_and_member_of_the_approving_group_is_a_requester(house_of_all: House) -> None:
    house = house_of_all
    house.slack.set_group("s3-owners", ["U0ANN", "U0DAN"])
    card = house.ask("s3-access 1h")
    house.ann.clicks(card, "Approve")
    house.wait_for_whisper(house.ann, OWN)
    assert house.aws.groups_of("ann") == set()
    house.dan.clicks(card, "Approve")
    house.wait_until_granted()


def test_01_a_quorum_of_one_person_with_two_accounts_is_one(house_of_all: House) -> None:
    house = house_of_all
    second = moves_in(house, "U0BOB2", "Bob+2@example.com")
    house.slack.set_group("s3-owners", ["U0BOB", "U0BOB2"])
    card = house.ask("two-of-us 1h")
    house.bob.clicks(card, "Approve")
    house.wait_for_card("1 of 2", like=card)
    second.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card)[1:] == [("U0BOB2", "approve", "refused")], what="the refusal")
    # The address moves on to the other account after the first vote: it was the first voter's when he voted.
    house.slack.change_user("U0BOB", email="bob.baker@example.com", tell=True)
    house.slack.change_user("U0BOB2", email="bob@example.com", tell=True)
    second.clicks(card, "Approve")
    house.wait_for(lambda: decisions(house, card)[2:] == [("U0BOB2", "approve", "refused")], what="the second refusal")
    assert state(house, card) == "waiting"
    house.dan.clicks(card, "Approve")
    house.wait_until_granted("power-users")


def test_02_the_same_rule_is_asked_at_the_request_the_click_and_the_grant(house_of_all: House) -> None:
    house = house_of_all
    # At the request.
    house.slack.change_user("U0DAN", is_restricted=True, tell=True)
    house.dan.types("/iam request s3-access 1h")
    house.wait_for_dm(house.dan, "you are a guest")
    # At the click.
    card = house.ask("two-of-us 1h")
    house.dan.clicks(card, "Approve")
    house.wait_for_whisper(house.dan, "you are a guest")
    # At the grant: of those whose votes were counted, and of who asked.
    house.bob.clicks(card, "Approve")
    house.wait_for_card("1 of 2", like=card)
    house.slack.change_user("U0BOB", is_restricted=True)
    house.cleo.clicks(card, "Approve")
    house.wait_for_whisper(house.bob, "does not count any more")
    assert decisions(house, card) == [
        ("U0DAN", "approve", "refused"),
        ("U0BOB", "approve", "refused"),
        ("U0CLEO", "approve", "counted"),
    ]
    house.slack.change_user("U0BOB", is_restricted=False)
    house.slack.change_user("U0ANN", deleted=True)
    house.bob.clicks(card, "Approve")
    house.wait_for(lambda: state(house, card) == "refused", what="the end of a request of somebody who left")
    house.wait_for_card("whoever asked for this is deactivated", like=card)
    assert house.aws.groups_of("ann") == set()


def test_02_an_administrator_ends_access_and_does_not_begin_it(house_of_all: House) -> None:
    house = house_of_all
    card = house.ask("view-only 1h")
    house.cleo.clicks(card, "Approve")
    house.wait_for_whisper(house.cleo, "You may not decide on request")
    house.bob.clicks(card, "Approve")
    live = house.wait_for_card("Live until", like=card)
    house.bob.clicks(live, "Revoke")
    house.wait_for_whisper(house.bob, "Only administrators can revoke access")
    assert house.aws.policies_of("ann")
    house.cleo.clicks(live, "Revoke")
    house.wait_for_card("revoked by <@U0CLEO>", like=card)


def moves_in(house: House, person_id: str, email: str) -> Person:
    """Another account of somebody's, which the approving group has in it."""
    house.slack.set_group("s3-owners", ["U0BOB", person_id])
    return house.slack.add_person(person_id, person_id.lower(), email=email)
