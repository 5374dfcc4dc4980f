"""Reminders that close: a finding is put before whose it is, and ends in a decision at a click."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.kept_finding import KeptFinding, place
from sandbox.slack.driver_seen import Message
from tests.stories import nagged
from tests.stories.house import PEOPLE, House
from tests.stories.nagged import GROUP, UNUSED

HOSTILE = "<!channel> *because* <https://evil.example|click> `x` \u202e" + "a" * 300


@pytest.fixture
def house(empty_house: House) -> House:
    """The bot is running, and nobody sleeps."""
    nagged.prepare(empty_house)
    empty_house.start()
    return empty_house


def dms(person: Any, words: str = UNUSED) -> list[Message]:
    return [each for each in person.dm() if words in each.visible_text()]


def test_what_is_not_needed_is_taken_back_at_a_click_and_restored_at_another(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    assert reminder.buttons() == ["Take It Back", "Make It a Lease", "Keep for 30 Days…", "Not Mine"]
    assert "1 thing is not needed, or not safe" in reminder.visible_text()

    assert house.ann.clicks(reminder, "Take It Back", confirm=False).failed == "not_confirmed"
    house.ann.clicks(reminder, "Take It Back")
    house.wait_until_gone()
    taken = nagged.now_says(house, house.ann, reminder, "Taken back")
    assert taken.buttons() == ["Undo"]
    assert house.changes() == ["RemoveUserFromGroup"]

    house.ann.clicks(taken, "Undo")
    house.wait_until_granted()
    restored = nagged.now_says(house, house.ann, reminder, "Restored by request")
    assert restored.buttons() == []
    house.settle()
    assert house.cards() == [], "nobody had to approve"
    assert len(dms(house.ann)) == 1


def test_an_old_message_answers_truthfully(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    old = nagged.reminder(house, house.ann)
    house.ann.clicks(old, "Take It Back")
    house.wait_until_gone()
    nagged.now_says(house, house.ann, old, "Taken back")
    for label, words in (("Take It Back", "gone already"), ("Not Mine", "gone already"), ("Make It a Lease", "gone")):
        house.ann.clicks(old, label)
        house.wait_for_whisper(house.ann, words, channel=old.channel)
    assert house.changes() == ["RemoveUserFromGroup"]


def test_what_changed_between_the_message_and_the_click_is_said(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    house.aws.iam.remove_user_from_group(GroupName=GROUP, UserName="ann")
    house.aws.clear_calls()
    house.ann.clicks(reminder, "Take It Back")
    house.wait_for_whisper(house.ann, "AWS does not show that any more", channel=reminder.channel)
    nagged.now_says(house, house.ann, reminder, "It is gone in AWS")
    assert house.changes() == []


def test_what_aws_refuses_is_said_in_its_own_words_and_can_be_tried_again(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    house.aws.fault("RemoveUserFromGroup", do="deny")
    house.ann.clicks(reminder, "Take It Back")
    refused = nagged.now_says(house, house.ann, reminder, "is not authorized to perform: iam:RemoveUserFromGroup")
    assert "It was not taken back, and stands as it was." in refused.visible_text()
    house.aws.clear_faults()
    house.ann.clicks(refused, "Take It Back")
    house.wait_until_gone()


def test_a_click_is_answered_at_once_though_aws_is_down_and_done_when_it_is_back(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    house.aws.down()
    assert house.ann.clicks(reminder, "Take It Back").failed is None
    house.wait_for(lambda: house.rows("SELECT tries > 0 FROM finding_answer WHERE state = 'cast'"), what="a try")
    assert house.rows("SELECT state FROM kept_finding") == [("open",)]
    house.aws.up()
    house.time_has_come("finding_answer", "next_try_at", where="state = 'cast'")
    house.wait_until_gone()
    nagged.now_says(house, house.ann, reminder, "Taken back")


def test_it_is_kept_for_a_reason_which_is_nobody_s_markup(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    house.ann.clicks(reminder, "Keep for 30 Days")
    house.wait_for_modal(house.ann)
    house.ann.fills({"reason": "   "})
    assert "Say what it is needed for" in str(house.ann.submits().errors)
    house.ann.fills({"reason": HOSTILE})
    assert house.ann.submits().failed is None
    kept = nagged.now_says(house, house.ann, reminder, "Kept until")
    assert kept.buttons() == ["Take It Back"]
    text = str(kept.blocks)
    assert "<!channel>" not in text
    assert "<https:" not in text
    nagged.nag(house)
    digest = [each for each in house.bob.sees("C0SECURITY") if "Granted against used" in each.visible_text()][-1]
    assert "Kept for a while: 1." in digest.visible_text()
    assert "<!channel>" not in str(digest.blocks)
    house.settle()
    assert len(dms(house.ann)) == 1, "nobody is reminded of what rests"


def test_not_mine_is_told_to_the_administrators_who_may_take_it(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    house.ann.clicks(reminder, "Not Mine")
    assert nagged.now_says(house, house.ann, reminder, "says that this is not theirs").buttons() == []
    nagged.nag(house)
    cleos = nagged.reminder(house, house.cleo)
    assert "<@U0ANN> says that this is not theirs" in cleos.visible_text()
    assert cleos.buttons() == ["Take It Back", "Keep for 30 Days…"]
    house.cleo.clicks(cleos, "Take It Back")
    house.wait_until_gone()
    house.wait_for_dm(house.ann, "It is about your IAM user")
    assert nagged.now_says(house, house.ann, reminder, "Taken back").buttons() == []
    taken = nagged.now_says(house, house.cleo, cleos, "Taken back")
    assert taken.buttons() == ["Undo…"]
    house.cleo.clicks(taken, "Undo…")
    card = house.wait_for(lambda: next(iter(house.cards()), None), what="the card of the undoing")
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()
    nagged.now_says(house, house.cleo, cleos, "Restored by request")


def test_a_lease_in_its_place_is_asked_for_and_approved_as_always(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    house.ann.clicks(reminder, "Make It a Lease")
    house.wait_until_gone()
    card = house.wait_for(lambda: next(iter(house.cards()), None), what="the card")
    assert card is not None
    assert "s3-access" in card.visible_text()
    house.bob.clicks(card, "Approve")
    house.wait_until_granted()
    house.wait_for_card("Live until", like=card)


def test_nobody_answers_for_somebody_else_whatever_they_send(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    for label in reminder.buttons():
        forged = house.ann.click_payload(reminder, label).payload
        assert house.sends(forged | {"user": forged["user"] | {"id": "U0BOB"}}).status == 200
    house.wait_for(
        lambda: house.rows("SELECT count(*) FROM finding_answer WHERE state = 'refused'")[0][0] == 3, what="refusals"
    )
    house.settle()
    assert house.rows("SELECT state FROM kept_finding") == [("open",)]
    assert house.rows("SELECT DISTINCT move.by, name FROM move WHERE subject = 'finding_answer'") == [
        ("U0BOB", "refuse")
    ]
    assert house.changes() == []


def test_a_click_that_comes_twice_is_one(house: House) -> None:
    nagged.in_vain(house)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann)
    clicks = [house.ann.click_payload(reminder, "Take It Back") for _ in range(6)]
    house.at_once([lambda click=click: house.slack.deliver_raw(click.body, click.headers) for click in clicks])
    house.wait_until_gone()
    nagged.now_says(house, house.ann, reminder, "Taken back")
    house.settle()
    assert house.changes() == ["RemoveUserFromGroup"]
    assert house.rows("SELECT count(*) FROM plan") == [(1,)]


def test_several_workers_remind_once(empty_house: House) -> None:
    house = empty_house
    nagged.prepare(house)
    for name in ("ann", "bob", "dan"):
        nagged.in_vain(house, name)
    house.start()
    others = [house.another_bot(LEASEHOLD_LOG_LEVEL="debug").start("worker", ready=False) for _ in range(2)]
    nagged.nag(house)
    for person in (house.ann, house.bob, house.dan):
        nagged.reminder(house, person)
    house.settle()
    assert all(each.is_running for each in others)
    for person in (house.ann, house.bob, house.dan):
        assert len(dms(person)) == 1
    assert house.rows("SELECT count(*) FROM post WHERE kind = 'reminder'") == [(3,)]


def test_a_thousand_findings_are_ten_and_the_rest_behind_a_button(house: House) -> None:
    _many(house, 1_000)
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann, "Unused service")
    assert "1000 things are not needed" in reminder.visible_text()
    assert reminder.visible_text().count("Unused service") == 10
    assert "…and 990 more" in reminder.visible_text()
    assert reminder.visible_text().index("service-999") < reminder.visible_text().index("service-998")
    house.ann.clicks(reminder, "Show More")
    first = house.wait_for_modal(house.ann)
    assert "1 to 20 of 1000 findings" in first.visible_text()
    house.ann.clicks(None, "Next Page")
    house.wait_for(lambda: "21 to 40 of 1000" in house.wait_for_modal(house.ann).visible_text(), what="the next page")
    house.ann.clicks(None, "Not Mine")
    house.wait_for(
        lambda: house.rows("SELECT subject FROM kept_finding WHERE state = 'disowned'") == [("service-979",)], what="it"
    )
    house.ann.clicks(None, "Keep for 30 Days")
    house.wait_for(lambda: house.wait_for_modal(house.ann).title == "Keep for 30 Days", what="the form on top")
    house.ann.fills({"reason": "for the audit"})
    house.ann.submits()
    house.wait_for(lambda: house.rows("SELECT count(*) FROM kept_finding WHERE state = 'resting'") == [(1,)], what="it")


def _many(house: House, count: int) -> None:
    arn, now = nagged.arn(house), datetime.now(UTC)
    with house.database() as database, database.write() as session:
        session.add_all(
            KeptFinding(
                standing=place("main", arn, "unused-service", f"service-{number:03}"),
                account="main",
                principal=arn,
                kind="unused-service",
                subject=f"service-{number:03}",
                evidence="not used in 90 days",
                suggestion="take the service out of the policy",
                found_at=now,
                seen_at=now,
                owner="U0ANN",
                weight=number,
            )
            for number in range(count)
        )


def test_who_does_not_answer_for_three_rounds_is_told_of(house: House) -> None:
    nagged.in_vain(house)
    for _ in range(4):
        nagged.nag(house)
    cleos = nagged.reminder(house, house.cleo, "Without an answer")
    assert "<@U0ANN>: 1 finding, reminded of in 3 rounds" in cleos.visible_text()
    assert "Take It Back" in cleos.buttons()
    house.settle()
    assert len(dms(house.cleo)) == 1
    assert len(dms(house.ann)) == 4


def test_what_the_catalog_exempts_nobody_hears_of_but_the_digest_counts_it(empty_house: House) -> None:
    house = empty_house
    nagged.prepare(house, also=', exempt: [{principal: ann, why: "needed on the day of the audit"}]')
    house.start()
    nagged.in_vain(house)
    nagged.nag(house)
    house.settle()
    assert house.ann.dm() == house.cleo.dm() == []
    [digest] = [each for each in house.bob.sees("C0SECURITY") if "Granted against used" in each.visible_text()]
    assert "Exempt by the catalog: 1." in digest.visible_text()
    assert "needed on the day of the audit" in digest.visible_text()


def test_who_sleeps_is_not_woken(empty_house: House) -> None:
    house = empty_house
    now = datetime.now(UTC)
    quiet = f"{(now.hour - 2) % 24:02}:00-{(now.hour + 3) % 24:02}:00"
    nagged.prepare(house)
    house.catalog.write_text(house.catalog.read_text().replace("quiet: never", f'quiet: "{quiet}"'))
    house.aws.seed({"users": PEOPLE})
    nagged.in_vain(house)
    for person in ("U0ANN", "U0CLEO"):
        house.slack.change_user(person, tz="UTC")
    house.start()
    nagged.nag(house)
    house.wait_for(
        lambda: house.rows("SELECT state, told_at FROM reminder WHERE person = 'U0ANN'") == [("due", None)], what="it"
    )
    assert house.ann.dm() == []
    house.catalog.write_text(nagged.AT_ANY_HOUR)
    house.time_has_come("reminder", "next_try_at", where="state = 'due'")
    nagged.reminder(house, house.ann)


def test_from_a_survey_to_a_key_that_is_off_and_on_again(empty_house: House) -> None:
    """All of it, for somebody who has never typed a word to the bot."""
    house = empty_house
    house.catalog.write_text(nagged.AT_ANY_HOUR)
    house.aws.seed({"users": {"ann": {**PEOPLE["ann"], "keys": 1}}})
    [key] = house.aws.keys_of("ann")
    house.aws.age_key("ann", key, 200)
    house.start()
    nagged.nag(house)
    reminder = nagged.reminder(house, house.ann, "Unused access key")
    assert key in reminder.visible_text()
    house.ann.clicks(reminder, "Take It Back")
    taken = nagged.now_says(house, house.ann, reminder, "Taken back")
    [after] = house.aws.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
    assert after["Status"] == "Inactive"
    house.ann.clicks(taken, "Undo")
    nagged.now_says(house, house.ann, reminder, "Restored by request")
    assert house.changes() == ["UpdateAccessKey", "UpdateAccessKey"]
    [digest] = [each for each in house.bob.sees("C0SECURITY") if "Granted against used" in each.visible_text()]
    assert "grants of a service to a user or a role" in digest.visible_text()
    assert "data_visualization" in [block["type"] for block in digest.blocks]
    assert "data_table" in [block["type"] for block in digest.blocks]
