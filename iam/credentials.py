"""One user's credentials as they are right now: looked at before anybody is nagged about them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class AccessKey:
    """An active access key; its id is no secret. Times of use have a grain of 15 minutes."""

    id: str
    made_at: datetime
    last_used: datetime | None
    service: str | None


def active_keys(iam: "IAMClient", user: str) -> list[AccessKey]:
    """Every active key with its last use; none when the user is gone."""
    try:
        with faults.told():
            pages = iam.get_paginator("list_access_keys").paginate(UserName=user)
            found = [key for page in pages for key in page["AccessKeyMetadata"] if key["Status"] == "Active"]
            return [_with_use(iam, key["AccessKeyId"], key["CreateDate"]) for key in found]
    except faults.Missing:
        return []


def password(iam: "IAMClient", user: str) -> tuple[bool, datetime | None]:
    """Whether there is a console password, and when it was last used."""
    try:
        with faults.told():
            iam.get_login_profile(UserName=user)
            return True, iam.get_user(UserName=user)["User"].get("PasswordLastUsed")
    except faults.Missing:
        return False, None


def has_mfa(iam: "IAMClient", user: str) -> bool:
    try:
        with faults.told():
            return bool(iam.list_mfa_devices(UserName=user)["MFADevices"])
    except faults.Missing:
        return False


def root_has_keys(iam: "IAMClient") -> bool:
    with faults.told():
        summary: dict[str, int] = {str(key): value for key, value in iam.get_account_summary()["SummaryMap"].items()}
    return summary.get("AccountAccessKeysPresent", 0) > 0


def _with_use(iam: "IAMClient", key_id: str, made_at: datetime) -> AccessKey:
    used = iam.get_access_key_last_used(AccessKeyId=key_id)["AccessKeyLastUsed"]
    last_used = used.get("LastUsedDate")
    return AccessKey(key_id, made_at, last_used, used["ServiceName"] if last_used else None)
