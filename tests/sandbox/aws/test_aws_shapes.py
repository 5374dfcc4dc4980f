"""What our own calls answer is what botocore's model of IAM says: required fields, lengths, patterns, closed words."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.model import ListShape, Shape, StructureShape
from botocore.session import Session

from sandbox.aws.driver import Emulated

ANN = "arn:aws:iam::123456789012:user/ann"
DEVS = "arn:aws:iam::123456789012:group/devs"
MODEL = Session().get_service_model("iam")
SIMULATED = {"ActionNames": ["s3:GetObject", "s3:PutObject"], "ResourceArns": ["arn:aws:s3:::lake/a", "*"]}
POLICY = {
    "Version": "2012-10-17",
    "Statement": {
        "Effect": "Allow",
        "Action": "s3:*",
        "Resource": "*",
        "Condition": {"StringEquals": {"aws:PrincipalTag/team": "data"}},
    },
}
# Required by the model, and 'null if the job is still in progress' by its own words.
NOT_YET = ["JobCompletionDate is missing"]


@pytest.fixture
def staffed(aws: Emulated) -> Emulated:
    user = {"groups": ["devs"], "inline": {"lake": POLICY}, "policies": ["IAMReadOnlyAccess"]}
    aws.seed({"users": {"ann": user, "ben": {"groups": ["devs"]}}, "groups": {"devs": ["AdministratorAccess"]}})
    aws.iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary="arn:aws:iam::aws:policy/ReadOnlyAccess")
    aws.service_used("s3", user="ann", action="ListAllMyBuckets", days_ago=3)
    aws.set_advisor(seconds=0)
    return aws


def _faults(told: Any, shape: Shape, at: str = "") -> Iterator[str]:
    rules = shape.metadata
    if isinstance(shape, StructureShape):
        yield from (f"{at}{name} is missing" for name in shape.required_members if name not in told)
        for name, value in told.items():
            if name in shape.members:
                yield from _faults(value, shape.members[name], f"{at}{name}.")
    elif isinstance(shape, ListShape):
        for value in told:
            yield from _faults(value, shape.member, at)
    elif shape.type_name == "string":
        if not rules.get("min", 0) <= len(told) <= rules.get("max", len(told)):
            yield f"{at} is too short or too long: {told}"
        if rules.get("enum") and told not in rules["enum"]:
            yield f"{at} is none of {rules['enum']}: {told}"
        if rules.get("pattern") and not re.fullmatch(rules["pattern"], told):
            yield f"{at} is not {rules['pattern']}: {told}"


def _asked(aws: Emulated, operation: str, **given: Any) -> tuple[dict[str, Any], list[str]]:
    """The answer, and what is wrong with it."""
    method = re.sub(r"(?<!^)(?=[A-Z])", "_", operation).lower()
    told = getattr(aws.iam, method)(**given)
    told.pop("ResponseMetadata")
    return told, list(_faults(told, MODEL.operation_model(operation).output_shape))


@pytest.mark.parametrize("arn", [ANN, DEVS, "arn:aws:iam::aws:policy/AdministratorAccess"])
@pytest.mark.parametrize("level", ["SERVICE_LEVEL", "ACTION_LEVEL"])
def test_access_advisor_answers_in_its_shapes(staffed: Emulated, arn: str, level: str) -> None:
    made, faults = _asked(staffed, "GenerateServiceLastAccessedDetails", Arn=arn, Granularity=level)
    assert faults == []
    told, faults = _asked(staffed, "GetServiceLastAccessedDetails", **made, MaxItems=50)
    assert (len(told["ServicesLastAccessed"]), faults) == (50, [])
    told, faults = _asked(staffed, "GetServiceLastAccessedDetailsWithEntities", **made, ServiceNamespace="s3")
    assert (told["EntityDetailsList"] != [], faults) == (True, [])


def test_access_advisor_answers_in_its_shapes_before_it_is_done_and_when_it_fails(staffed: Emulated) -> None:
    for order, status, lacking in (
        ({"seconds": 9}, "IN_PROGRESS", NOT_YET),
        ({"seconds": 0, "fails": 1}, "FAILED", []),
    ):
        staffed.set_advisor(**order)
        made, _ = _asked(staffed, "GenerateServiceLastAccessedDetails", Arn=ANN)
        told, faults = _asked(staffed, "GetServiceLastAccessedDetails", **made)
        assert (told["JobStatus"], faults) == (status, lacking)
        told, faults = _asked(staffed, "GetServiceLastAccessedDetailsWithEntities", **made, ServiceNamespace="s3")
        assert (told["JobStatus"], faults) == (status, lacking)


@pytest.mark.parametrize(
    ("operation", "given"),
    [
        ("ListPoliciesGrantingServiceAccess", {"Arn": ANN, "ServiceNamespaces": ["s3", "iam", "no-such-service"]}),
        ("SimulatePrincipalPolicy", {"PolicySourceArn": ANN, **SIMULATED}),
        ("SimulateCustomPolicy", {"PolicyInputList": [json.dumps(POLICY)], **SIMULATED}),
        ("GetContextKeysForPrincipalPolicy", {"PolicySourceArn": ANN}),
        ("GetContextKeysForCustomPolicy", {"PolicyInputList": [json.dumps(POLICY)]}),
    ],
)
def test_what_is_known_of_policies_comes_in_its_shapes(
    staffed: Emulated, operation: str, given: dict[str, Any]
) -> None:
    told, faults = _asked(staffed, operation, **given)
    assert ([bool(value) for value in told.values() if isinstance(value, list)], faults) == ([True], [])
