"""Who uses what a group allows: asked of AWS a few members at a time, told to those who decide."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from town import Town

from models.claims import Kind
from models.inquiry import Inquiry, InquiryKind
from models.post import PostKind
from workflow import group_using, inquiring, last_used

SECOND = timedelta(seconds=1)


@pytest.fixture
def home(town: Town) -> Town:
    """Three readers of S3, one of whom uses it; and what is used beside it comes through nothing of the group."""
    groups = {"readers": ["AmazonS3ReadOnlyAccess"], "empty": ["AmazonS3ReadOnlyAccess"], "bare": []}
    users = {name: {"tags": {"email": f"{name}@example.com"}, "groups": ["readers"]} for name in ("eve", "fay", "gus")}
    users["fay"]["policies"] = ["AmazonSQSFullAccess"]
    users["gus"]["groups"] = ["readers", "bare"]
    town.aws.seed({"groups": groups, "users": users})
    town.aws.service_used("s3", user="eve", days_ago=3)
    town.aws.service_used("sqs", user="fay", days_ago=1)
    town.aws.set_advisor(seconds=0.0)
    town.is_in_slack("eve")
    town.is_snapshotted()
    return town


def asks(town: Town, about: str, *, who: str = "U0CLEO") -> int:
    with town.database.write() as session:
        given: dict[str, Any] = {"catalog": town.catalog, "asker": who, "trigger_id": None, "now": town.clock()}
        inquiring.ask(session, InquiryKind.group_use, about, **given)
    with town.database.read() as session:
        return session.scalars(select(Inquiry.id).order_by(Inquiry.id.desc())).first() or 0


def row(town: Town, number: int) -> Inquiry:
    with town.database.read() as session:
        return session.get_one(Inquiry, number)


def answered(town: Town, about: str, *, who: str = "U0CLEO") -> Inquiry:
    number = asks(town, about, who=who)
    for _ in range(10):
        inquiring.answer(town.means, number)
        town.clock.passes(SECOND)
    return row(town, number)


def test_each_service_of_the_group_says_who_of_its_members_used_it(home: Town) -> None:
    found = answered(home, "Readers").answer
    assert (found["group"], found["members"], found["asked"], found["told"], found["untold"]) == (
        *("readers", 3, 3, 3),
        [],
    )
    services = {each["prefix"]: each for each in found["services"]}
    assert services.keys() == {"s3", "s3-object-lambda"}, "SQS is fay's own"
    assert [name for name, _ in services["s3"]["latest"]] == ["eve"]
    assert (services["s3"]["counted"], services["s3"]["users"]) == (3, 1)
    assert "Read" in services["s3"]["levels"]
    assert services["s3-object-lambda"]["latest"] == []
    assert home.posts(PostKind.answer) == ["U0CLEO"]


def test_who_decides_may_know_and_a_member_only_of_a_group_of_their_own(home: Town) -> None:
    assert answered(home, "empty", who="U0BOB").why == ""
    refused = answered(home, "readers", who="U0EVE").why
    assert refused.startswith("What somebody else has and can reach is shown to those who decide on it: <@U0CLEO>")
    home.is_in_slack("gus")
    assert answered(home, "bare", who="U0GUS").answer["members"] == 1
    assert not home.aws.calls("GenerateServiceLastAccessedDetails"), "nobody was asked about for nothing"


def test_a_group_that_there_is_not_is_told_with_what_comes_near(home: Town) -> None:
    assert answered(home, "reader").why.endswith("Did you mean readers?")


def test_of_many_the_first_hundred_are_asked_about_in_portions_and_a_restart_goes_on(home: Town) -> None:
    names = [f"person-{number:03}" for number in range(110)]
    home.aws.seed({"users": {name: {"groups": ["empty"]} for name in names}})
    home.aws.service_used("s3", user="person-030", days_ago=2)
    number = asks(home, "empty")
    inquiring.answer(home.means, number)
    assert row(home, number).answer["told"] == last_used.PORTION
    assert row(home, number).answered_at is None
    asked = len(home.aws.calls("GenerateServiceLastAccessedDetails"))
    another = home.worker()
    for _ in range(6):
        inquiring.answer(another, number)
        home.clock.passes(SECOND)
    another.claims.close()
    found = row(home, number).answer
    assert (found["members"], found["asked"], found["told"]) == (110, group_using.ASKED_MOST, 100)
    assert (asked, len(home.aws.calls("GenerateServiceLastAccessedDetails"))) == (25, 100)
    assert "waiting" not in found
    assert next(each for each in found["services"] if each["prefix"] == "s3")["latest"][0][0] == "person-030"


def test_what_aws_does_not_tell_is_said_and_nothing_is_made_of_it(home: Town) -> None:
    home.aws.fault("GenerateServiceLastAccessedDetails", do="deny")
    found = answered(home, "readers").answer
    assert (found["told"], [name for name, _ in found["untold"]]) == (0, ["eve", "fay", "gus"])
    assert all("not authorized" in words for _, words in found["untold"])
    assert {each["counted"] for each in found["services"]} == {0}


def test_while_access_advisor_is_asked_about_others_it_waits(home: Town) -> None:
    with home.means.claims.hold(Kind.last_used, 0) as ours:
        assert ours
        number = asks(home, "readers")
        inquiring.answer(home.means, number)
        assert row(home, number).answered_at is None
    home.clock.passes(last_used.ANOTHER_ASKS)
    inquiring.answer(home.means, number)
    assert row(home, number).answer["told"] == 3
