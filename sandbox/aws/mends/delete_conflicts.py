"""DeleteConflict: what still holds something cannot be deleted."""

from moto.iam import models
from moto.iam.exceptions import DeleteConflictException

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account


def install() -> None:
    wrapping.before(models.IAMBackend, "delete_user", _user_is_bare)
    wrapping.before(models.IAMBackend, "delete_group", _group_is_bare)
    wrapping.before(models.IAMBackend, "delete_policy", _policy_is_free)
    wrapping.before(models.IAMBackend, "delete_virtual_mfa_device", _device_is_free)


def _user_is_bare(account: Account, user_name: str) -> None:
    user = account.get_user(user_name)
    _refuse("must delete login profile first", when=user.password)
    _refuse("must delete access keys first", when=user.access_keys)
    _refuse("must delete signing certificates first", when=user.signing_certificates)
    _refuse("must delete SSH public keys first", when=user.ssh_public_keys)
    _refuse("must delete service specific credentials first", when=user.service_credentials)
    _refuse("must delete MFA device first", when=user.mfa_devices)
    _refuse("must delete policies first", when=user.policies)
    _refuse("must detach all policies first", when=user.managed_policies)
    _refuse("must remove users from group first", when=account.get_groups_for_user(user_name))


def _group_is_bare(account: Account, group_name: str) -> None:
    group = account.get_group(group_name)
    _refuse("must remove users from group first", when=group.users)
    _refuse("must delete policies first", when=group.policies)
    _refuse("must detach all policies first", when=group.managed_policies)


def _policy_is_free(account: Account, policy_arn: str) -> None:
    policy = account.get_policy(policy_arn)
    bounded = [
        user
        for user in account.users.values()
        if (user.permissions_boundary or {}).get("PermissionsBoundaryArn") == policy_arn
    ]
    if policy.attachment_count or bounded:
        raise DeleteConflictException("Cannot delete a policy attached to entities.")
    if len(policy.versions) > 1:
        raise DeleteConflictException(
            "This policy has more than one version. Before you delete a policy, you must delete the "
            "policy's versions. The default version is deleted with the policy."
        )


def _device_is_free(account: Account, serial_number: str) -> None:
    device = account.virtual_mfa_devices.get(serial_number)
    if device and device.user:
        raise DeleteConflictException("MFA VirtualDevice in use. Must deactivate first.")


def _refuse(words: str, *, when: object) -> None:
    if when:
        raise DeleteConflictException(f"Cannot delete entity, {words}.")
