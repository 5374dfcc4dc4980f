"""Policy simulation: what policies say together to an action on a resource, and which of them says it."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

ANN = "arn:aws:iam::123456789012:user/ann"
S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


def policy(*statements: dict[str, Any]) -> dict[str, Any]:
    """A document; a statement allows on everything unless it says otherwise."""
    usual = {"Effect": "Allow", "Resource": "*"}
    told = [({} if "NotResource" in one else usual) | {"Effect": "Allow"} | one for one in statements]
    return {"Version": "2012-10-17", "Statement": told}


def _principal(aws: Emulated, *actions: str, arn: str = ANN, **asked: Any) -> dict[str, Any]:
    """The result of each action."""
    told = aws.iam.simulate_principal_policy(PolicySourceArn=arn, ActionNames=list(actions), **asked)
    return {one["EvalActionName"]: one for one in told["EvaluationResults"]}


def _decisions(aws: Emulated, document: dict[str, Any], *actions: str, **asked: Any) -> list[str]:
    told = aws.iam.simulate_custom_policy(PolicyInputList=[json.dumps(document)], ActionNames=list(actions), **asked)
    return [one["EvalDecision"] for one in told["EvaluationResults"]]


def test_attached_inline_and_group_policies_count_together(aws: Emulated) -> None:
    inline = {"queue": policy({"Action": "sqs:Send*"})}
    aws.seed(
        {
            "users": {"ann": {"groups": ["devs"], "policies": [S3], "inline": inline}},
            "groups": {"devs": ["AmazonEC2ReadOnlyAccess"]},
        }
    )
    told = _principal(
        aws, "s3:GetObject", "sqs:SendMessage", "ec2:DescribeInstances", "s3:PutObject", "sqs:DeleteQueue"
    )
    decisions = {action: one["EvalDecision"] for action, one in told.items()}
    assert decisions == {
        "s3:GetObject": "allowed",
        "sqs:SendMessage": "allowed",
        "ec2:DescribeInstances": "allowed",
        "s3:PutObject": "implicitDeny",
        "sqs:DeleteQueue": "implicitDeny",
    }
    assert told["s3:GetObject"]["MatchedStatements"] == [
        {"SourcePolicyId": "AmazonS3ReadOnlyAccess", "SourcePolicyType": "aws-managed"}
    ]
    assert told["sqs:SendMessage"]["MatchedStatements"] == [
        {"SourcePolicyId": "user_ann_queue", "SourcePolicyType": "user"}
    ]
    assert told["s3:PutObject"]["MatchedStatements"] == []
    assert "PermissionsBoundaryDecisionDetail" not in told["s3:GetObject"]


def test_groups_and_roles_can_be_simulated_and_policies_cannot(aws: Emulated) -> None:
    aws.seed({"groups": {"devs": [S3]}, "roles": {"worker": [S3]}})
    for kind in ("group/devs", "role/worker"):
        told = _principal(aws, "s3:GetObject", arn=f"arn:aws:iam::123456789012:{kind}")
        assert told["s3:GetObject"]["EvalDecision"] == "allowed"
    with pytest.raises(ClientError, match="InvalidInput"):
        _principal(aws, "s3:GetObject", arn=S3)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        _principal(aws, "s3:GetObject", arn=f"{ANN}e")


def test_of_the_accounts_own_policies_the_version_in_force_counts(aws: Emulated) -> None:
    aws.seed({"policies": {"own": policy({"Action": "sns:*"})}, "users": {"ann": {"policies": ["own"]}}})
    told = _principal(aws, "sns:Publish")["sns:Publish"]
    assert told["MatchedStatements"] == [{"SourcePolicyId": "own", "SourcePolicyType": "user-managed"}]
    aws.iam.create_policy_version(
        PolicyArn="arn:aws:iam::123456789012:policy/own",
        PolicyDocument=json.dumps(policy({"Action": "sqs:*"})),
        SetAsDefault=True,
    )
    assert [one["EvalDecision"] for one in _principal(aws, "sns:Publish", "sqs:SendMessage").values()] == [
        "implicitDeny",
        "allowed",
    ]


def test_a_denial_wins_wherever_it_stands_and_is_the_only_one_named(aws: Emulated) -> None:
    denied = {"no": policy({"Effect": "Deny", "Action": "s3:GetObject"})}
    aws.seed({"users": {"ann": {"policies": [S3], "inline": denied}}})
    told = _principal(aws, "s3:GetObject", "s3:ListBucket")
    assert [one["EvalDecision"] for one in told.values()] == ["explicitDeny", "allowed"]
    assert [one["SourcePolicyId"] for one in told["s3:GetObject"]["MatchedStatements"]] == ["user_ann_no"]


def test_more_policies_can_be_handed_in(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    more = [json.dumps(policy({"Action": "sns:*"}))]
    assert _principal(aws, "sns:Publish")["sns:Publish"]["EvalDecision"] == "implicitDeny"
    told = _principal(aws, "sns:Publish", PolicyInputList=more)["sns:Publish"]
    assert (told["EvalDecision"], told["MatchedStatements"][0]["SourcePolicyId"]) == ("allowed", "PolicyInputList.1")


@pytest.mark.parametrize(
    ("statement", "allowed", "not_allowed"),
    [
        ({"Action": "*"}, "s3:GetObject", None),
        ({"Action": "S3:getobject"}, "s3:GetObject", "s3:PutObject"),
        ({"Action": ["s3:Get*", "sqs:?endMessage"]}, "sqs:SendMessage", "sqs:ResendMessage"),
        ({"NotAction": ["iam:*", "s3:Put*"]}, "s3:GetObject", "s3:PutObject"),
    ],
)
def test_actions_are_named_by_wildcards_in_any_case_or_by_what_they_are_not(
    aws: Emulated, statement: dict[str, Any], allowed: str, not_allowed: str | None
) -> None:
    assert _decisions(aws, policy(statement), allowed) == ["allowed"]
    if not_allowed:
        assert _decisions(aws, policy(statement), not_allowed) == ["implicitDeny"]


@pytest.mark.parametrize(
    ("statement", "resource", "decision"),
    [
        ({"Resource": "arn:aws:s3:::lake/*"}, "arn:aws:s3:::lake/a/b", "allowed"),
        ({"Resource": "arn:aws:s3:::lake/*"}, "arn:aws:s3:::lakes", "implicitDeny"),
        ({"Resource": "arn:aws:s3:::Lake/*"}, "arn:aws:s3:::lake/a", "implicitDeny"),
        ({"NotResource": "arn:aws:s3:::lake/*"}, "arn:aws:s3:::lake/a", "implicitDeny"),
        ({"NotResource": "arn:aws:s3:::lake/*"}, "arn:aws:s3:::other", "allowed"),
        ({"Resource": "arn:aws:s3:::lake/[a]*"}, "arn:aws:s3:::lake/a", "implicitDeny"),
    ],
)
def test_resources_are_matched_as_aws_matches_them(
    aws: Emulated, statement: dict[str, Any], resource: str, decision: str
) -> None:
    document = policy({"Action": "s3:GetObject"} | statement)
    assert _decisions(aws, document, "s3:GetObject", ResourceArns=[resource]) == [decision]


def test_without_a_resource_it_is_all_of_them(aws: Emulated) -> None:
    narrow = policy({"Action": "s3:GetObject", "Resource": "arn:aws:s3:::lake/*"})
    assert _decisions(aws, narrow, "s3:GetObject") == ["implicitDeny"]


def test_each_resource_has_its_own_result_and_the_strictest_stands_above(aws: Emulated) -> None:
    document = policy(
        {"Action": "s3:*", "Resource": "arn:aws:s3:::lake/*"},
        {"Effect": "Deny", "Action": "s3:*", "Resource": "arn:aws:s3:::lake/secret"},
    )
    resources = [f"arn:aws:s3:::{name}" for name in ("lake/a", "other", "lake/secret")]
    (told,) = aws.iam.simulate_custom_policy(
        PolicyInputList=[json.dumps(document)], ActionNames=["s3:GetObject"], ResourceArns=resources
    )["EvaluationResults"]
    each = {one["EvalResourceName"]: one["EvalResourceDecision"] for one in told["ResourceSpecificResults"]}
    assert list(each) == resources
    assert list(each.values()) == ["allowed", "implicitDeny", "explicitDeny"]
    assert (told["EvalDecision"], told["EvalResourceName"]) == ("explicitDeny", "*")


def test_a_boundary_limits_what_is_allowed_and_gives_nothing(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"policies": ["AmazonS3FullAccess"]}}})
    aws.iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=S3)
    told = _principal(aws, "s3:GetObject", "s3:PutObject", "s3:ListBucket", "ec2:DescribeInstances")
    assert [one["EvalDecision"] for one in told.values()] == ["allowed", "implicitDeny", "allowed", "implicitDeny"]
    within = [one["PermissionsBoundaryDecisionDetail"]["AllowedByPermissionsBoundary"] for one in told.values()]
    assert within == [True, False, True, False]
    wider = [json.dumps(policy({"Action": "s3:*"}, {"Effect": "Deny", "Action": "s3:DeleteBucket"}))]
    told = _principal(aws, "s3:PutObject", "s3:DeleteBucket", PermissionsBoundaryPolicyInputList=wider)
    assert [one["EvalDecision"] for one in told.values()] == ["allowed", "explicitDeny"]


def test_results_come_in_pages(aws: Emulated) -> None:
    asked = {"PolicyInputList": [json.dumps(policy({"Action": "s3:*"}))], "ActionNames": ["s3:A", "s3:B", "s3:C"]}
    pages = aws.iam.get_paginator("simulate_custom_policy").paginate(**asked, PaginationConfig={"PageSize": 2})  # type: ignore[arg-type]  # a mapping
    assert [[one["EvalActionName"] for one in page["EvaluationResults"]] for page in pages] == [
        ["s3:A", "s3:B"],
        ["s3:C"],
    ]


@pytest.mark.parametrize(
    ("document", "action"),
    [
        ("{", "s3:GetObject"),
        ('{"Statement": "x"}', "s3:GetObject"),
        ('{"Statement": {"Effect": "Maybe", "Action": "s3:*", "Resource": "*"}}', "s3:GetObject"),
        (json.dumps(policy({"Action": "s3:*"})), "nonsense"),
        (json.dumps(policy({"Action": "s3:*"})), "s3:*"),
        (json.dumps(policy({"Action": "s3:*", "Condition": {"StringIs": {"aws:username": "x"}}})), "s3:GetObject"),
    ],
)
def test_nonsense_is_invalid_input(aws: Emulated, document: str, action: str) -> None:
    with pytest.raises(ClientError, match="InvalidInput"):
        aws.iam.simulate_custom_policy(PolicyInputList=[document], ActionNames=[action])


def test_what_is_not_taken_into_account_gets_no_answer_rather_than_a_wrong_one(aws: Emulated) -> None:
    document = json.dumps(policy({"Action": "s3:*"}))
    with pytest.raises(ClientError, match="NotImplemented"):
        aws.iam.simulate_custom_policy(
            PolicyInputList=[document], ActionNames=["s3:GetObject"], ResourcePolicy=document
        )
