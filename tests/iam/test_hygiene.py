"""Who is nagged about what: a table, and each found in the report is looked at live."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import boto3
import pytest
from botocore.config import Config

from iam import faults, hygiene
from iam.finding import Finding
from sandbox.aws.driver import Emulated

NOW = datetime.now(UTC).replace(microsecond=0)
LONG_AGO, LATELY = NOW - timedelta(days=91), NOW - timedelta(days=89)
ANN = "arn:aws:iam::123456789012:user/ann"


@dataclass(frozen=True)
class Case:
    """A user, `age` days old, with what they have and when it was used; and what is found."""

    user: dict[str, Any]
    finds: set[str]
    age: float = 200
    key_made: float = 200
    used: dict[str, Any] = field(default_factory=dict)
    key_used: datetime | None = None


CASES = {
    "a bare user": Case({}, set()),
    "an old key that was never used": Case({"keys": 1}, {"unused-key"}),
    "a new key that was never used": Case({"keys": 1}, set(), key_made=89),
    "a key used long ago": Case({"keys": 1}, {"unused-key"}, key_used=LONG_AGO),
    "an old key used lately": Case({"keys": 1}, set(), key_used=LATELY),
    "a password used long ago": Case({"password": True, "mfa": True}, {"unused-password"}, used={"password": LONG_AGO}),
    "a password used lately": Case({"password": True, "mfa": True}, set(), used={"password": LATELY}),
    "an old password that was never used": Case({"password": True, "mfa": True}, {"unused-password"}),
    "a new password that was never used": Case({"password": True, "mfa": True}, set(), age=89),
    "a password without MFA": Case({"password": True}, {"no-mfa"}, used={"password": LATELY}),
    "keys alone need no MFA": Case({"keys": 1}, set(), key_used=LATELY),
    "all of it": Case(
        {"password": True, "keys": 1}, {"unused-key", "unused-password", "no-mfa"}, used={"password": LONG_AGO}
    ),
}


def found(aws: Emulated, now: datetime = NOW) -> list[Finding]:
    kept: list[Finding] = []

    def is_told() -> bool:
        try:
            kept[:] = hygiene.findings(aws.iam, unused_days=90, now=now)
        except faults.Later:
            return False
        return True

    aws.wait_for(is_told, seconds=5, what="the report")
    return kept


@pytest.mark.parametrize("name", CASES)
def test_what_is_found(aws: Emulated, name: str) -> None:
    case = CASES[name]
    aws.seed({"users": {"ann": case.user}})
    aws.age_user("ann", case.age)
    for key in aws.keys_of("ann"):
        aws.age_key("ann", key, case.key_made)
        aws.set_last_used("ann", key=(key, case.key_used))
    if case.used:
        aws.set_last_used("ann", **case.used)
    findings = found(aws)
    assert {finding.kind for finding in findings} == case.finds
    assert {finding.principal for finding in findings} <= {ANN}


def test_a_finding_names_the_key_its_age_and_what_to_do(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"keys": 2}}})
    never, once = aws.keys_of("ann")
    for key in (never, once):
        aws.age_key("ann", key, 200)
    aws.set_last_used("ann", key=(once, LONG_AGO))
    by_key = {finding.subject: finding for finding in found(aws)}
    assert by_key[never].evidence.startswith("never used in")
    assert (by_key[never].last_used, by_key[once].last_used) == (None, LONG_AGO)
    assert by_key[once].since == 91
    assert by_key[once].evidence.startswith("last used 91 days ago for")
    assert all(finding.suggestion for finding in by_key.values())


@pytest.mark.parametrize("mended", ["the key was used", "the key is inactive", "the user is gone"])
def test_what_was_mended_since_the_report_is_not_told(aws: Emulated, mended: str) -> None:
    aws.seed({"users": {"ann": {"keys": 1}}})
    (key,) = aws.keys_of("ann")
    aws.age_key("ann", key, 200)
    assert [finding.kind for finding in found(aws)] == ["unused-key"]
    match mended:
        case "the key was used":
            secret = aws.state()["users"]["ann"]["keys"][0]["secret"]
            session = boto3.Session(key, secret, region_name="us-east-1")
            session.client("sts", endpoint_url=aws.url, config=Config(proxies={})).get_caller_identity()
        case "the key is inactive":
            aws.iam.update_access_key(UserName="ann", AccessKeyId=key, Status="Inactive")
        case "the user is gone":
            aws.iam.delete_access_key(UserName="ann", AccessKeyId=key)
            aws.iam.delete_user(UserName="ann")
    assert hygiene.findings(aws.iam, unused_days=90, now=NOW) == []


def test_mfa_and_passwords_are_looked_at_live(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"password": True}, "bob": {"password": True}}})
    assert {finding.subject for finding in found(aws)} == {"ann", "bob"}
    serial = aws.iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")["VirtualMFADevice"]["SerialNumber"]
    aws.iam.enable_mfa_device(
        UserName="ann", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    assert {finding.subject for finding in hygiene.findings(aws.iam, unused_days=90, now=NOW)} == {"bob"}
    aws.iam.delete_login_profile(UserName="bob")
    assert hygiene.findings(aws.iam, unused_days=90, now=NOW) == []


def test_a_key_of_root_is_found_and_none_is_not(aws: Emulated) -> None:
    assert found(aws) == []
    aws.set_root(keys=1)
    (finding,) = found(aws)
    assert (finding.kind, finding.subject) == ("root-key", "root")
    assert finding.principal is not None
    assert finding.principal.endswith(":root")


def test_root_without_mfa_is_not_taken_for_a_user(aws: Emulated) -> None:
    aws.set_root(mfa=False)
    aws.set_root_used(LONG_AGO)
    assert found(aws) == []


def test_a_finding_is_kept_as_json(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"keys": 1}}})
    (key,) = aws.keys_of("ann")
    aws.age_key("ann", key, 200)
    aws.set_last_used("ann", key=(key, LONG_AGO))
    (kept,) = [finding.as_json() for finding in found(aws)]
    assert set(kept) == {"kind", "principal", "subject", "last_used", "since", "evidence", "suggestion"}
    assert kept["last_used"] == LONG_AGO.isoformat()


def test_a_refused_look_is_told_and_not_taken_for_a_clean_account(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"password": True}}})
    found(aws)
    aws.fault("ListMFADevices", do="deny")
    with pytest.raises(faults.Never):
        hygiene.findings(aws.iam, unused_days=90, now=NOW)
