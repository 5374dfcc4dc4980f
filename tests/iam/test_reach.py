"""What policies allow, taken together: a truth table, what holds of every policy, and AWS's own as a measure."""

import functools
import json
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from moto.iam.aws_managed_policies import aws_managed_policies_data

from iam import actions, reach
from iam.actions import Level
from iam.reach import Allowed, Reach

MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
LOGS = "arn:aws:s3:::logs/*"


def allow(*patterns: str, **more: Any) -> dict[str, Any]:
    return document({"Effect": "Allow", "Action": list(patterns), "Resource": "*", **more})


def deny(*patterns: str, **more: Any) -> dict[str, Any]:
    return document({"Effect": "Deny", "Action": list(patterns), "Resource": "*", **more})


def but(effect: str, *patterns: str) -> dict[str, Any]:
    return document({"Effect": effect, "NotAction": list(patterns), "Resource": "*"})


def document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def named(judged: Reach) -> set[str]:
    """Every action that is allowed, known or not."""
    return {action for each in judged.services for action in (*each.actions(), *each.unknown)}


@functools.cache
def aws_s(name: str) -> str:
    return json.dumps(json.loads(aws_managed_policies_data)[name]["Document"])


TABLE = {
    "one action": ([allow("s3:GetObject")], {"s3:GetObject"}),
    "written in any case": ([allow("S3:getOBJECT")], {"s3:GetObject"}),
    "a wildcard": ([allow("s3:PutBucketA*")], {"s3:PutBucketAbac", "s3:PutBucketAcl"}),
    "one sign": ([allow("s3:?etBucketPolicy")], {"s3:GetBucketPolicy"}),
    "a union": ([allow("s3:GetObject"), allow("sqs:SendMessage")], {"s3:GetObject", "sqs:SendMessage"}),
    "less what is denied": ([allow("s3:PutBucketA*"), deny("s3:*Acl")], {"s3:PutBucketAbac"}),
    "denied in the other document first": ([deny("s3:*"), allow("s3:GetObject")], set()),
    "a Deny with a condition takes nothing away": (
        [allow("s3:GetObject"), deny("s3:*", Condition=MFA)],
        {"s3:GetObject"},
    ),
    "a Deny on some things takes nothing away": ([allow("s3:GetObject"), deny("*", Resource=LOGS)], {"s3:GetObject"}),
    "an Allow with a condition counts": ([allow("s3:GetObject", Condition=MFA)], {"s3:GetObject"}),
    "an Allow on some things counts": ([allow("s3:GetObject", Resource=LOGS)], {"s3:GetObject"}),
    "denied but these": ([allow("s3:GetObject", "sqs:SendMessage"), but("Deny", "sqs:*")], {"sqs:SendMessage"}),
    "no policy": ([], set()),
    "only a Deny": ([deny("*")], set()),
    "a service that is not known": ([allow("nova:*", "nova:Get")], {"nova:*", "nova:Get"}),
    "an action that is not known": ([allow("s3:GetObject", "s3:GetMoon")], {"s3:GetObject", "s3:GetMoon"}),
    "unknown and denied": ([allow("nova:Get", "nova:Put"), deny("nova:G*")], {"nova:Put"}),
    "unknown and denied in part": ([allow("nova:*"), deny("nova:Get*")], {"nova:*"}),
    "unknown and denied but these": ([allow("nova:Get", "luna:Get"), but("Deny", "nova:*")], {"nova:Get"}),
    "a wildcard that means nothing": ([allow("s3:Moon*")], {"s3:Moon*"}),
    "several services by one wildcard": ([allow("sq?:SendMessage")], {"sqs:SendMessage"}),
}


@pytest.mark.parametrize("case", TABLE)
def test_what_is_allowed_is_what_some_statement_allows_and_none_denies_for_sure(case: str) -> None:
    documents, wanted = TABLE[case]
    assert named(reach.reach(documents)) == wanted


BOUNDED = {
    "the narrower counts": ([allow("s3:*")], allow("s3:GetObject"), {"s3:GetObject"}),
    "either way": ([allow("s3:GetObject")], allow("s3:*"), {"s3:GetObject"}),
    "what it does not name is gone": ([allow("s3:GetObject", "sqs:*")], allow("s3:*"), {"s3:GetObject"}),
    "what it denies is gone": (
        [allow("s3:GetObject", "s3:GetObjectAcl")],
        document(*allow("*")["Statement"], *deny("s3:*Acl")["Statement"]),
        {"s3:GetObject"},
    ),
    "unknown, within": ([allow("nova:Get")], allow("nova:*"), {"nova:Get"}),
    "unknown, and the boundary narrower": ([allow("nova:*")], allow("nova:Get"), {"nova:Get"}),
    "unknown, and outside": ([allow("nova:Get")], allow("luna:*"), set()),
    "unknown, within everything": ([allow("nova:Get")], allow("*"), {"nova:Get"}),
    "unknown, within all but some": ([allow("nova:Get", "luna:Get")], but("Allow", "luna:*"), {"nova:Get"}),
}


@pytest.mark.parametrize("case", BOUNDED)
def test_within_a_boundary_only_what_both_allow_is_allowed(case: str) -> None:
    documents, boundary, wanted = BOUNDED[case]
    assert named(reach.reach(documents, boundary)) == wanted


def test_half_a_boundary_is_none_and_that_is_said() -> None:
    judged = reach.reach([allow("s3:GetObject")], "{")
    assert named(judged) == {"s3:GetObject"}
    assert judged.unread == ("the permissions boundary: the policy is not JSON",)


def test_a_service_is_told_by_its_levels_and_by_the_actions_behind_each() -> None:
    judged = reach.reach([allow("s3:GetObject", "s3:ListAllMyBuckets", "s3:PutObject", "sqs:*")])
    assert [each.prefix for each in judged.services] == ["s3", "sqs"]
    s3 = judged.of("s3")
    assert (s3.name, s3.levels) == ("Amazon S3", {Level.listing, Level.reading, Level.writing})
    assert s3.actions(Level.reading) == ("s3:GetObject",)
    assert s3.actions(Level.reading, Level.listing) == ("s3:GetObject", "s3:ListAllMyBuckets")
    assert s3.actions(Level.tagging) == ()
    assert judged.of("sqs").levels == {Level.reading, Level.writing, Level.tagging, Level.permissions}
    assert judged.of("ec2") == Allowed("ec2")
    assert (judged.of("ec2").levels, judged.of("ec2").actions()) == (frozenset(), ())
    nova = reach.reach([allow("nova:Get")]).of("nova")
    assert (nova.name, nova.levels, nova.actions(), nova.unknown) == ("nova", frozenset(), (), ("nova:Get",))


@pytest.mark.parametrize(
    ("documents", "boundary", "is_administrator"),
    [
        ([allow("*")], None, True),
        ([allow("*:*")], None, True),
        ([allow("*", Condition=MFA)], None, True),
        ([but("Allow", "nova:*")], None, True),
        ([but("Allow", "iam:*"), allow("iam:*")], None, True),
        ([but("Allow", "iam:*"), allow("iam:Get*", "iam:A*")], None, False),
        ([allow("*"), deny("s3:DeleteBucket")], None, False),
        ([allow("*"), deny("s3:DeleteBucket", Condition=MFA)], None, True),
        ([allow("*", Resource=LOGS)], None, False),
        ([allow("*")], allow("*"), True),
        ([allow("*")], allow("s3:*"), False),
        ([], None, False),
    ],
)
def test_an_administrator_may_do_everything_everywhere(
    documents: list[Any],
    boundary: Any,
    is_administrator: bool,
) -> None:
    assert reach.reach(documents, boundary).is_administrator is is_administrator


WIDE_ONLY = ("iam:CreateAccessKey", "iam:CreateLoginProfile", "iam:UpdateLoginProfile", "lambda:UpdateFunctionCode")
ALWAYS = (
    "iam:CreatePolicyVersion",
    "iam:SetDefaultPolicyVersion",
    "iam:AttachUserPolicy",
    "iam:AttachGroupPolicy",
    "iam:AttachRolePolicy",
    "iam:PutUserPolicy",
    "iam:PutGroupPolicy",
    "iam:PutRolePolicy",
    "iam:AddUserToGroup",
    "iam:UpdateAssumeRolePolicy",
)
OWN = "arn:aws:iam::*:user/${aws:username}"


@pytest.mark.parametrize("action", [*ALWAYS, *WIDE_ONLY])
def test_each_way_up_is_told_in_a_sentence(action: str) -> None:
    [sentence] = reach.reach([allow(action)]).raises_itself
    assert sentence.startswith("It can ")
    assert sentence.endswith(".")
    assert reach.reach([allow(action), deny(action)]).raises_itself == ()
    assert reach.reach([allow(action)], allow("s3:*")).raises_itself == ()


@pytest.mark.parametrize("action", WIDE_ONLY)
def test_one_s_own_keys_and_passwords_raise_nobody(action: str) -> None:
    assert reach.reach([allow(action, Resource=OWN)]).raises_itself == ()


RUNNERS = {
    "lambda": ("lambda:CreateFunction", "lambda:InvokeFunction"),
    "ec2": ("ec2:RunInstances",),
    "glue": ("glue:CreateJob", "glue:StartJobRun"),
    "cloudformation": ("cloudformation:CreateStack",),
    "sagemaker": ("sagemaker:CreateTrainingJob",),
    "codebuild": ("codebuild:CreateProject", "codebuild:StartBuild"),
    "ecs-tasks": ("ecs:RegisterTaskDefinition", "ecs:RunTask"),
}


@pytest.mark.parametrize("service", RUNNERS)
def test_any_role_and_a_service_that_runs_it_are_a_way_up(service: str) -> None:
    needs, passing = RUNNERS[service], {"iam:PassedToService": f"{service}.amazonaws.com"}
    assert len(reach.reach([allow("iam:PassRole", *needs)]).raises_itself) == 1
    only = allow("iam:PassRole", Condition={"StringEquals": passing})
    assert len(reach.reach([only, allow(*needs)]).raises_itself) == 1
    others = allow("iam:PassRole", Condition={"StringEquals": {"iam:PassedToService": "states.amazonaws.com"}})
    assert reach.reach([others, allow(*needs)]).raises_itself == ()
    one_role = allow("iam:PassRole", Resource="arn:aws:iam::*:role/app")
    assert reach.reach([one_role, allow(*needs)]).raises_itself == ()
    assert reach.reach([allow(*needs)]).raises_itself == ()
    for missing in needs:
        rest = [need for need in needs if need != missing]
        assert reach.reach([allow("iam:PassRole", *rest)]).raises_itself == ()


def test_who_may_pass_any_role_is_told_though_nothing_runs_it() -> None:
    assert reach.reach([allow("iam:PassRole")]).passes_any_role
    assert reach.reach([allow("iam:PassRole", Resource="arn:aws:iam::123456789012:role/*")]).passes_any_role
    assert not reach.reach([allow("iam:PassRole", Resource="arn:aws:iam::123456789012:role/app")]).passes_any_role
    assert not reach.reach([allow("iam:PassRole"), deny("iam:PassRole")]).passes_any_role
    assert not reach.reach([allow("*")], allow("s3:*")).passes_any_role


# What holds of every policy

patterns = st.sampled_from(
    [
        *("*", "s3:*", "s3:Get*", "s3:*Object", "S3:PutObject", "s3:GetMoon", "iam:PassRole", "iam:*Policy*"),
        *("ec2:RunInstances", "lambda:*", "nova:*", "nova:Get*", "nova:GetThing", "*:Describe*", "sq?:*"),
    ]
)
statements = st.fixed_dictionaries(
    {"Effect": st.sampled_from(["Allow", "Deny"]), "Resource": st.sampled_from(["*", LOGS, "arn:aws:iam::*:role/*"])},
    optional={
        "Action": st.lists(patterns, min_size=1, max_size=4),
        "NotAction": st.lists(patterns, min_size=1, max_size=4),
        "Condition": st.sampled_from([{}, MFA]),
    },
)
documents = st.lists(statements, max_size=4).map(lambda made: document(*made))
policies = st.lists(documents, max_size=3)


def shrinks(before: Reach, after: Reach) -> Iterator[str]:
    """Where the second reaches less far than the first."""
    for each in before.services:
        lost = each.chosen & ~after.of(each.prefix).chosen
        service = actions.service(each.prefix)
        yield from service.named(lost) if service else ()
        yield from set(each.unknown) - set(after.of(each.prefix).unknown)
    yield from set(before.raises_itself) - set(after.raises_itself)
    if (before.is_administrator, before.passes_any_role) > (after.is_administrator, after.passes_any_role):
        yield "everything"


@settings(max_examples=60, deadline=None)
@given(policies, st.lists(patterns, min_size=1, max_size=4), st.booleans())
def test_an_allow_more_never_takes_anything_away(given_: list[Any], more: list[str], turned: bool) -> None:
    added = but("Allow", *more) if turned else allow(*more)
    assert list(shrinks(reach.reach(given_), reach.reach([*given_, added]))) == []


@settings(max_examples=60, deadline=None)
@given(policies, st.lists(patterns, min_size=1, max_size=4), st.booleans())
def test_a_deny_more_never_gives_anything(given_: list[Any], more: list[str], turned: bool) -> None:
    added = but("Deny", *more) if turned else deny(*more)
    assert list(shrinks(reach.reach([*given_, added]), reach.reach(given_))) == []


@settings(max_examples=60, deadline=None)
@given(policies, documents)
def test_a_boundary_never_gives_a_known_action(given_: list[Any], boundary: Any) -> None:
    bound, free = reach.reach(given_, boundary), reach.reach(given_)
    assert [each for each in shrinks(bound, free) if not each.lower().startswith(("nova:", "s3:getmoon"))] == []
    if not free.services:
        assert bound.services == ()


@settings(max_examples=60, deadline=None)
@given(policies)
def test_the_order_of_policies_says_nothing(given_: list[Any]) -> None:
    assert reach.reach(given_[::-1]).services == reach.reach(given_).services


# AWS's own

MEASURE = {
    # Name: services, known actions, levels of S3. By cloudsplaining's expansion with the same data, where it agrees.
    "AdministratorAccess": (457, 22_321),
    "AmazonS3FullAccess": (2, 206),
    "IAMFullAccess": (2, 200),
    "ViewOnlyAccess": (124, 1_903),
    "AmazonSQSReadOnlyAccess": (1, 6),
}


@pytest.mark.parametrize("name", MEASURE)
def test_aws_s_own_policies_allow_what_they_are_known_to(name: str) -> None:
    judged = reach.reach([aws_s(name)])
    assert (len(judged.services), sum(len(each.actions()) for each in judged.services)) == MEASURE[name]
    assert judged.unread == ()


def test_a_policy_as_long_as_any_is_judged_in_some_milliseconds_once_warm() -> None:
    read_only = aws_s("ReadOnlyAccess")
    reach.reach([read_only])
    took = []
    for _ in range(5):
        begun = time.perf_counter()
        reach.reach([read_only])
        took.append(time.perf_counter() - begun)
    assert min(took) < 0.05


HOSTILE = {
    "stars": "*" * 6_000,
    "stars in a name": f"s3:{'*a' * 3_000}",
    "questions": f"s3:{'?' * 6_000}",
    "stars in the service": f"{'*s' * 3_000}:Get*",
}


@pytest.mark.parametrize("case", HOSTILE)
def test_six_thousand_signs_of_wildcards_take_no_longer_than_words(case: str) -> None:
    begun = time.perf_counter()
    reach.reach([allow(HOSTILE[case])])
    many = [f"*:*{chr(97 + number % 26)}*{chr(97 + number // 26)}" for number in range(60)]
    reach.reach([allow(*many), deny(*many)])
    unknown = [f"nova:*{number}*" for number in range(500)]
    reach.reach([allow(*unknown), deny(*unknown)])
    assert time.perf_counter() - begun < 10
