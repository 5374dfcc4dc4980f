"""What is read past boto3 is what boto3 reads; what looks otherwise is left to it."""

from typing import TYPE_CHECKING, Any

import pytest

from iam import usage_xml
from sandbox.aws.driver import Emulated

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

ANN = "arn:aws:iam::123456789012:user/ann"
LIST = "<ServicesLastAccessed><member>{}</member></ServicesLastAccessed>"
DATE = "<JobCreationDate>2026-11-01T00:00:00Z</JobCreationDate>"


@pytest.fixture
def iam(aws: Emulated) -> "IAMClient":
    aws.seed({"users": {"ann": {"policies": ["AmazonS3FullAccess", "AmazonSQSFullAccess"]}}})
    aws.service_used("s3", user="ann", action="ListAllMyBuckets", days_ago=9)
    aws.set_advisor(seconds=0)
    return aws.iam


def report(iam: "IAMClient") -> Any:
    job = iam.generate_service_last_accessed_details(Arn=ANN, Granularity="ACTION_LEVEL")["JobId"]
    return iam.get_service_last_accessed_details(JobId=job)


def test_it_is_what_boto3_reads_of_services_and_of_the_actions_of_used_ones(iam: "IAMClient") -> None:
    with usage_xml.read_past_boto3(iam):
        ours = report(iam)
    boto3s = report(iam)
    assert len(boto3s["ServicesLastAccessed"]) > 1
    for our, its in zip(usage_xml.services(ours), boto3s["ServicesLastAccessed"], strict=True):
        assert our["ServiceNamespace"] == its["ServiceNamespace"]
        assert our.get("LastAuthenticated") == its.get("LastAuthenticated")
        tracked = its.get("TrackedActionsLastAccessed", []) if "LastAuthenticated" in its else []
        told = [(one["ActionName"], one.get("LastAccessedTime")) for one in tracked]
        assert [(one["ActionName"], one.get("LastAccessedTime")) for one in our.get(_TRACKED, [])] == told
    assert ours["JobStatus"] == boto3s["JobStatus"]
    assert "ServiceName" in report(iam)["ServicesLastAccessed"][0], "it is boto3 again afterwards"


_TRACKED = "TrackedActionsLastAccessed"

OTHERWISE = {
    "another prefix": f"<x:a xmlns:x='urn:x'>{DATE}<x:ServicesLastAccessed/></x:a>",
    "cut off": f"<a>{DATE}<ServicesLastAccessed><member></ServicesLastAccessed></a>",
    "no time": f"<a>{LIST.format('<LastAuthenticated>x</LastAuthenticated>')}</a>",
    "no namespace": "<a><ServicesLastAccessed><member><ServiceName>x</ServiceName></member></ServicesLastAccessed></a>",
    "another order": f"<a>{LIST.format('<ServiceNamespace>x</ServiceNamespace><ServiceName>x</ServiceName>')}</a>",
    "nothing": "",
}


@pytest.mark.parametrize("case", OTHERWISE)
def test_what_looks_otherwise_is_left_as_it_is(case: str) -> None:
    answer = {"body": OTHERWISE[case].encode(), "status_code": 200}
    customized: dict[str, Any] = {}
    usage_xml._read(answer, customized)
    assert (answer["body"].decode(), customized) == (OTHERWISE[case], {})
