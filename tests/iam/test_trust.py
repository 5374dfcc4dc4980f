"""Who may assume a role, in words."""

import json
from typing import Any

import pytest

from iam import trust

ACCOUNT = "123456789012"
CASES: dict[str, tuple[Any, tuple[str, ...]]] = {
    "a service": ({"Service": "ec2.amazonaws.com"}, ("the AWS service ec2.amazonaws.com",)),
    "several": (
        {"Service": ["a.amazonaws.com", "b.amazonaws.com"], "AWS": ACCOUNT},
        ("the AWS service a.amazonaws.com", "the AWS service b.amazonaws.com", f"whoever the account {ACCOUNT} lets"),
    ),
    "an account": ({"AWS": f"arn:aws:iam::{ACCOUNT}:root"}, (f"whoever the account {ACCOUNT} lets",)),
    "a user": ({"AWS": f"arn:aws:iam::{ACCOUNT}:user/ann"}, (f"the user ann of the account {ACCOUNT}",)),
    "a role": ({"AWS": f"arn:aws:iam::{ACCOUNT}:role/x/app"}, (f"the role x/app of the account {ACCOUNT}",)),
    "who was deleted": ({"AWS": "AIDAEXAMPLE"}, ("AIDAEXAMPLE",)),
    "anybody": ("*", ("anybody with an AWS account",)),
    "anybody of AWS": ({"AWS": "*"}, ("anybody with an AWS account",)),
    "single sign-on": (
        {"Federated": f"arn:aws:iam::{ACCOUNT}:saml-provider/Okta"},
        ("whoever signs in by Okta",),
    ),
    "nonsense": ([5], (trust.UNREAD,)),
}


@pytest.mark.parametrize("case", CASES)
def test_each_is_named(case: str) -> None:
    principal, expected = CASES[case]
    statement = {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole"}
    assert trust.who_may_assume(json.dumps({"Statement": statement})) == expected
    limited = statement | {"Condition": {"Bool": {"aws:MultiFactorAuthPresent": "true"}}}
    if expected != (trust.UNREAD,):
        told = trust.who_may_assume(json.dumps({"Statement": [limited]}))
        assert told == tuple(f"{each}, under conditions" for each in expected)


@pytest.mark.parametrize("document", ["{", "[]", "null", "5"])
def test_what_is_no_document_is_said(document: str) -> None:
    assert trust.who_may_assume(document) == (trust.UNREAD,)


def test_a_deny_lets_nobody_in() -> None:
    assert trust.who_may_assume(json.dumps({"Statement": [{"Effect": "Deny", "Principal": "*"}]})) == ()
    assert trust.who_may_assume("{}") == ()
