"""An IAM user as somebody asks about it: with its path, its boundary, and when its password was last used."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class UserSeen:
    """`boundary` is an ARN; `password_used_at` None: never, or not in the time that AWS keeps, or no password."""

    name: str
    unique_id: str
    arn: str
    path: str
    made_at: datetime
    tags: tuple[tuple[str, str], ...] = ()
    boundary: str | None = None
    password_used_at: datetime | None = None


def seen(iam: "IAMClient", name: str) -> UserSeen | None:
    """One user as it is right now; None: nobody of that name."""
    try:
        with faults.told():
            each: dict[str, Any] = {**iam.get_user(UserName=name)["User"]}
    except faults.Missing:
        return None
    return UserSeen(
        name=each["UserName"],
        unique_id=each["UserId"],
        arn=each["Arn"],
        path=each["Path"],
        made_at=each["CreateDate"],
        tags=tuple(sorted((tag["Key"], tag["Value"]) for tag in each.get("Tags", []))),
        boundary=(each.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn"),
        password_used_at=each.get("PasswordLastUsed"),
    )


def owner_of_key(iam: "IAMClient", key_id: str) -> str | None:
    """The user whose access key this is; empty: the root user's; None: no key of this account.

    https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccessKeyLastUsed.html
    """
    try:
        with faults.told():
            return iam.get_access_key_last_used(AccessKeyId=key_id).get("UserName", "")
    except faults.Never as fault:
        # To a key of another account AWS answers AccessDenied, whatever one may do.
        if isinstance(fault, faults.Missing) or fault.is_denial:
            return None
        raise
