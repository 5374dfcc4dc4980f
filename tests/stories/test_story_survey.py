"""The survey: an administrator asks for it, a message follows it to its end, and leases end on time meanwhile."""

from datetime import timedelta

import psutil
import pytest

from models.kept_finding_states import FindingState
from sandbox.slack.driver_seen import Message
from tests.stories.house import House

S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
ASK = "GenerateServiceLastAccessedDetails"


@pytest.fixture
def peopled(empty_house: House) -> House:
    """Sixty users of a group that one of them uses, and some who stand out."""
    house, aws = empty_house, empty_house.aws
    aws.seed({"users": {f"person-{place:02}": {"groups": ["s3-users"]} for place in range(60)}})
    aws.seed({"users": {"zoe": {"password": True, "keys": 2}}, "policies": {"ours": S3}, "roles": {"app": []}})
    for name in ("ann", "person-00", "person-01", "zoe"):
        aws.age_user(name, 300.5)
    aws.age_group("s3-users", 300.5)
    aws.service_used("s3", user="person-01", days_ago=3)
    aws.set_advisor(seconds=0.2)
    return house


def following(house: House) -> Message:
    """The newest of the messages that follow a survey."""
    return house.wait_for_dm(house.cleo, "Survey of the account")


def surveyed(house: House) -> str:
    """Ask for one, and give what its message says at the end."""
    before = len(house.rows("SELECT id FROM survey WHERE state = 'judged'"))
    house.cleo.types("/iam survey")
    house.wait_for(
        lambda: len(house.rows("SELECT id FROM survey WHERE state = 'judged'")) > before, what="the survey's end"
    )
    house.settle()
    return following(house).visible_text()


def test_an_administrator_asks_and_follows_it_to_its_end(peopled: House) -> None:
    house = peopled
    house.aws.fault("GetServiceLastAccessedDetails", do="latency", seconds=0.4)
    house.start()
    answer = house.cleo.types("/iam survey")
    assert "a DM from me follows the survey of the account `main`" in answer.visible_text()
    house.wait_for_dm(house.cleo, " of 67 reports")
    house.aws.clear_faults()
    done = house.wait_for_dm(house.cleo, "findings*").visible_text()
    assert "1 used" in done
    assert "• 1 user without MFA" in done
    house.settle()
    assert len(house.cleo.dm()) == 1, "one message, updated"
    assert "unused-user" in {kind for (kind,) in house.rows("SELECT kind FROM kept_finding")}


def test_a_second_one_asks_for_nobody_whom_the_first_has_asked_for(peopled: House) -> None:
    house = peopled
    house.start()
    surveyed(house)
    first = len(house.aws.calls(ASK))
    surveyed(house)
    assert (first, len(house.aws.calls(ASK))) == (67, 67)
    assert [state for (state,) in house.rows("SELECT DISTINCT state FROM kept_finding")] == [FindingState.open]


def test_others_are_refused_and_the_account_is_not_read(peopled: House) -> None:
    house = peopled
    house.start()
    house.ann.types("/iam survey")
    refused = house.wait_for_dm(house.ann, "Only administrators can have the account surveyed")
    assert "<@U0CLEO>" in refused.visible_text()
    assert house.aws.calls(ASK) == []
    assert house.rows("SELECT state FROM survey") == [("refused",)]


def test_an_account_that_is_not_there_is_said_at_once(peopled: House) -> None:
    house = peopled
    house.start()
    assert "There is no account prod" in house.cleo.types("/iam survey prod").visible_text()


def test_a_right_that_is_missing_for_one_part_is_told_and_the_rest_is_there(peopled: House) -> None:
    house = peopled
    house.aws.fault("GetAccountPasswordPolicy", do="deny")
    house.start()
    done = surveyed(house)
    assert "What is not known, and so is no finding" in done
    assert "password policy: " in done


def test_without_the_right_to_read_the_account_it_is_refused_in_aws_s_words(peopled: House) -> None:
    house = peopled
    house.start()
    house.settle()
    house.aws.fault("GetAccountAuthorizationDetails", do="deny")
    house.cleo.types("/iam survey")
    refused = house.wait_for_dm(house.cleo, "not made").visible_text()
    assert "AWS does not show the account" in refused
    assert "is not authorized" in refused


def test_a_lease_ends_on_time_while_an_account_is_surveyed(peopled: House) -> None:
    house = peopled
    house.start()
    card = house.approved()
    house.wait_until_granted()
    house.aws.fault("GetServiceLastAccessedDetails", do="latency", seconds=0.5)
    house.cleo.types("/iam survey")
    house.wait_for_dm(house.cleo, " of 67 reports")
    house.time_has_come("lease", "ends_at")
    house.wait_until_gone(seconds=10)
    house.wait_until_over(card, "its time was up")
    assert house.rows("SELECT state FROM survey") == [("reading",)], "it was under way all the while"


def test_told_to_stop_in_the_middle_it_stops_at_once_and_the_next_one_goes_on(peopled: House) -> None:
    house = peopled
    house.aws.fault("GetServiceLastAccessedDetails", do="latency", seconds=0.5)
    house.start()
    house.cleo.types("/iam survey")
    house.wait_for(lambda: house.bot.events("survey.portion"), what="some of it to be kept")
    house.wait_for(lambda: house.rows("SELECT id FROM usage_report"), what="a report")
    parts = psutil.Process(house.bot.process.pid).children(recursive=True)
    assert house.bot.stop() == 0
    assert psutil.wait_procs(parts, timeout=2)[1] == []
    kept = {arn for (arn,) in house.rows("SELECT arn FROM usage_report")}
    assert 0 < len(kept) < 67
    house.aws.clear_faults()
    asked = len(house.aws.calls(ASK))
    house.start()
    house.wait_for(lambda: house.rows("SELECT id FROM survey WHERE state = 'judged'"), what="its end")
    assert not kept & {call.parameters["Arn"] for call in house.aws.calls(ASK)[asked:]}


def test_with_each_firing_of_the_schedule_there_is_a_survey_and_nobody_is_told_of_it(peopled: House) -> None:
    house = peopled
    house.start()
    house.settle()
    assert house.rows("SELECT id FROM survey") == []
    house.time_has_come("catalog_copy", "first_taken_at")
    house.wait_for(lambda: house.rows("SELECT id FROM survey WHERE state = 'judged'"), what="the survey")
    house.settle()
    assert house.rows("SELECT asked_by FROM survey") == [(None,)]
    assert "Survey" not in house.dms(house.cleo)


def test_the_message_is_updated_a_few_times_a_minute_and_no_more(peopled: House) -> None:
    house = peopled
    house.aws.fault("GetServiceLastAccessedDetails", do="latency", seconds=0.6)
    house.start()
    surveyed(house)
    updates = [each for each in house.slack.calls() if each.method in {"chat.update", "chat.postMessage"}]
    begun, ended = house.rows("SELECT begun_at, judged_at FROM survey")[0]
    took = timedelta(seconds=30) if isinstance(begun, str) else ended - begun
    assert 2 <= len(updates) <= 4 + took.total_seconds() / 5


def test_once_for_cron_surveys_and_tells_the_round_in_one_run(peopled: House) -> None:
    house = peopled
    assert house.bot.runs("worker", "--once").returncode == 0
    house.time_has_come("catalog_copy", "first_taken_at")
    ran = house.bot.runs("worker", "--once")
    assert ran.returncode == 0, ran.stderr
    assert house.rows("SELECT state FROM survey") == [("judged",)]
    assert house.rows("SELECT state FROM round WHERE kind = 'nags'") == [("told",)]
    assert [each for each in house.bob.sees("C0SECURITY") if "Least privilege" in each.visible_text()]
