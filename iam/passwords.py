"""A user's console password: thought up so that AWS takes it, set, and taken away."""

import secrets
import string
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

    from iam.password_policy import Settings

LENGTH = 24
# Without what is taken for another sign when it is typed from a screen; symbols are of those that AWS counts.
# https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_account-policy.html
_KINDS = (
    "".join(sorted(set(string.ascii_lowercase) - set("lo"))),
    "".join(sorted(set(string.ascii_uppercase) - set("IO"))),
    "23456789",
    "!#%+-=_@^*",
)
_ALL = "".join(_KINDS)


@dataclass(frozen=True)
class NewPassword:
    """No repr and no error shows it."""

    password: str = field(repr=False)
    must_reset: bool


def thought_up(policy: "Settings | None") -> str:
    """At least 24 characters of all four kinds, and as long as the account's policy asks: so any policy takes it."""
    length = max(LENGTH, int(dict(policy or ()).get("MinimumPasswordLength", "0")))
    while True:
        password = "".join(secrets.choice(_ALL) for _ in range(length))
        if all(set(kind) & set(password) for kind in _KINDS):
            return password


def made_at(iam: "IAMClient", user: str) -> datetime | None:
    """When the password that stands was first made; None: there is none. Raises Later or Never."""
    try:
        with faults.told():
            return iam.get_login_profile(UserName=user)["LoginProfile"]["CreateDate"]
    except faults.Missing:
        return None


def last_use(iam: "IAMClient", user: str) -> datetime | None:
    """When somebody last signed in to the console with it; None: never. Raises Later or Never."""
    with faults.told():
        return iam.get_user(UserName=user)["User"].get("PasswordLastUsed")


def put(iam: "IAMClient", user: str, new: NewPassword) -> None:
    """Set it, in the place of one that stands. Raises Later or Never.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateLoginProfile.html
    """
    try:
        with faults.told():
            iam.create_login_profile(UserName=user, Password=new.password, PasswordResetRequired=new.must_reset)
    except faults.Never as fault:
        if fault.code != "EntityAlreadyExists":
            raise
        with faults.told():
            iam.update_login_profile(UserName=user, Password=new.password, PasswordResetRequired=new.must_reset)
