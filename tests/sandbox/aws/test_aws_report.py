"""The credential report, the summary and the password policy: fresh, with root, and with ages that a test can set."""

import csv
import io
from datetime import UTC, datetime, timedelta

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.control_client import RefusedError
from sandbox.aws.driver import Emulated


def _rows(aws: Emulated) -> dict[str, dict[str, str]]:
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", seconds=3, what="the report")
    content = aws.iam.get_credential_report()["Content"].decode()
    return {row["user"]: row for row in csv.DictReader(io.StringIO(content))}


def test_a_report_takes_its_time_and_is_fresh(aws: Emulated) -> None:
    with pytest.raises(ClientError, match="ReportNotPresent") as absent:
        aws.iam.get_credential_report()
    assert absent.value.response["ResponseMetadata"]["HTTPStatusCode"] == 410
    assert aws.iam.generate_credential_report()["State"] == "STARTED"
    assert aws.iam.generate_credential_report()["State"] == "INPROGRESS"
    with pytest.raises(ClientError, match="ReportInProgress") as early:
        aws.iam.get_credential_report()
    assert early.value.response["ResponseMetadata"]["HTTPStatusCode"] == 404
    _rows(aws)
    made = aws.iam.get_credential_report()["GeneratedTime"]
    assert abs(datetime.now(UTC) - made) < timedelta(minutes=1)


def test_a_report_is_good_for_hours_unless_it_is_forgotten(aws: Emulated) -> None:
    _rows(aws)
    aws.iam.create_user(UserName="ann")
    assert "ann" not in _rows(aws)
    aws.forget_report()
    assert "ann" in _rows(aws)


def test_the_report_says_what_there_is(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"password": True, "keys": 1, "mfa": True}, "ben": {}}})
    rows = _rows(aws)
    assert list(rows) == ["<root_account>", "ann", "ben"]
    ann, ben = rows["ann"], rows["ben"]
    assert ann["arn"] == "arn:aws:iam::123456789012:user/ann"
    assert (ann["password_enabled"], ann["password_last_used"], ann["mfa_active"]) == (
        "true",
        "no_information",
        "true",
    )
    assert (ann["access_key_1_active"], ann["access_key_1_last_used_date"]) == ("true", "N/A")
    assert (ann["access_key_2_active"], ann["access_key_2_last_rotated"]) == ("false", "N/A")
    assert (ben["password_enabled"], ben["password_last_used"]) == ("false", "N/A")


def test_ages_and_uses_can_be_set(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"password": True, "keys": 1}}})
    (key,) = aws.keys_of("ann")
    assert "LastUsedDate" not in aws.iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"]
    now = datetime.now(UTC).replace(microsecond=0)
    aws.set_last_used("ann", password=now - timedelta(days=50), key=(key, now - timedelta(days=60)))
    aws.age_key("ann", key, 100)
    aws.age_user("ann", 400)
    used = aws.iam.get_access_key_last_used(AccessKeyId=key)["AccessKeyLastUsed"]
    assert used["LastUsedDate"] == now - timedelta(days=60)
    assert aws.iam.get_user(UserName="ann")["User"]["PasswordLastUsed"] == now - timedelta(days=50)
    (listed,) = aws.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
    assert (now - listed["CreateDate"]).days in {99, 100}
    row = _rows(aws)["ann"]
    assert datetime.fromisoformat(row["password_last_used"]) == now - timedelta(days=50)
    assert datetime.fromisoformat(row["access_key_1_last_used_date"]) == now - timedelta(days=60)
    assert (now - datetime.fromisoformat(row["user_creation_time"])).days in {399, 400}
    aws.set_last_used("ann", password=None, key=(key, None))
    assert _rows(aws)["ann"]["password_last_used"] == "no_information"


def test_roots_keys_and_mfa_can_be_set(aws: Emulated) -> None:
    summary = aws.iam.get_account_summary()["SummaryMap"]
    assert (summary["AccountAccessKeysPresent"], summary["AccountMFAEnabled"]) == (0, 0)
    assert _rows(aws)["<root_account>"]["access_key_1_active"] == "false"
    aws.set_root(keys=1, mfa=True)
    aws.set_root_used(datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC))
    summary = aws.iam.get_account_summary()["SummaryMap"]
    assert (summary["AccountAccessKeysPresent"], summary["AccountMFAEnabled"]) == (1, 1)
    assert summary["AccountPasswordPresent"] == 1
    row = _rows(aws)["<root_account>"]
    assert (row["mfa_active"], row["access_key_1_active"]) == ("true", "true")
    assert row["password_last_used"] == "2026-01-02T03:04:05+00:00"


def test_a_role_has_its_age_and_its_last_use(aws: Emulated) -> None:
    aws.seed({"roles": {"worker": []}})
    assert aws.iam.get_role(RoleName="worker")["Role"]["RoleLastUsed"] == {}
    now = datetime.now(UTC).replace(microsecond=0)
    aws.age_role("worker", 300)
    aws.set_role_used("worker", now - timedelta(days=7))
    role = aws.iam.get_role(RoleName="worker")["Role"]
    assert role["RoleLastUsed"] == {"LastUsedDate": now - timedelta(days=7), "Region": "us-east-1"}
    assert (now - role["CreateDate"]).days in {299, 300}
    aws.set_role_used("worker", None)
    assert "LastUsedDate" not in aws.iam.get_role(RoleName="worker")["Role"]["RoleLastUsed"]
    with pytest.raises(RefusedError, match="no role nobody"):
        aws.age_role("nobody", 1)


def test_roots_app_is_a_virtual_device_beside_those_of_users(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"mfa": True}}})
    aws.set_root(mfa=True, app=True)
    assert _owners(aws) == {
        "arn:aws:iam::123456789012:mfa/root-account-mfa-device": "arn:aws:iam::123456789012:root",
        "arn:aws:iam::123456789012:mfa/ann": "arn:aws:iam::123456789012:user/ann",
    }
    aws.set_root(app=False)
    assert list(_owners(aws)) == ["arn:aws:iam::123456789012:mfa/ann"]


def _owners(aws: Emulated) -> dict[str, str]:
    devices = aws.iam.list_virtual_mfa_devices(AssignmentStatus="Assigned")["VirtualMFADevices"]
    return {each["SerialNumber"]: each["User"]["Arn"] for each in devices}


def test_the_accounts_password_policy_can_be_seeded(aws: Emulated) -> None:
    aws.seed({"passwords": {"shortest": 14, "remembers": 5}})
    policy = aws.iam.get_account_password_policy()["PasswordPolicy"]
    assert (policy["MinimumPasswordLength"], policy["PasswordReusePrevention"]) == (14, 5)
    assert policy["AllowUsersToChangePassword"] is True
    aws.reset()
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws.iam.get_account_password_policy()
