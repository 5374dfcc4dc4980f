"""Conditions in a simulation: the operators, the context, and the keys that it lacks."""

import json
from typing import Any

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

ANN = "arn:aws:iam::123456789012:user/ann"
NAME = "aws:PrincipalTag/team"
Condition = dict[str, dict[str, Any]]


def _simulated(aws: Emulated, condition: Condition, **context: str | list[str]) -> dict[str, Any]:
    document = {
        "Version": "2012-10-17",
        "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*", "Condition": condition}],
    }
    entries = [
        {
            "ContextKeyName": key.replace("__", ":"),
            "ContextKeyValues": values if isinstance(values, list) else [values],
            "ContextKeyType": "stringList",
        }
        for key, values in context.items()
    ]
    told = aws.iam.simulate_custom_policy(
        PolicyInputList=[json.dumps(document)],
        ActionNames=["s3:GetObject"],
        ContextEntries=entries,  # type: ignore[arg-type]  # wrong ones too
    )
    (result,) = told["EvaluationResults"]
    return dict(result)


@pytest.mark.parametrize(
    ("operator", "wanted", "fitting", "unfitting"),
    [
        ("StringEquals", "data", "data", "Data"),
        ("StringNotEquals", ["data", "ops"], "web", "ops"),
        ("StringEqualsIgnoreCase", "data", "DATA", "dat"),
        ("StringLike", "da?a*", "datalake", "dtalake"),
        ("StringNotLike", "da*", "web", "data"),
        ("ArnLike", "arn:aws:iam::*:user/a*", ANN, "arn:aws:iam::123456789012:role/a"),
        ("ArnNotEquals", ANN, f"{ANN}e", ANN),
        ("Bool", "true", "True", "false"),
        ("NumericLessThan", "10", "9.5", "10"),
        ("NumericNotEquals", "10", "9", "10.0"),
        ("DateLessThan", "2030-01-01T00:00:00Z", "2029-12-31T23:59:59Z", "2030-01-01T00:00:00Z"),
        ("DateGreaterThanEquals", "2030-01-01", "1893456000", "1893455999"),
        ("IpAddress", "203.0.113.0/24", "203.0.113.7", "203.0.114.7"),
        ("NotIpAddress", "203.0.113.0/24", "203.0.114.7", "203.0.113.7"),
        ("ForAnyValue:StringEquals", "data", ["web", "data"], ["web", "ops"]),
        ("ForAllValues:StringEquals", ["data", "web"], ["web", "data"], ["web", "ops"]),
    ],
)
def test_an_operator_takes_the_one_and_not_the_other(
    aws: Emulated, operator: str, wanted: Any, fitting: Any, unfitting: Any
) -> None:
    condition = {operator: {"aws:Thing": wanted}}
    assert _simulated(aws, condition, aws__thing=fitting)["EvalDecision"] == "allowed"
    told = _simulated(aws, condition, aws__thing=unfitting)
    assert (told["EvalDecision"], told["MissingContextValues"]) == ("implicitDeny", [])


@pytest.mark.parametrize(
    ("operator", "decision", "missing"),
    [
        ("StringEquals", "implicitDeny", [NAME]),
        ("StringNotEquals", "allowed", [NAME]),
        ("StringEqualsIfExists", "allowed", [NAME]),
        ("ForAnyValue:StringEquals", "implicitDeny", [NAME]),
        ("ForAllValues:StringEquals", "allowed", [NAME]),
        ("Null", "implicitDeny", []),
    ],
)
def test_a_key_that_is_missing_is_told_and_counts_as_on_aws(
    aws: Emulated, operator: str, decision: str, missing: list[str]
) -> None:
    told = _simulated(aws, {operator: {NAME: "false" if operator == "Null" else "data"}})
    assert (told["EvalDecision"], told["MissingContextValues"]) == (decision, missing)


def test_all_conditions_have_to_hold(aws: Emulated) -> None:
    both: Condition = {"StringEquals": {"aws:One": "1", "aws:Two": "2"}, "Bool": {"aws:Three": "true"}}
    assert _simulated(aws, both, aws__one="1", aws__two="2", aws__three="true")["EvalDecision"] == "allowed"
    assert _simulated(aws, both, aws__one="1", aws__two="2", aws__three="false")["EvalDecision"] == "implicitDeny"
    assert _simulated(aws, both, aws__one="1", aws__three="true")["MissingContextValues"] == ["aws:Two"]


def test_the_time_is_known_unless_it_is_given(aws: Emulated) -> None:
    until: Condition = {"DateLessThan": {"aws:CurrentTime": "2099-01-01T00:00:00Z"}}
    assert _simulated(aws, until)["EvalDecision"] == "allowed"
    assert _simulated(aws, until, aws__CurrentTime="2099-01-02T00:00:00Z")["EvalDecision"] == "implicitDeny"


def test_a_denial_whose_condition_does_not_hold_denies_nothing(aws: Emulated) -> None:
    over = {"Effect": "Deny", "Action": "*", "Resource": "*"}
    condition = {"DateGreaterThan": {"aws:CurrentTime": "2099-01-01T00:00:00Z"}}
    document = {"Version": "2012-10-17", "Statement": [over | {"Condition": condition}]}
    aws.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess"], "inline": {"until": document}}}})

    def decision() -> str:
        told = aws.iam.simulate_principal_policy(PolicySourceArn=ANN, ActionNames=["s3:GetObject"])
        return told["EvaluationResults"][0]["EvalDecision"]

    assert decision() == "allowed"
    condition["DateGreaterThan"]["aws:CurrentTime"] = "2020-01-01T00:00:00Z"
    aws.iam.put_user_policy(UserName="ann", PolicyName="until", PolicyDocument=json.dumps(document))
    assert decision() == "explicitDeny"


def test_the_callers_name_stands_in_resources(aws: Emulated) -> None:
    own = {"Effect": "Allow", "Action": "s3:*", "Resource": "arn:aws:s3:::home/${aws:username}/*"}
    document = {"Version": "2012-10-17", "Statement": [own]}
    aws.seed({"users": {"ann": {"inline": {"home": document}}}})

    def told(resource: str) -> str:
        asked = aws.iam.simulate_principal_policy(
            PolicySourceArn=ANN, ActionNames=["s3:GetObject"], ResourceArns=[resource]
        )
        return asked["EvaluationResults"][0]["EvalDecision"]

    assert told("arn:aws:s3:::home/ann/a") == "allowed"
    assert told("arn:aws:s3:::home/ben/a") == "implicitDeny"
    nobody = aws.iam.simulate_custom_policy(PolicyInputList=[json.dumps(document)], ActionNames=["s3:GetObject"])
    assert nobody["EvaluationResults"][0]["MissingContextValues"] == ["aws:username"]


def test_the_keys_that_policies_ask_for_can_be_listed(aws: Emulated) -> None:
    statement = {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": "arn:aws:s3:::home/${aws:username}/*",
        "Condition": {"DateLessThan": {"aws:CurrentTime": "2030-01-01T00:00:00Z"}, "Null": {NAME: "true"}},
    }
    document = {"Version": "2012-10-17", "Statement": [statement]}
    wanted = ["aws:CurrentTime", NAME, "aws:username"]
    assert (
        aws.iam.get_context_keys_for_custom_policy(PolicyInputList=[json.dumps(document)])["ContextKeyNames"] == wanted
    )
    aws.seed({"users": {"ann": {"inline": {"home": document}}}})
    assert aws.iam.get_context_keys_for_principal_policy(PolicySourceArn=ANN)["ContextKeyNames"] == wanted


def test_a_value_that_cannot_be_compared_is_invalid_input(aws: Emulated) -> None:
    with pytest.raises(ClientError, match="InvalidInput"):
        _simulated(aws, {"NumericLessThan": {"aws:Size": "10"}}, aws__Size="many")
