"""Kill -9 while the other side has our call in hand: not performed, or performed with the answer on its way."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import pytest

from iam.join_group import JoinGroup
from models.post import PostKind
from sandbox.slack.driver_seen import Message
from tests.stories.agreeing import REPEAT
from tests.stories.house import House
from tests.stories.mortal import Mortal

NOW = timedelta()
BOTH = "s3-and-more 1h to restore a backup"
S3_USERS = JoinGroup(group="s3-users")
GRANTS = ("AddUserToGroup", "AttachUserPolicy")
REMOVALS = ("RemoveUserFromGroup", "DetachUserPolicy")
SLACKS = ("chat.postMessage", "chat.update", "users.info")
Moment = Literal["hold-before", "hold-after"]


@dataclass(frozen=True)
class Boundary:
    """One call of the other side, and whether it has been performed when the bot dies."""

    call: str
    moment: Moment

    def __str__(self) -> str:
        return f"{self.call}-{self.moment.removeprefix('hold-')}"

    @property
    def is_performed(self) -> bool:
        return self.moment == "hold-after"


def _both_moments(*calls: str) -> list[Boundary]:
    return [Boundary(call, moment) for call in calls for moment in ("hold-before", "hold-after")]


def _some_slow(boundaries: list[Boundary], *telling: Boundary) -> list[object]:
    return [each if each in telling else pytest.param(each, marks=pytest.mark.slow) for each in boundaries]


@pytest.fixture
def mortal(house: House) -> Mortal:
    return Mortal(house)


@pytest.mark.parametrize(
    "boundary",
    _some_slow(_both_moments(*GRANTS), Boundary("AddUserToGroup", "hold-after")),
    ids=str,
)
def test_a_grant_that_was_under_way_is_made_once_and_taken_back_whole(mortal: Mortal, boundary: Boundary) -> None:
    number = mortal.asks(BOTH)
    _die_during_grant(mortal, boundary, number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()
    assert mortal.house.aws.policies_of("ann") == set()
    assert (mortal.count("request"), mortal.count("lease"), mortal.count("decision")) == (1, 1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("boundary", _both_moments("AttachUserPolicy"), ids=str)
def test_what_stood_before_survives_a_crash_in_the_grant(mortal: Mortal, boundary: Boundary) -> None:
    _was_there_before(mortal)
    number = mortal.asks(BOTH)
    assert "by another hand: s3-users" in mortal.card(number).visible_text()
    _die_during_grant(mortal, boundary, number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}
    assert not {call.operation for call in mortal.house.aws.changes()} & {"AddUserToGroup", "RemoveUserFromGroup"}


@pytest.mark.parametrize(
    "boundary", _some_slow(_both_moments("DetachUserPolicy"), Boundary("DetachUserPolicy", "hold-after")), ids=str
)
def test_what_stood_before_survives_a_crash_in_the_removal(mortal: Mortal, boundary: Boundary) -> None:
    _was_there_before(mortal)
    number = _live(mortal, BOTH)
    _die_during_removal(mortal, boundary, number)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}
    assert mortal.house.aws.policies_of("ann") == set()


@pytest.mark.parametrize(
    "boundary",
    _some_slow(_both_moments(*REMOVALS), Boundary("RemoveUserFromGroup", "hold-before")),
    ids=str,
)
def test_a_removal_that_was_under_way_is_finished(mortal: Mortal, boundary: Boundary) -> None:
    number = _live(mortal, BOTH)
    _die_during_removal(mortal, boundary, number)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.sees(PostKind.outcome, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()
    assert mortal.house.aws.policies_of("ann") == set()


@pytest.mark.slow
@pytest.mark.parametrize("boundary", _both_moments("DetachUserPolicy"), ids=str)
def test_what_another_lease_still_gives_survives_a_crash_in_the_removal(mortal: Mortal, boundary: Boundary) -> None:
    other = _live(mortal, "s3-access 1h")
    number = _live(mortal, BOTH)
    _die_during_removal(mortal, boundary, number)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}
    assert "Live until" in mortal.card(other).visible_text()
    mortal.turn_lease(other, ends_at=NOW)
    mortal.sees(PostKind.card, other, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()


@pytest.mark.slow
@pytest.mark.parametrize("boundary", _both_moments("AddUserToGroup"), ids=str)
def test_two_leases_that_give_one_group_share_one_holding_through_a_crash(mortal: Mortal, boundary: Boundary) -> None:
    first, second = mortal.asks("s3-access 1h"), mortal.asks(BOTH)
    mortal.house.aws.fault(boundary.call, do=boundary.moment, times=1)
    mortal.clicks(mortal.house.bob, "Approve", first)
    _wait_until_held(mortal, boundary)
    mortal.clicks(mortal.house.bob, "Approve", second)
    mortal.kill_and_start()
    for number in (first, second):
        mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    assert mortal.house.rows("SELECT ours FROM holding WHERE state = 'in_place'") == [(True,), (True,)]
    mortal.turn_lease(first, ends_at=NOW)
    mortal.sees(PostKind.card, first, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == {"s3-users"}


@pytest.mark.parametrize(
    "boundary", _some_slow(_both_moments(*SLACKS), Boundary("chat.postMessage", "hold-after")), ids=str
)
def test_a_message_that_was_under_way_is_there_and_says_so_if_it_is_a_repeat(
    mortal: Mortal, boundary: Boundary
) -> None:
    mortal.house.slack.fault(method=boundary.call, do=boundary.moment, times=1, match=_first_of(boundary.call))
    mortal.does(lambda: mortal.house.ann.types(f"/iam request {BOTH}"))
    if boundary.call == "chat.update":
        mortal.settles()
        mortal.clicks(mortal.house.bob, "Approve", 1)
    mortal.wait_for(mortal.house.slack.held, what="a held call")
    mortal.kill_and_start()
    mortal.agrees()
    repeated = [card for card in mortal.house.cards() if REPEAT in card.visible_text()]
    assert len(repeated) == (1 if boundary.call == "chat.postMessage" else 0)
    assert len(mortal.house.cards()) == (2 if boundary == Boundary("chat.postMessage", "hold-after") else 1)
    if boundary.call != "chat.update":
        mortal.clicks(mortal.house.bob, "Approve", 1)
    mortal.sees(PostKind.card, 1, "Live until")
    mortal.agrees()


def test_a_click_on_the_older_copy_counts_and_withdraws_that_copy(mortal: Mortal) -> None:
    older, kept = _two_copies(mortal)
    mortal.does(lambda: mortal.house.bob.clicks(older, "Approve"))
    mortal.sees(PostKind.card, 1, "Live until")
    mortal.wait_for(lambda: [card.ts for card in mortal.house.cards()] == [kept.ts], what="the older copy's end")
    mortal.agrees()


def test_a_click_on_the_older_copy_of_a_decided_card_is_refused_and_withdraws_that_copy(mortal: Mortal) -> None:
    older, kept = _two_copies(mortal)
    mortal.does(lambda: mortal.house.bob.clicks(kept, "Approve"))
    mortal.sees(PostKind.card, 1, "Live until")
    mortal.does(lambda: mortal.house.dan.clicks(older, "Approve"))
    mortal.wait_for(lambda: [card.ts for card in mortal.house.cards()] == [kept.ts], what="the older copy's end")
    mortal.agrees()
    told = [each for each in mortal.house.dan.sees("C0APPROVALS") if each.ephemeral]
    assert len(told) == 1
    assert mortal.count("lease") == 1


def _two_copies(mortal: Mortal) -> tuple[Message, Message]:
    mortal.house.slack.fault(method="chat.postMessage", do="hold-after", times=1, match=_first_of("chat.postMessage"))
    mortal.does(lambda: mortal.house.ann.types(f"/iam request {BOTH}"))
    mortal.wait_for(mortal.house.slack.held, what="a held call")
    mortal.kill_and_start()
    mortal.settles()
    older, kept = mortal.house.cards()
    assert REPEAT in kept.visible_text()
    assert REPEAT not in older.visible_text()
    return older, kept


def _was_there_before(mortal: Mortal) -> None:
    mortal.house.aws.iam.add_user_to_group(GroupName="s3-users", UserName="ann")
    mortal.house.aws.clear_calls()
    mortal.stood = {"ann": {S3_USERS}}


def _first_of(method: str) -> dict[str, str]:
    """The card's, not the receipt's."""
    return {} if method == "users.info" else {"channel": "C0APPROVALS"}


def _live(mortal: Mortal, text: str) -> int:
    number = mortal.asks(text)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    return number


def _die_during_grant(mortal: Mortal, boundary: Boundary, number: int) -> None:
    mortal.house.aws.fault(boundary.call, do=boundary.moment, times=1)
    mortal.clicks(mortal.house.bob, "Approve", number)
    _wait_until_held(mortal, boundary)
    mortal.kill_and_start()


def _die_during_removal(mortal: Mortal, boundary: Boundary, number: int) -> None:
    mortal.house.aws.fault(boundary.call, do=boundary.moment, times=1)
    mortal.turn_lease(number, ends_at=NOW)
    _wait_until_held(mortal, boundary)
    mortal.kill_and_start()


def _wait_until_held(mortal: Mortal, boundary: Boundary) -> None:
    """The emulated AWS is as far as it was told to be, and our bot knows nothing of it."""
    mortal.wait_for(mortal.house.aws.held, what=f"{boundary.call} to be held")
    [held] = mortal.house.aws.held()
    assert (held.call.operation, held.performed) == (boundary.call, boundary.is_performed)
