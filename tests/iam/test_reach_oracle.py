"""Our reading of policies against cloudsplaining's, on every managed policy of AWS's own.

Its data are of another day than ours, so what is compared are the actions that both know.
"""

import functools
import json
from typing import Any

import pytest
from cloudsplaining.scan.policy_document import PolicyDocument
from moto.iam.aws_managed_policies import aws_managed_policies_data
from policy_sentry.querying.all import get_all_actions

from iam import reach

pytestmark = pytest.mark.slow

EVERYTHING = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}


@functools.cache
def aws_s() -> dict[str, Any]:
    return {name: each["Document"] for name, each in json.loads(aws_managed_policies_data).items()}


def ours(document: Any) -> set[str]:
    return {action.lower() for each in reach.reach([document]).services for action in each.actions()}


def theirs(document: Any) -> set[str]:
    return {action.lower() for action in PolicyDocument(document).all_allowed_actions}


def test_each_policy_of_aws_s_allows_what_cloudsplaining_says() -> None:
    known = ours(EVERYTHING) & {action.lower() for action in get_all_actions()}
    more: set[str] = set()
    for name, document in aws_s().items():
        mine, told = ours(document) & known, theirs(document) & known
        assert told <= mine, name
        if mine != told:
            more.add(name)
    assert len(known) > 20_000
    assert len(aws_s()) > 1_500
    # It takes a Deny for one that holds always; one that holds under a condition, or for some things, takes nothing.
    # And 'Discovery:*', which AWS reads without regard to case, it leaves as it is.
    more.remove("AWSAgentlessDiscoveryService")
    assert all(_has_a_deny_that_may_not_hold(aws_s()[name]) for name in more)
    assert len(more) < 30


def test_whatever_raises_itself_in_its_eyes_does_in_ours() -> None:
    raising = {name for name, document in aws_s().items() if PolicyDocument(document).allows_privilege_escalation}
    assert {name for name in raising if not reach.reach([aws_s()[name]]).raises_itself} == set()
    assert len(raising) >= 30


def _has_a_deny_that_may_not_hold(document: Any) -> bool:
    statements = document["Statement"] if isinstance(document["Statement"], list) else [document["Statement"]]
    return any(
        each["Effect"] == "Deny" and ("Condition" in each or each.get("Resource") not in ("*", ["*"]))
        for each in statements
    )
