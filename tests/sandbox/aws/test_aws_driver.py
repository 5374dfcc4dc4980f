"""The driver: start, seed, look, reset, wait."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta

import boto3
import pytest
from botocore.config import Config

from sandbox.aws.control_client import RefusedError
from sandbox.aws.driver import Emulated

S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
VIEW = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"


def test_a_seed_is_what_the_account_holds(aws: Emulated) -> None:
    aws.seed(
        {
            "users": {
                "ann": {
                    "tags": {"email": "ann@example.com"},
                    "groups": ["devs"],
                    "policies": ["ViewOnlyAccess", S3],
                    "password": True,
                    "keys": 2,
                    "mfa": True,
                }
            },
            "groups": {"s3-users": ["AmazonS3FullAccess"]},
        }
    )
    assert aws.groups_of("ann") == {"devs"}
    assert aws.policies_of("ann") == {VIEW, S3}
    assert aws.user_id("ann") == aws.iam.get_user(UserName="ann")["User"]["UserId"]
    assert aws.iam.list_user_tags(UserName="ann")["Tags"] == [{"Key": "email", "Value": "ann@example.com"}]
    assert aws.iam.get_login_profile(UserName="ann")["LoginProfile"]["UserName"] == "ann"
    assert len(aws.keys_of("ann")) == len(aws.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]) == 2
    assert len(aws.iam.list_mfa_devices(UserName="ann")["MFADevices"]) == 1
    attached = aws.iam.list_attached_group_policies(GroupName="s3-users")["AttachedPolicies"]
    assert [policy["PolicyName"] for policy in attached] == ["AmazonS3FullAccess"]


@pytest.mark.parametrize(
    ("wanted", "complaint"),
    [
        ({"user": {}}, "A seed has"),
        ({"users": {"ann": {"tag": {}}}}, "A user has"),
        ({"groups": {"g": ["NoSuchPolicy"]}}, "no policy named NoSuchPolicy"),
    ],
)
def test_a_seed_that_says_nonsense_is_refused(aws: Emulated, wanted: dict[str, object], complaint: str) -> None:
    with pytest.raises(RefusedError, match=complaint):
        aws.seed(wanted)


def test_somebody_who_is_not_there_is_named(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    with pytest.raises(LookupError, match="no user bob; there is ann"):
        aws.groups_of("bob")


def test_reset_empties_all_and_keeps_the_managed_policies(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"policies": [S3]}}, "groups": {"g": []}})
    aws.fault("*", do="throttle")
    aws.set_root(keys=1)
    started = time.perf_counter()
    aws.reset()
    took = time.perf_counter() - started
    assert aws.calls() == []
    assert aws.iam.list_users()["Users"] == []
    assert aws.iam.list_groups()["Groups"] == []
    assert aws.iam.get_policy(PolicyArn=S3)["Policy"]["AttachmentCount"] == 0
    assert aws.iam.get_account_summary()["SummaryMap"]["AccountAccessKeysPresent"] == 0
    assert took < 0.3


def test_the_environment_is_all_that_boto3_needs(aws: Emulated) -> None:
    code = "import boto3; print(boto3.client('sts').get_caller_identity()['Arn'])"
    environment = os.environ | aws.env()
    told = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "arn:aws:sts::123456789012:assumed-role/leasehold/sandbox"


def test_attach_speaks_to_the_same_account(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    other = Emulated.attach(aws.url + "/")
    assert other.user_id("ann") == aws.user_id("ann")
    other.stop()
    assert aws.user_id("ann")


def test_the_state_tells_of_the_account_itself_and_of_root(aws: Emulated) -> None:
    assert aws.state()["root"] == {"keys": 0, "mfa": False, "last_used": None}
    assert aws.state()["alias"] is None
    aws.set_root(keys=1, mfa=True)
    aws.set_root_used(datetime(2026, 1, 2, tzinfo=UTC))
    aws.iam.create_account_alias(AccountAlias="lease-corp")
    assert aws.state()["root"] == {"keys": 1, "mfa": True, "last_used": "2026-01-02T00:00:00"}
    assert aws.state()["alias"] == "lease-corp"


def test_waiting_in_vain_tells_the_last_calls(aws: Emulated) -> None:
    aws.iam.list_users()
    with pytest.raises(TimeoutError, match=r"for the moon.*ListUsers 200"):
        aws.wait_for(lambda: False, seconds=0.05, what="the moon")
    aws.wait_for(lambda: True)


def test_the_log_tells_calls_and_changes_without_secrets(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    aws.iam.create_login_profile(UserName="ann", Password="Secret-word-1!", PasswordResetRequired=True)
    aws.iam.list_users()
    (change,) = aws.changes()
    assert (change.operation, change.status, change.performed) == ("CreateLoginProfile", 200, True)
    assert change.parameters == {"UserName": "ann", "Password": "***", "PasswordResetRequired": "true"}
    assert change.access_key_id == aws.env()["AWS_ACCESS_KEY_ID"]
    assert datetime.now(UTC) - change.at < timedelta(minutes=1)
    assert [call.operation for call in aws.calls("ListUsers")] == ["ListUsers"]
    assert [call.operation for call in aws.calls()] == ["CreateLoginProfile", "ListUsers"]
    first, second = aws.calls()
    assert aws.calls(start=first.number + 1) == [second]


def test_accounts_are_apart_and_reached_by_a_role(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    aws.seed({"users": {"ben": {}}, "roles": {"leasehold": []}}, account="222222222222")
    role = "arn:aws:iam::222222222222:role/leasehold"
    given = aws.sts.assume_role(RoleArn=role, RoleSessionName="test")["Credentials"]
    session = boto3.session.Session(
        given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], region_name="us-east-1"
    )
    iam = session.client("iam", endpoint_url=aws.url, config=Config(proxies={}))
    try:
        assert [user["UserName"] for user in iam.list_users()["Users"]] == ["ben"]
    finally:
        iam.close()
    assert [user["UserName"] for user in aws.iam.list_users()["Users"]] == ["ann"]
    assert aws.user_id("ben", account="222222222222")


def test_other_hosts_than_loopback_are_refused() -> None:
    told = subprocess.run(
        [sys.executable, "-m", "sandbox.aws", "--host", "0.0.0.0"],  # noqa: S104  (to see it refused)
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 2
    assert "loopback only" in told.stderr
    assert told.stdout == ""


def test_the_process_ends_on_a_signal_and_with_its_starter() -> None:
    with Emulated.start() as aws:
        process = aws._process
        assert process
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=5) == 0
    with Emulated.start() as aws:
        process = aws._process
        assert process
        assert process.stdin
        process.stdin.close()
        assert process.wait(timeout=5) == 0
