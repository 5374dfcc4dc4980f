"""Answering: who may decide, how often it counts, and what a refused click leaves behind."""

from sandbox.slack.driver_seen import Message
from tests.stories.house import House


def test_a_denial_says_why_and_changes_nothing(house: House) -> None:
    card = house.ask("s3-access 1h")
    assert house.denies(house.eve, card, "I would rather not").ok
    house.wait_for_whisper(house.eve, "only <@U0BOB> or @s3-owners may")
    house.bob.clicks(card, "Deny")
    house.wait_for_modal(house.bob)
    assert house.bob.submits().errors == {"reason": "Please complete this required field."}
    house.bob.fills({"reason": "Not on a Friday"})
    assert house.bob.submits().ok
    denied = house.wait_for_card("Denied by <@U0BOB>", like=card)
    assert "Not on a Friday" in denied.visible_text()
    assert not has_answers(denied)
    assert "Not on a Friday" in house.wait_for_dm(house.ann, "was denied by <@U0BOB>").visible_text()
    assert house.changes() == []


def test_a_quorum_counts_distinct_people_and_one_no_is_enough(house: House) -> None:
    card = house.ask("two-of-us 1h")
    house.bob.clicks(card, "Approve")
    house.wait_for_card("<@U0BOB> · 1 of 2", like=card)
    house.bob.clicks(card, "Approve")
    house.settle()
    assert house.changes() == []
    house.dan.clicks(card, "Approve")
    house.wait_until_granted("power-users")
    house.wait_for_card("Approved by <@U0BOB> and <@U0DAN> · 2 of 2", like=card)

    other = house.ask("two-of-us 1h", who=house.dan)
    house.bob.clicks(other, "Approve")
    house.denies(house.cleo, other, "Ask again tomorrow")
    house.wait_for_card("Denied by <@U0CLEO>", like=other)
    assert house.aws.groups_of("dan") == set()


def test_nobody_approves_their_own_request(house: House) -> None:
    house.slack.set_group("s3-owners", ["U0BOB", "U0DAN"])
    card = house.ask("s3-access 1h", who=house.bob)
    house.bob.clicks(card, "Approve")
    house.wait_for_whisper(house.bob, "Nobody decides for himself or herself")
    house.settle()
    assert has_answers(house.card(card))
    assert house.changes() == []
    assert house.rows("SELECT name, move.by, why FROM move WHERE subject = 'decision'") == [
        (
            "refuse",
            "U0BOB",
            "Nobody decides for himself or herself: you asked for this. Somebody else has to answer request 1.",
        )
    ]
    house.dan.clicks(card, "Approve")
    house.wait_until_granted(user="bob")


def test_an_approver_taken_out_of_the_group_before_the_click_decides_nothing(house: House) -> None:
    house.slack.set_group("s3-owners", ["U0DAN"])
    card = house.ask("s3-access 1h")
    house.slack.set_group("s3-owners", ["U0EVE"])
    house.dan.clicks(card, "Approve")
    house.wait_for_whisper(house.dan, "You may not decide on request 1")
    house.settle()
    assert has_answers(house.card(card))
    assert house.changes() == []
    house.slack.set_group("s3-owners", ["U0DAN"])
    house.dan.clicks(card, "Approve")
    house.wait_until_granted()


def test_a_first_vote_does_not_outlast_the_right_to_it(house: House) -> None:
    house.slack.set_group("s3-owners", ["U0EVE"])
    card = house.ask("two-of-us 1h")
    house.eve.clicks(card, "Approve")
    house.wait_for_card("<@U0EVE> · 1 of 2", like=card)
    house.slack.set_group("s3-owners", [])
    house.bob.clicks(card, "Approve")
    house.wait_for_whisper(house.eve, "Your approval of request 1 does not count any more")
    house.wait_for_card("<@U0BOB> · 1 of 2", like=card)
    assert house.changes() == []
    house.dan.clicks(card, "Approve")
    house.wait_until_granted("power-users")


def test_twenty_clicks_at_once_are_one_decision_and_one_set_of_calls(house: House) -> None:
    mine = house.ask("view-only 1h")
    clicks = [house.bob.click_payload(mine, "Approve") for _ in range(20)]
    answers = house.at_once([lambda one=one: house.slack.deliver_raw(one.body, one.headers) for one in clicks])
    assert {answer.status for answer in answers} == {200}
    house.wait_for_card("Live until", like=mine)

    others = house.ask("view-only 1h", who=house.cleo)
    several = [who.click_payload(others, "Approve") for who in (house.bob, house.dan) for _ in range(10)]
    answers = house.at_once([lambda one=one: house.slack.deliver_raw(one.body, one.headers) for one in several])
    assert {answer.status for answer in answers} == {200}
    house.wait_for_card("Live until", like=others)

    house.settle()
    assert house.changes() == ["AttachUserPolicy"] * 2
    assert house.rows("SELECT request_id, count(*) FROM decision WHERE state = 'counted' GROUP BY request_id") == [
        (1, 1),
        (2, 1),
    ]
    assert len(house.rows("SELECT id FROM lease")) == 2


def test_a_request_that_nobody_answers_lapses(house: House) -> None:
    card = house.ask("s3-access 1h")
    house.time_has_come("request", "lapses_at")
    lapsed = house.wait_for_card("Nobody answered in time", like=card)
    assert not has_answers(lapsed)
    house.wait_for_dm(house.ann, "s3-access* (request 1) lapsed")
    house.bob.clicks(card, "Approve")
    house.wait_for_whisper(house.bob, "Request 1 is lapsed already; your click changed nothing.")
    assert house.changes() == []
    house.approved("s3-access 1h")


def has_answers(card: Message) -> bool:
    """Whether the card can still be approved and denied."""
    return [label.partition(" ")[0].rstrip("…") for label in card.buttons()] == ["Approve", "Deny"]
