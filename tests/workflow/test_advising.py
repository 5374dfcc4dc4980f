"""Asking for advice: about oneself, a group, a role; by those who may know."""

import json
from typing import Any

import pytest
from test_inquiring import asks
from town import Town

from models.inquiry import InquiryKind
from models.policy_text import PolicyText

EVE: dict[str, Any] = {"tags": {"email": "eve@example.com"}, "groups": ["readers", "senders"]}


@pytest.fixture
def home(town: Town) -> Town:
    """Eve has been in two groups for long, and uses what one of them gives."""
    town.aws.seed(
        {
            "groups": {"readers": ["AmazonS3ReadOnlyAccess"], "senders": ["AmazonSQSFullAccess"]},
            "users": {"eve": EVE},
            "roles": {"app": ["AmazonSQSFullAccess"]},
        }
    )
    for name in ("readers", "senders"):
        town.aws.age_group(name, 500)
    town.aws.age_user("eve", 500)
    town.aws.service_used("s3", user="eve", days_ago=3, action="ListAllMyBuckets")
    town.aws.set_advisor(seconds=0.0)
    town.is_in_slack("eve")
    town.is_snapshotted()
    return town


def test_somebody_is_told_what_could_go_and_how_to_have_it_again(home: Town) -> None:
    answer = asks(home, InquiryKind.advice, "<@U0EVE|eve>", who="U0EVE").answer
    assert (answer["kind"], answer["name"], answer["account"], answer["untold"]) == ("user", "eve", "main", "")
    services = {each["prefix"]: each for each in answer["services"]}
    assert (services["s3"]["standing"], services["sqs"]["standing"]) == ("used", "unused")
    assert services["sqs"]["through"] == ["senders: AmazonSQSFullAccess"]
    assert "take eve out of the group senders" in answer["changes"]
    assert answer["bundles"] == []


def test_a_group_and_a_role_can_be_asked_about_by_who_decides(home: Town) -> None:
    group = asks(home, InquiryKind.advice, "senders").answer
    assert (group["kind"], group["members"]) == ("group", 1)
    role = asks(home, InquiryKind.advice, "app").answer
    assert (role["kind"], bool(role["trust"])) == ("role", True)
    assert asks(home, InquiryKind.advice, "nobody").why == "Account 'main' has no IAM user, group or role nobody."


@pytest.mark.parametrize("about", ["eve", "senders", "app"])
def test_others_may_not_know(home: Town, about: str) -> None:
    refused = asks(home, InquiryKind.advice, about, who="U0ANN")
    assert (refused.answer, refused.why[:50]) == ({}, "What somebody else has and can reach is shown to t")


def test_without_access_advisor_it_is_said_and_nothing_is_proposed(home: Town) -> None:
    home.aws.fault("GenerateServiceLastAccessedDetails", do="deny")
    answer = asks(home, InquiryKind.advice, "eve").answer
    assert "not authorized" in answer["untold"]
    assert {each["standing"] for each in answer["services"]} == {"unknown"}
    assert answer["changes"] == []


def test_what_a_bundle_gives_for_a_while_is_named(home: Town) -> None:
    home.aws.seed({"groups": {"s3-users": ["AmazonSNSFullAccess"]}, "users": {"eve": EVE | {"groups": ["s3-users"]}}})
    home.aws.age_group("s3-users", 500)
    assert "s3-access" in asks(home, InquiryKind.advice, "eve").answer["bundles"]


def test_a_narrower_policy_of_aws_is_proposed_where_the_bot_keeps_its_text(home: Town) -> None:
    home.aws.seed({"policies": {"both": _allowing("s3:*", "sqs:*")}, "users": {"dan": {"policies": ["both"]}}})
    home.aws.age_user("dan", 500)
    home.aws.age_policy("both", 500)
    home.aws.service_used("s3", user="dan", days_ago=3)

    def suggestion() -> str:
        services = asks(home, InquiryKind.advice, "dan").answer["services"]
        (told,) = (each["suggestion"] for each in services if each["prefix"] == "sqs")
        return str(told)

    assert suggestion().startswith("replace both by a policy without sqs")
    now, name = home.clock(), "AmazonS3FullAccess"
    row = {"listed_version": "v1", "version": "v1", "updated_at": now, "next_try_at": now}
    with home.database.write() as session:
        text = json.dumps(_allowing("s3:*"))
        session.add(PolicyText(account="", arn=f"arn:aws:iam::aws:policy/{name}", name=name, document=text, **row))
    assert suggestion() == "attach AmazonS3FullAccess in place of both: it covers all that was used"


def _allowing(*actions: str) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": list(actions), "Resource": "*"}]}
