"""The survey: the whole account in the least number of calls, and what cannot be had is said and left out."""

import json
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config

from iam import faults, scan, survey, survey_usage
from iam.checkup_item import Refused
from iam.survey import Survey
from sandbox.aws.driver import ACCESS_KEY_ID, REGION, SECRET_ACCESS_KEY, Emulated

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

WINDOW = timedelta(days=90)
ACCOUNT = "arn:aws:iam::123456789012"
S3 = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@pytest.fixture
def iam(aws: Emulated) -> Iterator["IAMClient"]:
    """As a scan has it: AWS's faults are tried again, and not for long."""
    session = boto3.session.Session(ACCESS_KEY_ID, SECRET_ACCESS_KEY, region_name=REGION)
    config = Config(retries={"mode": "standard", "total_max_attempts": 2}, proxies={}, max_pool_connections=16)
    client = session.client("iam", endpoint_url=aws.url, config=config)
    yield client
    client.close()


def read(iam: "IAMClient") -> Survey:
    return survey.read(iam, window=WINDOW, now=datetime.now(UTC))


def town(aws: Emulated) -> None:
    aws.seed(
        {
            "policies": {"ours": S3, "nobodys": S3},
            "groups": {"s3-users": ["AmazonS3FullAccess"], "empty": ["AmazonSQSFullAccess"]},
            "users": {"ann": {"groups": ["s3-users"]}, "bob": {"policies": ["ours"]}},
            "roles": {"app": ["AmazonSQSReadOnlyAccess"]},
        }
    )
    aws.set_advisor(seconds=0.1)
    aws.service_used("s3", user="ann", days_ago=3)
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the report")
    aws.clear_calls()


def test_all_is_read_in_the_least_number_of_calls(aws: Emulated, iam: "IAMClient") -> None:
    town(aws)
    steps: list[tuple[int, int]] = []
    found = survey.read(iam, window=WINDOW, now=datetime.now(UTC), told=lambda *step: steps.append(step))
    asked = {f"{ACCOUNT}:{one}" for one in ("user/ann", "user/bob", "group/s3-users", "role/app", "policy/ours")}
    assert set(found.usage.reports) == asked
    assert found.usage.reports[f"{ACCOUNT}:user/ann"].used.keys() == {"s3"}
    assert found.usage.reports[f"{ACCOUNT}:user/bob"].listed == {"s3"}
    assert {arn.rpartition("/")[2] for arn in found.policies} == {
        *("ours", "nobodys", "AmazonS3FullAccess", "AmazonSQSFullAccess", "AmazonSQSReadOnlyAccess")
    }
    assert found.notes == ()
    assert steps == [(done, 5) for done in range(6)]
    counts = Counter(call.operation for call in aws.calls())
    assert counts == {
        "GetAccountAuthorizationDetails": 1,
        "GenerateCredentialReport": 1,
        "GetCredentialReport": 1,
        "GetAccountSummary": 1,
        "GetAccountPasswordPolicy": 1,
        "GenerateServiceLastAccessedDetails": 5,
        "GetServiceLastAccessedDetails": 5,
    }
    assert found.calls == counts.total()


def test_nothing_is_changed_and_the_rights_that_are_named_are_all_that_it_takes(
    aws: Emulated, iam: "IAMClient"
) -> None:
    town(aws)
    aws.seed({"users": {"cyd": {"password": True, "keys": 2}}})
    aws.age_user("cyd", 300)
    read(iam)
    assert [call.operation for call in aws.changes()] == []
    assert {f"iam:{call.operation}" for call in aws.calls()} <= set(survey.RIGHTS)


def test_a_report_that_fails_is_asked_for_again_and_at_last_left_out(aws: Emulated, iam: "IAMClient") -> None:
    town(aws)
    aws.set_advisor(seconds=0, fails=1)
    assert len(read(iam).usage.reports) == 5
    aws.set_advisor(seconds=0, fails=10_000)
    found = survey_usage.read(iam, [f"{ACCOUNT}:user/ann"], told=lambda _done, _total: None)
    assert found.reports == {}
    assert found.left_out[f"{ACCOUNT}:user/ann"].startswith("its report failed: The report could not be generated")


def test_who_is_deleted_meanwhile_is_left_out_and_the_others_are_not(aws: Emulated, iam: "IAMClient") -> None:
    town(aws)
    found = survey_usage.read(iam, [f"{ACCOUNT}:user/gone", f"{ACCOUNT}:user/ann"])
    assert found.left_out == {f"{ACCOUNT}:user/gone": "it was deleted meanwhile"}
    assert set(found.reports) == {f"{ACCOUNT}:user/ann"}


def test_reports_that_lapse_on_the_way_are_made_anew(aws: Emulated, iam: "IAMClient") -> None:
    town(aws)
    aws.set_advisor(seconds=1)
    lapse = threading.Timer(0.8, aws.expire_advisor)
    lapse.start()
    assert set(survey_usage.read(iam, [f"{ACCOUNT}:user/ann"]).reports) == {f"{ACCOUNT}:user/ann"}
    lapse.join()
    assert len(aws.calls("GenerateServiceLastAccessedDetails")) == 2


@pytest.mark.parametrize("operation", ["GenerateServiceLastAccessedDetails", "GetServiceLastAccessedDetails"])
def test_what_is_throttled_is_asked_again(aws: Emulated, iam: "IAMClient", operation: str) -> None:
    town(aws)
    aws.fault(operation, do="throttle", times=6)
    assert len(read(iam).usage.reports) == 5


@pytest.mark.parametrize("operation", ["GetAccountAuthorizationDetails", "GetServiceLastAccessedDetails"])
def test_a_list_whose_marker_aws_has_forgotten_is_read_anew_from_its_first_page(
    aws: Emulated, iam: "IAMClient", operation: str
) -> None:
    town(aws)
    aws.fault(operation, do="error", code="ValidationError", status=400, message="Invalid Marker.", times=2)
    found = read(iam)
    assert (len(found.usage.reports), found.usage.left_out, found.notes) == (5, {}, ())
    assert len(aws.calls(operation)) == (3 if operation == "GetAccountAuthorizationDetails" else 7)


def test_who_may_not_ask_is_told_so_once_and_all_else_is_there(aws: Emulated, iam: "IAMClient") -> None:
    town(aws)
    aws.seed({"users": {f"person-{number:03}": {} for number in range(60)}})
    aws.fault("GenerateServiceLastAccessedDetails", do="deny")
    aws.fault("GenerateCredentialReport", do="deny")
    found = read(iam)
    assert found.usage.reports == {}
    assert len(found.usage.left_out) == 65
    assert len(aws.calls("GenerateServiceLastAccessedDetails")) <= 2 * survey_usage.AT_ONCE
    assert isinstance(found.report, Refused)
    assert len(found.details.users) == 62
    assert [note.partition(":")[0] for note in found.notes] == ["credential report", *["no last use known"] * 4]
    assert {each.kind for each in scan.findings(found, window=WINDOW, now=found.taken_at)} >= {"direct-policy"}


def test_without_the_authorization_details_there_is_no_survey(aws: Emulated, iam: "IAMClient") -> None:
    aws.fault("GetAccountAuthorizationDetails", do="deny")
    with pytest.raises(faults.Never):
        read(iam)


def test_a_report_of_many_pages_is_read_whole(aws: Emulated, iam: "IAMClient") -> None:
    aws.seed({"users": {"ann": {"policies": ["AdministratorAccess"]}}})
    (report,) = survey_usage.read(iam, [f"{ACCOUNT}:user/ann"], page=10).reports.values()
    assert len(report.listed) > 60
    assert len(aws.calls("GetServiceLastAccessedDetails")) == -(-len(report.listed) // 10)


def test_who_is_suspected_by_the_report_is_looked_at_live(aws: Emulated, iam: "IAMClient") -> None:
    aws.seed({"users": {"ann": {"password": True, "keys": 1}, "bob": {"password": True, "mfa": True, "keys": 1}}})
    aws.age_user("ann", 300)
    aws.age_key("ann", aws.keys_of("ann")[0], 300)
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", what="the report")
    aws.clear_calls()
    found = read(iam)
    assert ([*found.live.keys], [*found.live.passwords], found.live.mfa) == (["ann"], ["ann"], {"ann": False})
    assert [call.parameters["UserName"] for call in aws.calls("ListAccessKeys")] == ["ann"]


def test_policies_that_are_no_policies_are_no_findings_and_no_fault(aws: Emulated, iam: "IAMClient") -> None:
    aws.seed(
        {
            "users": {
                "ann": {
                    "inline": {
                        "odd": {
                            "Version": "2012-10-17",
                            "Statement": [{"Effect": "Allow", "Action": "nova:Unheard", "Resource": "*"}],
                        }
                    }
                }
            }
        }
    )
    found = read(iam)
    kinds = {each.kind for each in scan.findings(found, window=WINDOW, now=found.taken_at)}
    assert kinds == {"inline-policy", "weak-password-policy", "root-no-mfa"}
    assert json.loads(found.details.users[0].inline[0].document)["Statement"][0]["Action"] == "nova:Unheard"
