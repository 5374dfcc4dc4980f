"""A user's access keys at this moment: which there are, when each was last used, and a new one."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

MOST = 2
"""Keys a user, which AWS does not raise.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""


@dataclass(frozen=True)
class Key:
    """As AWS lists it; the id is no secret."""

    id: str
    made_at: datetime
    is_active: bool


@dataclass(frozen=True)
class Use:
    """The last time that AWS saw it signed with; with a grain of 15 minutes."""

    at: datetime
    service: str
    region: str


@dataclass(frozen=True)
class NewKey:
    """AWS tells the secret this once; no repr and no error shows it."""

    id: str
    secret: str = field(repr=False)


def listed(iam: "IAMClient", user: str) -> tuple[Key, ...]:
    """The oldest first. Raises Later or Never; Missing when there is no such user."""
    with faults.told():
        pages = iam.get_paginator("list_access_keys").paginate(UserName=user)
        found = [each for page in pages for each in page["AccessKeyMetadata"]]
    keys = [Key(each["AccessKeyId"], each["CreateDate"], each["Status"] == "Active") for each in found]
    return tuple(sorted(keys, key=lambda key: (key.made_at, key.id)))


def last_use(iam: "IAMClient", key_id: str) -> Use | None:
    """None: never. Raises Later or Never."""
    with faults.told():
        used = iam.get_access_key_last_used(AccessKeyId=key_id)["AccessKeyLastUsed"]
    at = used.get("LastUsedDate")
    return None if at is None else Use(at, used["ServiceName"], used["Region"])


def make(iam: "IAMClient", user: str) -> NewKey:
    """Make one; never to be repeated, for each time is one more: `iam` has to be a client that does not try again.

    Raises Later, after which a key may be there that nobody has the secret of; or Never, after which none is.
    https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateAccessKey.html
    """
    with faults.told():
        made = iam.create_access_key(UserName=user)["AccessKey"]
    return NewKey(made["AccessKeyId"], made["SecretAccessKey"])
