"""A bot killed while somebody leaves, a laptop is locked or a question is answered: nothing undone, nothing twice."""

import signal

import pytest

from models.post import PostKind
from tests.stories.house import House
from tests.stories.mortal import Mortal

ANN = {"groups": ["s3-users"], "password": True, "keys": 1}


@pytest.fixture
def mortal(empty_house: House) -> Mortal:
    empty_house.aws.seed({"users": {"ann": ANN}})
    return Mortal(empty_house)


def died_once(mortal: Mortal, event: str) -> None:
    mortal.revive()
    mortal.settles()
    assert mortal.died_at() == [event]
    assert mortal.statuses == [-signal.SIGKILL]


@pytest.mark.parametrize("event", ["departure.seen", "request.opened"])
def test_who_is_deactivated_has_one_plan_and_no_lease(mortal: Mortal, event: str) -> None:
    house = mortal.house
    mortal.start_to_die(event, 2 if event == "request.opened" else 1)
    number = mortal.asks("two-of-us 1h")
    mortal.clicks(house.bob, "Approve", number)
    mortal.clicks(house.dan, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    house.slack.change_user("U0ANN", deleted=True, tell=True)
    plan = mortal.wait_for(
        lambda: house.rows("SELECT id FROM request WHERE asker = 'leasehold' AND state = 'waiting'"), what="the plan"
    )
    died_once(mortal, event)
    assert house.rows("SELECT id FROM request WHERE asker = 'leasehold'") == plan
    mortal.sees(PostKind.card, number, "Ended")
    mortal.clicks(house.dan, "Approve", plan[0][0])
    mortal.sees(PostKind.card, plan[0][0], "Done")
    assert "ann" not in house.aws.state()["users"]


@pytest.mark.parametrize("nth", [1, 3])
def test_a_lock_that_was_begun_is_made_whole(mortal: Mortal, nth: int) -> None:
    house = mortal.house
    mortal.start_to_die("deed.called", nth)
    mortal.does(lambda: house.cleo.types("/iam lock @ann because her laptop is lost"))
    mortal.wait_for(lambda: house.rows("SELECT id FROM plan WHERE state = 'made'"), what="the lock")
    died_once(mortal, "deed.called")
    ann = house.aws.state()["users"]["ann"]
    assert (ann["password"], "leasehold-deny-old-sessions" in ann["inline"]) == (False, True)
    assert set(house.changes()) == {"UpdateAccessKey", "DeleteLoginProfile", "AttachUserPolicy", "PutUserPolicy"}
    assert house.rows("SELECT place, state FROM deed ORDER BY place") == [(place, "made") for place in range(4)]
    assert house.rows("SELECT count(*) FROM request") == [(1,)]


def test_who_uses_what_is_told_though_the_bot_dies_between_two_portions(mortal: Mortal) -> None:
    house = mortal.house
    house.aws.seed({"users": {f"person-{number:02}": {"groups": ["s3-users"]} for number in range(30)}})
    house.aws.service_used("s3", user="person-03", days_ago=1)
    house.aws.set_advisor(seconds=0)
    mortal.start_to_die("inquiry.gathered", 1)
    mortal.wait_for(lambda: house.rows("SELECT taken_at FROM taking"), what="the account to be read")
    house.cleo.types("/iam group s3-users")
    shown = house.wait_for_whisper(house.cleo, "The IAM group `s3-users`", channel="C0GENERAL")
    mortal.does(lambda: house.cleo.clicks(shown, "Who Uses What"))
    told = mortal.wait_for(
        lambda: next((each for each in house.cleo.dm() if "Who uses what the IAM group" in each.visible_text()), None),
        what="the answer",
    )
    died_once(mortal, "inquiry.gathered")
    assert "person-03 (" in told.visible_text()
    assert house.rows("SELECT count(*) FROM post WHERE kind = 'answer'") == [(1,)]
    assert len(house.aws.calls("GenerateServiceLastAccessedDetails")) == 31


def test_a_question_is_answered_though_the_bot_dies_over_it(mortal: Mortal) -> None:
    house = mortal.house
    mortal.start_to_die("inquiry.answered", 1)
    mortal.does(lambda: house.cleo.types("/iam who @ann"))
    mortal.wait_for(
        lambda: [each for each in house.cleo.dm() if "is an IAM user in account" in each.visible_text()],
        what="the answer",
    )
    died_once(mortal, "inquiry.answered")
    assert house.rows("SELECT count(*) FROM post WHERE kind = 'answer'") == [(1,)]
