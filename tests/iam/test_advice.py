"""Advice about one user, group or role: whom it takes, and service by service what could go."""

import json
from dataclasses import replace
from datetime import timedelta
from typing import Any

from accounts_with_truth import NOW, WINDOW
from test_unused_grants import ANN, OLD, group, policy

from iam import advice
from iam.authorization import Details, GroupDetail, PolicyDetail, RoleDetail, UserDetail
from iam.checkup_item import Refused
from iam.survey import Survey
from iam.usage_report import Report, Usage


def allow(*actions: str) -> str:
    return json.dumps({"Statement": [{"Effect": "Allow", "Action": actions, "Resource": "*"}]})


S3, SQS = policy("s3", allow("s3:*")), policy("sqs", allow("sqs:*"))
RED, BLUE = group("red", S3), group("blue", SQS)
TRUST = json.dumps({"Statement": {"Effect": "Allow", "Principal": {"Service": "ec2.amazonaws.com"}}})
APP = RoleDetail("app", "app", "arn:aws:iam::123456789012:role/app", "/", OLD, TRUST, attached=(SQS.arn,))


def user(name: str, *groups: GroupDetail) -> UserDetail:
    arn = f"arn:aws:iam::123456789012:user/{name}"
    return UserDetail(name, name, arn, "/", OLD, groups=tuple(each.name for each in groups))


ACCOUNT = Details((user("ann", RED, BLUE), user("bob", RED), user("eve")), (RED, BLUE), (APP,), 1, (S3, SQS))


def used(*services: str) -> Report:
    return Report(frozenset({"s3", "sqs"}), dict.fromkeys(services, NOW - timedelta(days=3)))


def told(about: str, reports: dict[str, Report], *, details: Details = ACCOUNT) -> dict[str, Any]:
    advised = advice.named(details, about)
    assert advised is not None
    circle = advice.circle(details, advised)
    policies: dict[str, PolicyDetail] = {each.arn: each for each in details.policies}
    unasked = Refused("not asked")
    survey = Survey(NOW, circle.details, policies, Usage(reports), unasked, unasked, unasked)
    return advice.told(survey, advised, window=WINDOW, now=NOW)


def services(answer: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {each["prefix"]: (each["standing"], each["suggestion"]) for each in answer["services"]}


def test_a_user_is_told_what_to_leave_and_through_what_it_came() -> None:
    answer = told("ANN", {ANN: used("s3")})
    assert (answer["kind"], answer["name"], answer["days"]) == ("user", "ann", 90)
    assert services(answer) == {"s3": ("used", ""), "sqs": ("unused", "take ann out of the group blue")}
    assert answer["services"][1]["through"] == ["blue: sqs"]
    assert answer["changes"] == ["take ann out of the group blue"]
    assert answer["spare"] == [{"group": "blue", "arn": SQS.arn}]


def test_of_whom_nothing_is_known_nothing_is_proposed() -> None:
    answer = told("ann", {})
    assert {standing for standing, _ in services(answer).values()} == {"unknown"}
    assert (answer["changes"], answer["others"]) == ([], [])


def test_a_group_is_told_by_what_its_members_do() -> None:
    bob = "arn:aws:iam::123456789012:user/bob"
    answer = told("red", {RED.arn: used(), ANN: used(), bob: used()})
    assert (answer["kind"], answer["members"]) == ("group", 2)
    assert services(answer)["s3"][0] == "unused"
    assert [each["kind"] for each in answer["others"]] == ["idle-group"]
    busy = told("red", {RED.arn: used("s3"), ANN: used("s3"), bob: used()})
    assert services(busy) == {"s3": ("used", "")}


def test_a_role_is_told_with_who_may_assume_it_and_nothing_to_do_at_once() -> None:
    answer = told(APP.arn, {APP.arn: used()})
    assert (answer["kind"], answer["trust"]) == ("role", ["the AWS service ec2.amazonaws.com"])
    assert services(answer) == {"sqs": ("unused", "detach sqs from app")}
    assert answer["changes"] == []
    assert "detach sqs from app" in {each["suggestion"] for each in answer["others"]}


def test_a_name_is_a_user_s_before_a_group_s_before_a_role_s() -> None:
    twice = replace(ACCOUNT, users=(user("app"),))
    assert advice.named(twice, "App") == user("app")
    assert advice.named(twice, APP.arn) == APP
    assert advice.named(ACCOUNT, "app") == APP
    assert advice.named(ACCOUNT, "nobody") is None


def test_nobody_else_is_asked_about_than_those_in_the_same_groups_and_not_too_many() -> None:
    ann = advice.circle(ACCOUNT, user("ann", RED, BLUE))
    assert ann.asked == (ANN, "arn:aws:iam::123456789012:user/bob")
    assert (ann.left, {each.name for each in ann.details.groups}, ann.details.roles) == (0, {"red", "blue"}, ())
    many = replace(ACCOUNT, users=tuple(user(f"person{number}", RED) for number in range(advice.MOST + 6)))
    crowd = advice.circle(many, many.users[0])
    assert (len(crowd.asked), crowd.left) == (advice.MOST + 1, 5)
    assert advice.circle(ACCOUNT, APP).asked == (APP.arn,)
