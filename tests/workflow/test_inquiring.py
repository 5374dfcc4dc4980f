"""Questions about the account: who that is, and what somebody can reach and did reach; for those who may know."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select
from town import S3, Town

from iam.faults import Later
from models.inquiry import Inquiry, InquiryKind
from models.post import Post, PostKind
from workflow import inquiring

HOUR = timedelta(hours=1)
OWN = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:SendMessage", "Resource": "*"}]}
EVE: dict[str, Any] = {
    "tags": {"email": "eve@example.com", "team": "data"},
    "groups": ["readers"],
    "inline": {"own": OWN},
    "password": True,
    "keys": 2,
    "mfa": True,
}


@pytest.fixture
def home(town: Town) -> Town:
    """Eve reads S3 by her group and sends to SQS by a policy of her own; she used S3 three days ago."""
    town.aws.seed({"groups": {"readers": ["AmazonS3ReadOnlyAccess"]}, "users": {"eve": EVE}})
    town.aws.service_used("s3", user="eve", days_ago=3, action="ListAllMyBuckets", region="eu-central-1")
    town.aws.set_advisor(seconds=0.0)
    town.is_in_slack("eve")
    town.is_snapshotted()
    return town


def asks(town: Town, kind: InquiryKind, about: str, *, who: str = "U0CLEO", trigger_id: str | None = None) -> Inquiry:
    puts(town, kind, about, who=who, trigger_id=trigger_id)
    for _ in range(20):
        for number in inquiring.due(town.means):
            inquiring.answer(town.means, number)
        town.clock.passes(timedelta(seconds=1))
    return asked(town)[-1]


def puts(town: Town, kind: InquiryKind, about: str, *, who: str = "U0CLEO", trigger_id: str | None = None) -> None:
    with town.database.write() as session:
        inquiring.ask(
            session,
            kind,
            about,
            catalog=town.catalog,
            asker=who,
            trigger_id=trigger_id,
            now=town.clock(),
        )


def asked(town: Town) -> list[Inquiry]:
    with town.database.read() as session:
        return list(session.scalars(select(Inquiry).order_by(Inquiry.id)))


@pytest.mark.parametrize("about", ["<@U0EVE|eve>", "EVE", "arn:aws:iam::123456789012:user/eve"])
def test_a_user_is_known_by_person_name_and_arn(home: Town, about: str) -> None:
    lease = home.leases(S3, lasts=HOUR, who="eve")
    home.means.database.read()
    found = asks(home, InquiryKind.who, about).answer
    assert (found["kind"], found["name"], found["groups"], found["inline"]) == ("user", "eve", ["readers"], ["own"])
    assert (found["has_password"], found["mfa"], len(found["keys"])) == (True, 1, 2)
    assert found["tags"] == [["email", "eve@example.com"], ["team", "data"]]
    assert found["leases"] == [{"number": lease, "bundle": "s3-access", "ends_at": None}]
    assert home.posts(PostKind.answer) == ["U0CLEO"]


def test_an_access_key_leads_to_whose_it_is(home: Town) -> None:
    key = home.aws.keys_of("eve")[1]
    found = asks(home, InquiryKind.who, key).answer
    assert (found["name"], found["asked_key"]) == ("eve", key)
    nobody = asks(home, InquiryKind.who, "AKIA" + "Z" * 16)
    assert nobody.why == f"Account 'main' has no IAM user, group or access key AKIA{'Z' * 16}."


def test_a_group_is_told_and_what_is_neither_with_what_comes_near(home: Town) -> None:
    found = asks(home, InquiryKind.who, "Readers").answer
    assert (found["kind"], found["name"], found["members"]) == ("group", "readers", ["eve"])
    assert asks(home, InquiryKind.who, "reader").why.endswith("Did you mean readers?")


def test_what_somebody_can_reach_comes_with_its_way_and_what_they_did_reach(home: Town) -> None:
    found = asks(home, InquiryKind.exposure, "<@U0EVE|eve>").answer
    services = {each["prefix"]: each for each in found["services"]}
    assert services["sqs"]["levels"] == ["Write"]
    assert services["sqs"]["through"] == ["own, an inline policy"]
    assert services["sqs"]["used_at"] is None
    assert "Read" in services["s3"]["levels"]
    assert "Write" not in services["s3"]["levels"]
    assert services["s3"]["through"] == ["readers: AmazonS3ReadOnlyAccess"]
    assert services["s3"]["used_at"] is not None
    assert (found["is_administrator"], found["untold"]) == (False, "")


def test_a_boundary_limits_what_can_be_reached(home: Town) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    home.aws.iam.put_user_permissions_boundary(UserName="eve", PermissionsBoundary=arn)
    found = asks(home, InquiryKind.exposure, "eve").answer
    assert "sqs" not in {each["prefix"] for each in found["services"]}
    assert found["is_bounded"] is True


def test_without_access_advisor_the_rest_is_told(home: Town) -> None:
    home.aws.fault("GenerateServiceLastAccessedDetails", do="deny")
    found = asks(home, InquiryKind.exposure, "eve").answer
    assert "not authorized" in found["untold"]
    assert {"s3", "sqs"} <= {each["prefix"] for each in found["services"]}


def test_a_report_that_is_over_is_asked_for_anew(home: Town) -> None:
    home.aws.set_advisor(seconds=2.0)
    puts(home, InquiryKind.exposure, "eve")
    inquiring.answer(home.means, 1)
    home.aws.expire_advisor()
    home.aws.set_advisor(seconds=0.0)
    for _ in range(5):
        home.clock.passes(timedelta(seconds=2))
        inquiring.answer(home.means, 1)
    assert asked(home)[0].answer["user"] == "eve"
    assert len(home.aws.calls("GenerateServiceLastAccessedDetails")) == 2


def test_a_worker_reads_no_report_but_its_own(home: Town) -> None:
    beside = home.worker()
    puts(home, InquiryKind.exposure, "eve")
    for means in (home.means, beside, home.means):
        assert asked(home)[0].answered_at is None
        inquiring.answer(means, 1)
        home.clock.passes(timedelta(seconds=2))
    beside.claims.close()
    assert asked(home)[0].answer["user"] == "eve"
    assert len(home.aws.calls("GenerateServiceLastAccessedDetails")) == 2
    assert len(home.aws.calls("GetServiceLastAccessedDetails")) == 1


@pytest.mark.parametrize("kind", [InquiryKind.who, InquiryKind.exposure])
def test_only_who_decides_and_whose_it_is_may_know(home: Town, kind: InquiryKind) -> None:
    refused = asks(home, kind, "eve", who="U0ANN")
    assert refused.why.startswith("What somebody else has and can reach is shown to those who decide on it: <@U0CLEO>")
    for who, about in (("U0EVE", "<@U0EVE|eve>"), ("U0EVE", "eve"), ("U0BOB", "eve")):
        assert asks(home, kind, about, who=who).why == ""


def test_asked_once_is_answered_once_though_it_comes_twice_and_slack_is_away(home: Town) -> None:
    home.slack.fault = Later("ratelimited", after=timedelta(seconds=1))
    asks(home, InquiryKind.who, "eve", trigger_id="T1")
    home.slack.fault = None
    asks(home, InquiryKind.who, "eve", trigger_id="T1")
    assert [each.why for each in asked(home)] == [""]
    with home.database.read() as session:
        assert len(session.scalars(select(Post)).all()) == 1


def test_what_was_found_out_is_forgotten_after_a_week(home: Town) -> None:
    asks(home, InquiryKind.who, "eve")
    inquiring.forget_old(home.means)
    assert len(asked(home)) == 1
    home.clock.passes(timedelta(days=8))
    inquiring.forget_old(home.means)
    assert asked(home) == []
