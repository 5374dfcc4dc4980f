"""What locks somebody out: devices go with their names, and sessions by when they began."""

import pytest

from iam import deny_old_sessions, faults
from iam.deactivate_mfa import DeactivateMfa
from iam.deny_old_sessions import DenyOldSessions
from iam.user_policies import AttachToUser
from sandbox.aws.driver import Emulated

QUARANTINE = "arn:aws:iam::aws:policy/AWSCompromisedKeyQuarantineV3"


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {"mfa": True}}})
    return aws


def device_of(aws: Emulated) -> str:
    return str(aws.state()["users"]["ann"]["mfa"][0])


def test_the_name_of_a_virtual_device_is_free_again(ann: Emulated) -> None:
    DeactivateMfa("ann", serial=device_of(ann)).make(ann.iam)
    assert ann.iam.list_virtual_mfa_devices()["VirtualMFADevices"] == []
    ann.iam.create_virtual_mfa_device(VirtualMFADeviceName="ann")


def test_a_device_that_is_only_taken_off_is_not_done(ann: Emulated) -> None:
    change = DeactivateMfa("ann", serial=device_of(ann))
    ann.fault("DeleteVirtualMFADevice", do="throttle", times=1)
    with pytest.raises(faults.Later):
        change.make(ann.iam)
    assert not change.is_made(ann.iam)
    change.make(ann.iam)
    assert change.is_made(ann.iam)


def test_a_device_that_aws_still_takes_for_used_is_later(ann: Emulated) -> None:
    change = DeactivateMfa("ann", serial=device_of(ann))
    in_use = "MFA VirtualDevice in use. Must deactivate first."
    ann.fault("DeleteVirtualMFADevice", do="error", code="DeleteConflict", status=409, message=in_use, times=1)
    with pytest.raises(faults.Later, match="in use"):
        change.make(ann.iam)
    change.make(ann.iam)
    assert change.is_made(ann.iam)


@pytest.mark.parametrize("serial", ["GAHT12345678", "arn:aws:iam::123456789012:u2f/user/ann/key-ABCDEF"])
def test_a_piece_of_hardware_is_taken_off_and_not_deleted(ann: Emulated, serial: str) -> None:
    ann.iam.enable_mfa_device(
        UserName="ann", SerialNumber=serial, AuthenticationCode1="123456", AuthenticationCode2="654321"
    )
    change = DeactivateMfa("ann", serial=serial)
    ann.clear_calls()
    change.make(ann.iam)
    assert change.is_made(ann.iam)
    assert [call.operation for call in ann.changes()] == ["DeactivateMFADevice"]


def test_sessions_that_began_before_are_denied_everything(ann: Emulated) -> None:
    DenyOldSessions("ann", before="2026-11-27T09:58:26Z").make(ann.iam)
    assert ann.state()["users"]["ann"]["inline"] == {
        deny_old_sessions.POLICY: {
            "Version": "2012-10-17",
            "Statement": [
                {
                    "Effect": "Deny",
                    "Action": "*",
                    "Resource": "*",
                    "Condition": {"DateLessThan": {"aws:TokenIssueTime": "2026-11-27T09:58:26Z"}},
                }
            ],
        }
    }


def test_an_earlier_denial_is_not_this_one_and_is_replaced(ann: Emulated) -> None:
    DenyOldSessions("ann", before="2026-11-01T00:00:00Z").make(ann.iam)
    later = DenyOldSessions("ann", before="2026-11-27T09:58:26Z")
    assert not later.is_made(ann.iam)
    later.make(ann.iam)
    assert later.is_made(ann.iam)


def test_awss_own_quarantine_is_a_policy_like_any_other(ann: Emulated) -> None:
    quarantine = AttachToUser("ann", arn=QUARANTINE)
    quarantine.make(ann.iam)
    assert ann.policies_of("ann") == {QUARANTINE}
