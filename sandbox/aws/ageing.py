"""What no AWS call can set: how old things are, when they were last used, what root has."""

from datetime import UTC, datetime, timedelta
from typing import Any

from moto.core.utils import utcnow
from moto.iam.models import AccessKeyLastUsed, VirtualMfaDevice
from werkzeug.exceptions import BadRequest, NotFound

from sandbox.aws import accounts
from sandbox.aws.moto_types import Account, Key, User

Payload = dict[str, Any]  # JSON as it came


def set_root(body: Payload) -> None:
    """`keys` 0 or 1, `mfa` and `app` true or false, `password_last_used` a time: only what is given is set.

    `app`: whether root's MFA, if there is one, is an app, which is listed among the virtual devices.
    """
    account = accounts.named(body)
    if "keys" in body:
        account.account_summary._account_access_keys_present = int(bool(body["keys"]))  # noqa: SLF001  (moto has no door to it)
    if "mfa" in body:
        account.account_summary._account_mfa_enabled = int(bool(body["mfa"]))  # noqa: SLF001  (as above)
    if "app" in body:
        _let_root_have_an_app(account, has=bool(body["app"]))
    if "password_last_used" in body:
        account.root_last_used = _time(body["password_last_used"])
    account.credential_report = None


def _let_root_have_an_app(account: Account, *, has: bool) -> None:
    device: Any = VirtualMfaDevice(account.account_id, account.region_name, "/root-account-mfa-device")
    account.virtual_mfa_devices.pop(device.serial_number, None)
    if has:
        device.enable_date = utcnow()
        device.user = {"UserId": account.account_id, "Arn": f"arn:aws:iam::{account.account_id}:root"}
        account.virtual_mfa_devices[device.serial_number] = device


def set_last_used(body: Payload) -> None:
    """Of a `role`, or of a `user` the `password`, a `key`, or both."""
    if "role" in body:
        role = accounts.role(body, body["role"])
        role.last_used, role.last_used_region = _time(body.get("used")), body.get("region", "us-east-1")
        return
    user = accounts.user(body, body.get("user"))
    if "password" in body:
        user.password_last_used = _time(body["password"])
    if "key" in body:
        used = _time(body.get("key_used"))
        key = _key(user, body["key"])
        key.last_used = used and AccessKeyLastUsed(used, body.get("service", "s3"), body.get("region", "us-east-1"))
    forget_report(body)


def age(body: Payload) -> None:
    """Make a role, a group, a policy of the account's own, a user, or with `key` one key, `days` older."""
    older = timedelta(days=float(body.get("days", 0)))
    if "role" in body:
        accounts.role(body, body["role"]).create_date -= older
        return
    if "group" in body:
        accounts.group(body, body["group"]).create_date -= older
        return
    if "policy" in body:
        policy = accounts.policy(body, body["policy"])
        for aged in (policy, *policy.versions):
            aged.create_date -= older
        return
    user = accounts.user(body, body.get("user"))
    if "key" in body:
        _key(user, body["key"]).create_date -= older
    else:
        user.create_date -= older
        if user.password_changed_at:
            user.password_changed_at -= older
    forget_report(body)


def forget_report(body: Payload) -> None:
    """The next GenerateCredentialReport makes a new one, as it does on AWS after four hours."""
    accounts.named(body).credential_report = None


def _key(user: User, key_id: str) -> Key:
    found = [key for key in user.access_keys if key.access_key_id == key_id]
    if not found:
        raise NotFound(f"{user.name} has no key {key_id}.")
    return found[0]


def _time(text: str | None) -> datetime | None:
    """Moto keeps its times in UTC without a zone."""
    if text is None:
        return None
    given = datetime.fromisoformat(text)
    if given.tzinfo is None:
        raise BadRequest(f"A time carries a zone; {text} has none.")
    return given.astimezone(UTC).replace(tzinfo=None)
