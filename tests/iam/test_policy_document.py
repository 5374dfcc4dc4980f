"""A policy document as it is written, and what cannot be read of one that is broken."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam import policy_document
from iam.policy_document import EVERY_SERVICE, Statement


def one(**told: Any) -> Statement:
    """The only statement of a document that says this."""
    read = policy_document.read({"Version": "2012-10-17", "Statement": told})
    assert read.unread == ()
    [statement] = read.statements
    return statement


def test_one_thing_is_as_good_as_a_list_of_them() -> None:
    single = one(Effect="Allow", Action="s3:Get*", Resource="*")
    assert single == one(Effect="Allow", Action=["s3:Get*"], Resource=["*"])
    assert single == Statement(allows=True, patterns=("s3:Get*",), but=False, is_wide=True, is_plain=True)
    text = json.dumps({"Statement": [{"Effect": "Allow", "Action": "s3:Get*", "Resource": "*"}]})
    assert policy_document.read(text).statements == (single,)


def test_a_lone_star_is_every_action_of_every_service() -> None:
    assert one(Effect="Deny", NotAction="*", Resource="*").patterns == ("*:*",)
    assert one(Effect="Deny", NotAction="*", Resource="*").but


@pytest.mark.parametrize(
    ("resource", "is_wide"),
    [
        ("*", True),
        (["arn:aws:s3:::logs", "*"], True),
        ("arn:aws:iam::*:role/*", True),
        ("arn:aws:iam::123456789012:role/*", True),
        ("arn:aws:iam::123456789012:user/*", True),
        ("arn:aws:iam::123456789012:*", True),
        ("arn:*:*:*:*:*", True),
        ("arn:aws:iam::*:user/${aws:username}", False),
        ("arn:aws:iam::*:role/service-role/*", False),
        ("arn:aws:iam::*:role/lambda-*", False),
        ("arn:aws:s3:::logs/*", False),
        ([], True),
    ],
)
def test_a_statement_is_wide_that_speaks_of_every_user_role_or_thing(resource: object, is_wide: bool) -> None:
    assert one(Effect="Allow", Action="iam:PassRole", Resource=resource).is_wide is is_wide


def test_all_resources_but_some_are_as_good_as_all_to_an_allow_and_not_to_a_deny() -> None:
    but = {"Action": "s3:*", "NotResource": "arn:aws:s3:::logs"}
    assert one(Effect="Allow", **but).is_wide
    assert not one(Effect="Deny", **but).is_plain


@pytest.mark.parametrize(
    ("told", "is_plain"),
    [
        ({"Resource": "*"}, True),
        ({"Resource": ["arn:aws:s3:::logs", "*"]}, True),
        ({"Resource": "*", "Condition": {}}, True),
        ({"Resource": "*", "Condition": {"Bool": {"aws:MultiFactorAuthPresent": "false"}}}, False),
        ({"Resource": "arn:aws:iam::*:user/*"}, False),
    ],
)
def test_a_deny_is_plain_that_holds_always_and_everywhere(told: dict[str, Any], is_plain: bool) -> None:
    assert one(Effect="Deny", Action="s3:*", **told).is_plain is is_plain


@pytest.mark.parametrize(
    ("condition", "passed_to"),
    [
        ({}, EVERY_SERVICE),
        ({"StringEquals": {"iam:PassedToService": "Lambda.amazonaws.com"}}, ("lambda.amazonaws.com",)),
        ({"StringLike": {"iam:passedtoservice": ["ec2.*", "ecs*"]}}, ("ec2.*", "ecs*")),
        ({"StringEqualsIfExists": {"iam:PassedToService": "ec2.amazonaws.com"}}, ("ec2.amazonaws.com",)),
        ({"ForAnyValue:StringEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, ("ec2.amazonaws.com",)),
        ({"StringNotEquals": {"iam:PassedToService": "ec2.amazonaws.com"}}, EVERY_SERVICE),
        ({"StringEquals": {"aws:RequestedRegion": "eu-west-1"}}, EVERY_SERVICE),
        ("broken", EVERY_SERVICE),
    ],
)
def test_a_role_may_be_passed_to_the_services_that_the_condition_names(condition: object, passed_to: object) -> None:
    assert one(Effect="Allow", Action="iam:PassRole", Resource="*", Condition=condition).passed_to == passed_to


ALLOW = {"Effect": "Allow", "Resource": "*"}


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("", "the policy is not JSON"),
        ("{", "the policy is not JSON"),
        ("[" * 100_000, "the policy is not JSON"),
        ('"s3:*"', "the policy is not an object with a Statement"),
        ("null", "the policy is not an object with a Statement"),
        ("{}", "the policy has no Statement"),
        ({"Statement": []}, "the policy has no Statement"),
        ({"Statement": "s3:*"}, "statement 1: it is not an object"),
        ({"Statement": [ALLOW]}, "statement 1: it needs either an Action or a NotAction"),
        (
            {"Statement": {**ALLOW, "Action": "s3:*", "NotAction": "s3:*"}},
            "statement 1: it needs either an Action or a NotAction",
        ),
        ({"Statement": {**ALLOW, "Action": []}}, "statement 1: its Action is empty"),
        ({"Statement": {**ALLOW, "Action": None}}, "statement 1: its Action is empty"),
        ({"Statement": {**ALLOW, "Action": 7}}, "statement 1: Action '7' is no action such as s3:GetObject"),
        ({"Statement": {**ALLOW, "Action": "s3"}}, "statement 1: Action 's3' is no action such as s3:GetObject"),
        (
            {"Statement": {**ALLOW, "Action": "s3:<b>"}},
            "statement 1: Action 's3:<b>' is no action such as s3:GetObject",
        ),
        (
            {"Statement": {"Effect": "allow", "Action": "s3:*"}},
            "statement 1: its Effect is neither Allow nor Deny",
        ),
        ({"Statement": {"Effect": ["Allow"], "Action": "*"}}, "statement 1: its Effect is neither Allow nor Deny"),
    ],
)
def test_what_cannot_be_read_is_said_and_nothing_is_made_of_it(written: Any, said: str) -> None:
    read = policy_document.read(written)
    assert (read.statements, read.unread) == ((), (said,))


def test_what_can_be_read_beside_it_is_read() -> None:
    good = {"Effect": "Allow", "Action": ["s3:Get*", "nonsense"], "Resource": "*"}
    read = policy_document.read({"Statement": [{"Effect": "Maybe"}, good]})
    assert [statement.patterns for statement in read.statements] == [("s3:Get*",)]
    assert read.unread == (
        "statement 1: its Effect is neither Allow nor Deny",
        "statement 2: Action 'nonsense' is no action such as s3:GetObject",
    )


def test_half_a_list_of_exceptions_denies_nothing() -> None:
    """To leave one out that is misspelled would deny more than is written."""
    read = policy_document.read({"Statement": {"Effect": "Deny", "NotAction": ["iam:*", "s3 Get"], "Resource": "*"}})
    assert read.statements == ()
    assert len(read.unread) == 1


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20) | st.sampled_from(["Allow", "Deny", "*", "s3:*"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["Statement", "Effect", "Action", "NotAction", "Resource", "NotResource", "Condition", "StringLike"]
            ),
            inner,
            max_size=5,
        )
    ),
    max_leaves=12,
)


@given(anything, st.booleans())
def test_whatever_is_written_is_read_without_a_fault(written: Any, as_text: bool) -> None:
    read = policy_document.read(json.dumps(written) if as_text else written)
    assert read.statements or read.unread
