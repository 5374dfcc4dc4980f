"""The checkup: an administrator asks for it and has it in a DM; once a firing it stands beside the nags."""

from datetime import UTC, datetime, timedelta

from sandbox.slack.driver_seen import Message
from tests.stories.house import House

HALF_A_YEAR = datetime.now(UTC) - timedelta(days=180)


def checkups(house: House) -> list[Message]:
    """What stands in the channel for nags."""
    return [message for message in house.bob.sees("C0SECURITY") if "Checkup of" in message.visible_text()]


def test_an_administrator_asks_and_reads_what_needs_a_person_and_how_to_mend_it(empty_house: House) -> None:
    house, aws = empty_house, empty_house.aws
    aws.seed({"users": {"dan": {"password": True, "keys": 1}, "bob": {"password": True, "mfa": True}}})
    aws.age_key("dan", aws.keys_of("dan")[0], 200)
    aws.set_last_used("dan", password=HALF_A_YEAR)
    aws.set_last_used("bob", password=datetime.now(UTC))
    aws.set_root(keys=1, mfa=True)
    house.start()

    answer = house.cleo.types("/iam checkup")
    assert "If you are an administrator" in answer.visible_text()
    told = house.wait_for_dm(house.cleo, "Checkup of the account").visible_text()
    assert "items are well, " in told
    assert "*2.4 Access keys of the root user*" in told
    assert "Sign in as root" in told
    assert "1 of 2 users with a console password has no MFA: dan" in told
    assert "1 password and 1 key unused for more than 45 days: dan key 1 (never used in 200 days)" in told
    assert "2.5 MFA of the root user: the root user has MFA" in told
    house.settle()
    # The message that said that it had begun is the one that tells.
    assert len(house.cleo.dm()) == 1
    assert len(aws.calls("GetAccountAuthorizationDetails", start=0)) >= 1
    assert checkups(house) == []

    aws.iam.delete_login_profile(UserName="dan")
    aws.forget_report()
    house.cleo.types("/iam checkup")
    house.wait_for(lambda: "nobody without MFA" in house.dms(house.cleo), what="the second checkup")


def test_what_a_plan_can_mend_is_mended_by_a_click_and_somebody_s_approval(empty_house: House) -> None:
    house, aws = empty_house, empty_house.aws
    aws.seed({"users": {"dan": {"keys": 1}}})
    aws.age_key("dan", aws.keys_of("dan")[0], 200)
    house.start()
    house.cleo.types("/iam checkup")
    told = house.wait_for_dm(house.cleo, "Checkup of the account")
    assert told.buttons().count("Mend…") >= 2, "the keys, and the passwords"
    house.cleo.clicks(told, "Mend…")
    card = house.wait_for(lambda: house.cards() and house.cards()[0], what="the card")
    assert "asks to *mend what the checkup found: " in card.visible_text()
    house.bob.clicks(card, "Approve")
    house.wait_for_card("Done", like=card)


def test_others_are_refused_and_the_account_is_not_looked_at(empty_house: House) -> None:
    house = empty_house
    house.start()
    house.settle()
    house.aws.clear_calls()
    house.ann.types("/iam checkup")
    refused = house.wait_for_dm(house.ann, "Only administrators can have the account checked")
    assert "<@U0CLEO>" in refused.visible_text()
    assert "Checkup" not in house.dms(house.ann)
    assert house.aws.calls("GenerateCredentialReport") == []
    assert house.rows("SELECT state FROM round") == [("refused",)]


def test_what_holds_it_up_is_told_in_the_same_message_until_it_comes(empty_house: House) -> None:
    house = empty_house
    house.aws.fault("GetAccountSummary", do="throttle")
    house.aws.fault("GetAccountPasswordPolicy", do="deny")
    house.start()
    house.cleo.types("/iam checkup")
    waiting = house.wait_for_dm(house.cleo, "The account cannot be checked right now")
    assert "Rate exceeded" in waiting.visible_text()
    house.bot.kill()
    house.aws.clear_faults()
    house.aws.fault("GetAccountPasswordPolicy", do="deny")
    house.bot.start()
    house.time_has_come("round", "next_try_at", where="state = 'due'")
    told = house.wait_for_dm(house.cleo, "Checkup of the account").visible_text()
    assert "2.8 Length of passwords, 2.9 Former passwords: AWS says: " in told
    assert "iam:GetAccountPasswordPolicy" in told
    assert len(house.cleo.dm()) == 1


def test_a_missed_firing_is_made_up_once_over_all_processes(empty_house: House) -> None:
    house = empty_house
    assert house.bot.runs("worker", "--once").returncode == 0
    house.time_has_come("catalog_copy", "first_taken_at")
    house.start()
    house.wait_for(lambda: len(checkups(house)) == 1, what="the checkup")
    again = house.another_bot()
    house.at_once([lambda: again.runs("worker", "--once")] * 2)
    house.settle()
    assert len(checkups(house)) == 1
    assert len(house.rows("SELECT id FROM round WHERE kind = 'checkup'")) == 1
