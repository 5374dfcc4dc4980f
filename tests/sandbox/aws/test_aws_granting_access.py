"""Which policies give a service: those of the identity, and of a user's groups."""

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

ANN = "arn:aws:iam::123456789012:user/ann"
DEVS = "arn:aws:iam::123456789012:group/devs"
S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
SQS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}]}


@pytest.fixture
def staffed(aws: Emulated) -> Emulated:
    ann = {"groups": ["devs"], "policies": ["AmazonS3ReadOnlyAccess"], "inline": {"queue": SQS}}
    aws.seed({"users": {"ann": ann}, "groups": {"devs": ["AmazonEC2ContainerRegistryReadOnly"]}})
    return aws


def test_a_service_is_given_by_policies_of_the_user_and_of_the_group(staffed: Emulated) -> None:
    told = staffed.iam.list_policies_granting_service_access(Arn=ANN, ServiceNamespaces=["s3", "ecr", "sqs", "ec2"])
    given = {one["ServiceNamespace"]: one["Policies"] for one in told["PoliciesGrantingServiceAccess"]}
    assert given == {
        "s3": [{"PolicyName": "AmazonS3ReadOnlyAccess", "PolicyType": "MANAGED", "PolicyArn": S3}],
        "ecr": [
            {
                "PolicyName": "AmazonEC2ContainerRegistryReadOnly",
                "PolicyType": "MANAGED",
                "PolicyArn": "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly",
            }
        ],
        "sqs": [{"PolicyName": "queue", "PolicyType": "INLINE", "EntityType": "USER", "EntityName": "ann"}],
        "ec2": [],
    }


def test_a_group_gives_what_its_own_policies_give(staffed: Emulated) -> None:
    of_group = staffed.iam.list_policies_granting_service_access(Arn=DEVS, ServiceNamespaces=["s3"])
    assert of_group["PoliciesGrantingServiceAccess"] == [{"ServiceNamespace": "s3", "Policies": []}]


def test_nobody_and_what_is_no_identity_are_refused(staffed: Emulated) -> None:
    with pytest.raises(ClientError, match="NoSuchEntity"):
        staffed.iam.list_policies_granting_service_access(Arn=f"{ANN}e", ServiceNamespaces=["s3"])
    with pytest.raises(ClientError, match="InvalidInput"):
        staffed.iam.list_policies_granting_service_access(Arn=S3, ServiceNamespaces=["s3"])
    with pytest.raises(ClientError, match="less than or equal to 200"):
        staffed.iam.list_policies_granting_service_access(Arn=ANN, ServiceNamespaces=["s3"] * 201)


def test_what_is_given_twice_is_named_once_and_what_is_denied_not_at_all(staffed: Emulated) -> None:
    denied = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    staffed.seed({"groups": {"devs": ["AmazonS3ReadOnlyAccess"]}, "users": {"ann": {"inline": {"no": denied}}}})
    told = staffed.iam.list_policies_granting_service_access(Arn=ANN, ServiceNamespaces=["s3"])
    (given,) = told["PoliciesGrantingServiceAccess"]
    assert [policy["PolicyName"] for policy in given["Policies"]] == ["AmazonS3ReadOnlyAccess"]
