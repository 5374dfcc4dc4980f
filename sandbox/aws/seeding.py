"""Fill an account from one JSON document, past all faults and without a trace in the log."""

import json
from typing import Any

from werkzeug.exceptions import BadRequest

from sandbox.aws import certificates, truth
from sandbox.aws.mends import service_credentials
from sandbox.aws.moto_types import Account, User

_KNOWN = {"account", "groups", "users", "policies", "roles", "passwords"}
_CREDENTIALS = {"password", "keys", "mfa", "certificate", "ssh_key", "service_credential"}
_KNOWN_OF_USER = {"tags", "groups", "policies", "inline", "path"} | _CREDENTIALS
_PASSWORD = "Sandbox-only-1!"  # noqa: S105  (the password of an emulated user; it opens nothing)
_TRUST = {
    "Version": "2012-10-17",
    "Statement": [{"Effect": "Allow", "Principal": {"AWS": "*"}, "Action": "sts:AssumeRole"}],
}

Wanted = dict[str, Any]  # JSON as it came


def seed(wanted: Wanted, *, account: Account) -> Wanted:
    """Create what is wanted and not there yet; answers the state, with the secrets of new keys."""
    if unknown := wanted.keys() - _KNOWN:
        raise BadRequest(f"A seed has {sorted(_KNOWN)}; not {sorted(unknown)}.")
    for name, document in wanted.get("policies", {}).items():
        account.create_policy("", "/", json.dumps(document), name, [])
    for name, policies in wanted.get("groups", {}).items():
        _seed_group(account, name, policies)
    for name, policies in wanted.get("roles", {}).items():
        _seed_role(account, name, policies)
    for name, user in wanted.get("users", {}).items():
        _seed_user(account, name, user or {})
    if passwords := wanted.get("passwords"):
        _seed_password_policy(account, **passwords)
    return truth.state(account)


def _seed_password_policy(account: Account, *, shortest: int = 6, remembers: int | None = None) -> None:
    account.update_account_password_policy(
        allow_change_password=True,
        hard_expiry=False,
        max_password_age=0,
        minimum_password_length=shortest,
        password_reuse_prevention=remembers,
        require_lowercase_characters=False,
        require_numbers=False,
        require_symbols=False,
        require_uppercase_characters=False,
    )


def _seed_group(account: Account, name: str, policies: list[str]) -> None:
    if name not in account.groups:
        account.create_group(name)
    for policy in policies:
        account.attach_group_policy(_policy_arn(account, policy), name)


def _seed_role(account: Account, name: str, policies: list[str]) -> None:
    account.create_role(name, json.dumps(_TRUST), "/", None, "", [], 3600)
    for policy in policies:
        account.attach_role_policy(_policy_arn(account, policy), name)


def _seed_user(account: Account, name: str, wanted: Wanted) -> None:
    if unknown := wanted.keys() - _KNOWN_OF_USER:
        raise BadRequest(f"A user has {sorted(_KNOWN_OF_USER)}; not {sorted(unknown)} (at {name}).")
    if name not in account.users:
        account.create_user("us-east-1", name, wanted.get("path", "/"), [])
    tags = [{"Key": key, "Value": value} for key, value in wanted.get("tags", {}).items()]
    account.tag_user(name, tags)
    for group in wanted.get("groups", []):
        if group not in account.groups:
            account.create_group(group)
        account.add_user_to_group(group, name)
    for policy in wanted.get("policies", []):
        account.attach_user_policy(_policy_arn(account, policy), name)
    for policy, document in wanted.get("inline", {}).items():
        account.put_user_policy(name, policy, json.dumps(document))
    _seed_credentials(account, account.get_user(name), wanted)


def _seed_credentials(account: Account, user: User, wanted: Wanted) -> None:
    if wanted.get("password") and not user.password:
        account.create_login_profile(user.name, _PASSWORD)
    for _ in range(int(wanted.get("keys", 0))):
        account.create_access_key(user.name)
    if wanted.get("mfa") and not user.mfa_devices:
        device = account.create_virtual_mfa_device(user.name, "/")
        account.enable_mfa_device(user.name, device.serial_number, "123456", "654321")
    _seed_other_credentials(account, user, wanted)


def _seed_other_credentials(account: Account, user: User, wanted: Wanted) -> None:
    if wanted.get("certificate") and not user.signing_certificates:
        account.upload_signing_certificate(user.name, certificates.signed_by(user.name))
    if wanted.get("ssh_key") and not user.ssh_public_keys:
        account.upload_ssh_public_key(user.name, f"ssh-ed25519 {'A' * 68} {user.name}")
    if wanted.get("service_credential") and not user.service_credentials:
        service_credentials.give(user, service="codecommit.amazonaws.com")


def _policy_arn(account: Account, policy: str) -> str:
    """An ARN as it is; a name as AWS's own policy of that name, under whatever path, or the account's."""
    if policy.startswith("arn:"):
        return policy
    name = policy.rpartition("/")[2]
    arns: list[str] = [arn for arn, found in account.managed_policies.items() if found.name == name]
    if not arns:
        raise BadRequest(f"There is no policy named {policy}.")
    return min(arns, key=lambda arn: (":iam::aws:" not in arn, arn))
