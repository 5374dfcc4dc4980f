"""Access Advisor's reports: what is allowed, used or not, and when it was used last, by whom."""

from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.control_client import RefusedError
from sandbox.aws.driver import ACCESS_KEY_ID, Emulated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_iam import IAMClient

ANN = "arn:aws:iam::123456789012:user/ann"
BEN = "arn:aws:iam::123456789012:user/ben"
DEVS = "arn:aws:iam::123456789012:group/devs"
S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
SQS = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "sqs:Send*", "Resource": "*"}]}


@pytest.fixture
def staffed(aws: Emulated) -> Emulated:
    """Ann may use s3 herself, sqs by an inline policy and ecr by her group; Ben what the group gives."""
    aws.seed(
        {
            "users": {
                "ann": {"groups": ["devs"], "policies": ["AmazonS3ReadOnlyAccess"], "inline": {"queue": SQS}},
                "ben": {"groups": ["devs"]},
            },
            "groups": {"devs": ["AmazonEC2ContainerRegistryReadOnly"]},
            "roles": {"worker": ["AmazonS3ReadOnlyAccess"]},
        }
    )
    return aws


def _report(aws: Emulated, arn: str, level: Any = "SERVICE_LEVEL") -> dict[str, Any]:
    """What a finished report says, by service."""
    aws.set_advisor(seconds=0)
    job = aws.iam.generate_service_last_accessed_details(Arn=arn, Granularity=level)["JobId"]
    told = aws.iam.get_service_last_accessed_details(JobId=job, MaxItems=1000)
    assert told["JobStatus"] == "COMPLETED"
    return {one["ServiceNamespace"]: one for one in told["ServicesLastAccessed"]}


@contextmanager
def _client(aws: Emulated, key: str, secret: str, token: str | None = None) -> "Iterator[IAMClient]":
    session = boto3.session.Session(key, secret, token, region_name="us-east-1")
    iam = session.client("iam", endpoint_url=aws.url, config=Config(proxies={}))
    try:
        yield iam
    finally:
        iam.close()


def test_the_list_is_what_the_policies_allow_together_used_or_not(staffed: Emulated) -> None:
    assert list(_report(staffed, ANN)) == ["ecr", "s3", "s3-object-lambda", "sqs"]
    assert list(_report(staffed, BEN)) == list(_report(staffed, DEVS)) == ["ecr"]
    assert list(_report(staffed, S3)) == ["s3", "s3-object-lambda"]
    unused = _report(staffed, ANN)["s3"]
    assert unused == {"ServiceName": "Amazon S3", "ServiceNamespace": "s3", "TotalAuthenticatedEntities": 0}


def test_everything_and_everything_but_are_the_services_that_are_known(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"policies": ["AdministratorAccess"]}, "ben": {"policies": ["PowerUserAccess"]}}})
    everything, but_iam = _report(aws, ANN).keys(), _report(aws, BEN).keys()
    assert len(everything) > 60
    assert {"s3", "ec2", "iam", "organizations"} <= everything
    # PowerUserAccess leaves IAM out, and gives three of its actions back.
    assert "s3" in but_iam
    aws.seed({"users": {"cleo": {"inline": {"most": {**SQS, "Statement": [_all_but("iam:*")]}}}}})
    assert everything - _report(aws, "arn:aws:iam::123456789012:user/cleo").keys() == {"iam"}


def _all_but(action: str) -> dict[str, str]:
    return {"Effect": "Allow", "NotAction": action, "Resource": "*"}


def test_what_is_denied_alone_is_not_in_the_list(aws: Emulated) -> None:
    denied = {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    aws.seed({"users": {"ann": {"inline": {"no": denied, "queue": SQS}}}})
    assert list(_report(aws, ANN)) == ["sqs"]


def test_a_use_is_told_with_its_time_region_and_user(staffed: Emulated) -> None:
    staffed.service_used("s3", user="ann", days_ago=3, region="eu-central-1")
    told = _report(staffed, ANN)["s3"]
    assert abs(datetime.now(UTC) - timedelta(days=3) - told["LastAuthenticated"]) < timedelta(minutes=1)
    assert (told["LastAuthenticatedEntity"], told["LastAuthenticatedRegion"]) == (ANN, "eu-central-1")
    assert told["TotalAuthenticatedEntities"] == 1
    assert "LastAuthenticated" not in _report(staffed, ANN)["sqs"]
    staffed.service_used("s3", user="ann", days_ago=None)
    assert "LastAuthenticated" not in _report(staffed, ANN)["s3"]


def test_what_is_older_than_four_hundred_days_is_forgotten(staffed: Emulated) -> None:
    staffed.service_used("s3", user="ann", days_ago=401)
    assert _report(staffed, ANN)["s3"]["TotalAuthenticatedEntities"] == 0
    staffed.service_used("s3", user="ann", days_ago=399)
    assert _report(staffed, ANN)["s3"]["TotalAuthenticatedEntities"] == 1


def test_a_call_counts_as_no_use(staffed: Emulated) -> None:
    staffed.iam.list_users()
    key = staffed.iam.create_access_key(UserName="ann")["AccessKey"]
    staffed.seed({"users": {"ann": {"policies": ["IAMReadOnlyAccess"]}}})
    with _client(staffed, key["AccessKeyId"], key["SecretAccessKey"]) as iam:
        iam.list_users()
    assert _report(staffed, ANN)["iam"]["TotalAuthenticatedEntities"] == 0


def test_actions_are_told_where_aws_tracks_them(staffed: Emulated) -> None:
    staffed.service_used("s3", user="ann", action="ListAllMyBuckets", days_ago=9)
    staffed.service_used("s3", user="ann", action="GetObject", days_ago=2)
    told = _report(staffed, ANN, "ACTION_LEVEL")
    actions = {one["ActionName"]: one for one in told["s3"]["TrackedActionsLastAccessed"]}
    assert actions["ListAllMyBuckets"]["LastAccessedEntity"] == ANN
    assert actions["ListAllMyBuckets"]["LastAccessedRegion"] == "us-east-1"
    assert actions["GetBucketPolicy"] == {"ActionName": "GetBucketPolicy"}
    # A data event is not tracked, an action that is not allowed is not listed; the service counts all the same.
    assert not {"GetObject", "DeleteBucket"} & actions.keys()
    assert told["s3"]["LastAuthenticated"] > actions["ListAllMyBuckets"]["LastAccessedTime"]
    assert "TrackedActionsLastAccessed" not in told["sqs"]
    assert "TrackedActionsLastAccessed" not in _report(staffed, ANN)["s3"]


def test_a_group_and_a_policy_show_the_latest_of_those_who_have_them(staffed: Emulated) -> None:
    staffed.service_used("ecr", user="ann", days_ago=9)
    staffed.service_used("ecr", user="ben", days_ago=4)
    told = _report(staffed, DEVS)["ecr"]
    assert (told["LastAuthenticatedEntity"], told["TotalAuthenticatedEntities"]) == (BEN, 2)
    staffed.iam.remove_user_from_group(GroupName="devs", UserName="ben")
    told = _report(staffed, DEVS)["ecr"]
    assert (told["LastAuthenticatedEntity"], told["TotalAuthenticatedEntities"]) == (ANN, 1)
    staffed.service_used("s3", user="ann", days_ago=4)
    staffed.service_used("s3", role="worker", days_ago=2)
    told = _report(staffed, S3)["s3"]
    assert told["LastAuthenticatedEntity"] == "arn:aws:iam::123456789012:role/worker"
    assert told["TotalAuthenticatedEntities"] == 2


def test_a_group_can_have_been_used_by_one_who_is_in_it_or_has_left(staffed: Emulated) -> None:
    staffed.service_used("ecr", group="devs", by="ann", days_ago=5)
    assert _report(staffed, ANN)["ecr"]["LastAuthenticatedEntity"] == ANN
    gone = "arn:aws:iam::123456789012:user/gone"
    staffed.service_used("ecr", group="devs", by=gone, days_ago=3)
    assert _report(staffed, DEVS)["ecr"]["LastAuthenticatedEntity"] == gone
    assert _report(staffed, ANN)["ecr"]["LastAuthenticatedEntity"] == ANN
    staffed.service_used("s3", policy="AmazonS3ReadOnlyAccess", days_ago=3)
    told = _report(staffed, S3)["s3"]
    assert told["TotalAuthenticatedEntities"] == 1
    assert "LastAuthenticatedEntity" not in told
    with pytest.raises(RefusedError, match="cleo does not have the group devs"):
        staffed.service_used("ecr", group="devs", by="cleo")


def test_entities_come_latest_first(staffed: Emulated) -> None:
    staffed.set_advisor(seconds=0)
    staffed.service_used("ecr", user="ben", days_ago=4)
    job = staffed.iam.generate_service_last_accessed_details(Arn=DEVS)["JobId"]
    first = staffed.iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="ecr", MaxItems=1)
    (ben,) = first["EntityDetailsList"]
    assert (ben["EntityInfo"]["Arn"], ben["EntityInfo"]["Type"]) == (BEN, "USER")
    assert ben["EntityInfo"]["Id"] == staffed.user_id("ben")
    rest = staffed.iam.get_service_last_accessed_details_with_entities(
        JobId=job, ServiceNamespace="ecr", Marker=first["Marker"]
    )
    (ann,) = rest["EntityDetailsList"]
    assert ann["EntityInfo"]["Name"] == "ann"
    assert "LastAuthenticated" not in ann
    assert not rest["IsTruncated"]
    with pytest.raises(ClientError, match="NoSuchEntity"):
        staffed.iam.get_service_last_accessed_details_with_entities(JobId=job, ServiceNamespace="s3")


def test_accounts_are_apart(staffed: Emulated) -> None:
    other = "222222222222"
    staffed.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess"]}}}, account=other)
    staffed.service_used("s3", user="ann", days_ago=1, account=other)
    assert _report(staffed, ANN)["s3"]["TotalAuthenticatedEntities"] == 0
    staffed.set_caller(ACCESS_KEY_ID, f"arn:aws:sts::{other}:assumed-role/leasehold/sandbox")
    assert _report(staffed, ANN.replace("123456789012", other))["s3"]["TotalAuthenticatedEntities"] == 1


def test_who_is_made_anew_has_used_nothing(staffed: Emulated) -> None:
    staffed.service_used("ecr", user="ben", days_ago=1)
    staffed.iam.remove_user_from_group(GroupName="devs", UserName="ben")
    staffed.iam.delete_user(UserName="ben")
    staffed.seed({"users": {"ben": {"groups": ["devs"]}}})
    assert _report(staffed, BEN)["ecr"]["TotalAuthenticatedEntities"] == 0


@pytest.mark.parametrize(
    ("used", "complaint"),
    [
        ({}, "One of user, group, role, policy"),
        ({"user": "nobody"}, "no user nobody"),
        ({"user": "ann", "group": "devs"}, "2 are given"),
        ({"usr": "ann"}, "A use has"),
    ],
)
def test_a_use_that_is_nonsense_is_refused(staffed: Emulated, used: dict[str, str], complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        staffed.service_used("s3", **used)
