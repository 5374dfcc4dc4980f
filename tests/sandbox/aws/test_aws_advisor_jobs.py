"""Access Advisor's jobs: they take their time, belong to who asked, end, and come in pages."""

from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_iam import IAMClient

ANN = "arn:aws:iam::123456789012:user/ann"


@pytest.fixture
def staffed(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess"]}}, "roles": {"worker": []}})
    return aws


@contextmanager
def _client(aws: Emulated, key: str, secret: str, token: str | None = None) -> "Iterator[IAMClient]":
    session = boto3.session.Session(key, secret, token, region_name="us-east-1")
    iam = session.client("iam", endpoint_url=aws.url, config=Config(proxies={}))
    try:
        yield iam
    finally:
        iam.close()


def test_a_report_is_in_progress_and_then_complete(staffed: Emulated) -> None:
    staffed.set_advisor(seconds=0.3)
    job = staffed.iam.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    early = staffed.iam.get_service_last_accessed_details(JobId=job)
    assert (early["JobStatus"], early["ServicesLastAccessed"]) == ("IN_PROGRESS", [])
    assert "JobCompletionDate" not in early
    staffed.wait_for(lambda: staffed.iam.get_service_last_accessed_details(JobId=job)["JobStatus"] == "COMPLETED")
    told = staffed.iam.get_service_last_accessed_details(JobId=job)
    assert told["JobType"] == "SERVICE_LEVEL"
    assert told["JobCompletionDate"] - told["JobCreationDate"] == timedelta(seconds=0.3)
    assert "s3" in {one["ServiceNamespace"] for one in told["ServicesLastAccessed"]}


def test_a_report_that_fails_says_so_and_the_next_one_does_not(staffed: Emulated) -> None:
    staffed.set_advisor(seconds=0, fails=1)
    job = staffed.iam.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    told = staffed.iam.get_service_last_accessed_details(JobId=job)
    assert (told["JobStatus"], told["ServicesLastAccessed"]) == ("FAILED", [])
    assert told["Error"]["Code"] == "ServiceFailure"
    job = staffed.iam.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    assert staffed.iam.get_service_last_accessed_details(JobId=job)["JobStatus"] == "COMPLETED"


def test_a_job_belongs_to_the_session_that_made_it_and_to_a_user_with_any_key(staffed: Emulated) -> None:
    staffed.set_advisor(seconds=0)
    own = staffed.iam.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    with _client(staffed, "another-session", "secret") as other:
        with pytest.raises(ClientError, match="NoSuchEntity") as refused:
            other.get_service_last_accessed_details(JobId=own)
        assert refused.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
        with pytest.raises(ClientError, match="NoSuchEntity"):
            other.get_service_last_accessed_details_with_entities(JobId=own, ServiceNamespace="s3")
    keys = [staffed.iam.create_access_key(UserName="ann")["AccessKey"] for _ in range(2)]
    with _client(staffed, keys[0]["AccessKeyId"], keys[0]["SecretAccessKey"]) as one:
        anns = one.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    with _client(staffed, keys[1]["AccessKeyId"], keys[1]["SecretAccessKey"]) as two:
        assert two.get_service_last_accessed_details(JobId=anns)["JobStatus"] == "COMPLETED"
    with pytest.raises(ClientError, match="NoSuchEntity"):
        staffed.iam.get_service_last_accessed_details(JobId=anns)


def test_two_sessions_of_one_role_do_not_share_jobs(staffed: Emulated) -> None:
    role = "arn:aws:iam::123456789012:role/worker"
    first, second = (staffed.sts.assume_role(RoleArn=role, RoleSessionName="same")["Credentials"] for _ in range(2))
    with _client(staffed, first["AccessKeyId"], first["SecretAccessKey"], first["SessionToken"]) as one:
        job = one.generate_service_last_accessed_details(Arn=ANN)["JobId"]
        assert one.get_service_last_accessed_details(JobId=job)
    with (
        _client(staffed, second["AccessKeyId"], second["SecretAccessKey"], second["SessionToken"]) as two,
        pytest.raises(ClientError, match="NoSuchEntity"),
    ):
        two.get_service_last_accessed_details(JobId=job)


def test_a_job_that_is_over_is_not_there(staffed: Emulated) -> None:
    job = staffed.iam.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    assert staffed.iam.get_service_last_accessed_details(JobId=job)
    staffed.expire_advisor()
    with pytest.raises(ClientError, match="NoSuchEntity"):
        staffed.iam.get_service_last_accessed_details(JobId=job)


def test_a_report_comes_in_pages(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"policies": ["AdministratorAccess"]}}})
    aws.set_advisor(seconds=0)
    job = aws.iam.generate_service_last_accessed_details(Arn=ANN)["JobId"]
    seen: list[str] = []
    asked: dict[str, Any] = {"JobId": job, "MaxItems": 25}
    while True:
        page = aws.iam.get_service_last_accessed_details(**asked)
        seen += [one["ServiceNamespace"] for one in page["ServicesLastAccessed"]]
        if not page["IsTruncated"]:
            break
        assert len(page["ServicesLastAccessed"]) == 25
        asked["Marker"] = page["Marker"]
    assert seen == sorted(set(seen))
    assert {"access-analyzer", "s3", "xray"} <= set(seen)
    with pytest.raises(ClientError, match="Invalid Marker"):
        aws.iam.get_service_last_accessed_details(JobId=job, Marker="25")
    with pytest.raises(ClientError, match="less than or equal to 1000"):
        aws.iam.get_service_last_accessed_details(JobId=job, MaxItems=1001)


@pytest.mark.parametrize(
    ("arn", "code"),
    [
        ("arn:aws:iam::123456789012:user/nobody", "NoSuchEntity"),
        ("arn:aws:iam::aws:policy/NoSuchPolicy", "NoSuchEntity"),
        ("arn:aws:s3:::a-bucket-of-somebody", "InvalidInput"),
    ],
)
def test_a_report_about_nothing_is_refused(staffed: Emulated, arn: str, code: str) -> None:
    with pytest.raises(ClientError, match=code):
        staffed.iam.generate_service_last_accessed_details(Arn=arn)


def test_faults_meet_these_calls_as_all_others(staffed: Emulated) -> None:
    staffed.fault("GenerateServiceLastAccessedDetails", do="throttle", times=1)
    with pytest.raises(ClientError, match="Throttling"):
        staffed.iam.generate_service_last_accessed_details(Arn=ANN)
    assert [call.is_look for call in staffed.calls("GenerateServiceLastAccessedDetails")] == [True]
