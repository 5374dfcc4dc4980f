"""Everything that one IAM user has, looked at right now: ways in, rights, and what else is in the way of a deletion."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from iam import account, faults
from iam.authorization import Inline

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

RIGHTS = (
    "iam:GetLoginProfile",
    "iam:ListAccessKeys",
    "iam:GetAccessKeyLastUsed",
    "iam:ListMFADevices",
    "iam:ListSigningCertificates",
    "iam:ListSSHPublicKeys",
    "iam:ListServiceSpecificCredentials",
    "iam:ListGroupsForUser",
    "iam:ListAttachedUserPolicies",
    "iam:ListUserPolicies",
    "iam:GetUserPolicy",
)
"""The IAM actions that this look needs."""


@dataclass(frozen=True)
class Key:
    """An access key; `used_in` is a service's name as AWS has it, empty: nobody has used it, as far as AWS knows."""

    id: str
    is_active: bool
    made_at: datetime
    used_at: datetime | None = None
    used_in: str = ""


@dataclass(frozen=True)
class Everything:
    """Names and ids, each list in an order of its own that does not change from look to look."""

    user: str
    has_password: bool
    keys: tuple[Key, ...]
    mfa: tuple[str, ...]
    """Serial numbers or ARNs."""
    certificates: tuple[str, ...]
    ssh_keys: tuple[str, ...]
    service_credentials: tuple[str, ...]
    groups: tuple[str, ...]
    attached: tuple[str, ...]
    """By ARN."""
    inline: tuple[Inline, ...]


def everything(iam: "IAMClient", user: str) -> Everything:
    """Look at it all: some ten calls, and one more for each key and inline policy. Raises Later, Never, Missing."""
    held = account.held(iam, user)
    with faults.told():
        return Everything(
            user=user,
            has_password=_has_password(iam, user),
            keys=tuple(_keys(iam, user)),
            mfa=_sorted(iam, "list_mfa_devices", user, within="MFADevices", named="SerialNumber"),
            certificates=_sorted(iam, "list_signing_certificates", user, within="Certificates", named="CertificateId"),
            ssh_keys=_sorted(iam, "list_ssh_public_keys", user, within="SSHPublicKeys", named="SSHPublicKeyId"),
            service_credentials=_service_credentials(iam, user),
            groups=tuple(sorted(held.groups)),
            attached=tuple(sorted(held.policies)),
            inline=tuple(_inline(iam, user)),
        )


def keys(iam: "IAMClient", user: str) -> tuple[Key, ...]:
    """The access keys alone. Raises Later, Never, Missing."""
    with faults.told():
        return tuple(_keys(iam, user))


def has_password(iam: "IAMClient", user: str) -> bool:
    with faults.told():
        return _has_password(iam, user)


def _has_password(iam: "IAMClient", user: str) -> bool:
    try:
        with faults.told():
            iam.get_login_profile(UserName=user)
    except faults.Missing:
        return False
    return True


def _keys(iam: "IAMClient", user: str) -> Iterator[Key]:
    pages = iam.get_paginator("list_access_keys").paginate(UserName=user)
    found = sorted((each for page in pages for each in page["AccessKeyMetadata"]), key=lambda each: each["AccessKeyId"])
    for each in found:
        used = iam.get_access_key_last_used(AccessKeyId=each["AccessKeyId"]).get("AccessKeyLastUsed", {})
        used_at = used.get("LastUsedDate")
        yield Key(
            id=each["AccessKeyId"],
            is_active=each["Status"] == "Active",
            made_at=each["CreateDate"],
            used_at=used_at,
            used_in=used.get("ServiceName", "") if used_at else "",
        )


def _sorted(iam: "IAMClient", operation: str, user: str, *, within: str, named: str) -> tuple[str, ...]:
    pages = iam.get_paginator(operation).paginate(UserName=user)  # type: ignore[call-overload]  # a name of three
    return tuple(sorted(each[named] for page in pages for each in page[within]))


def _service_credentials(iam: "IAMClient", user: str) -> tuple[str, ...]:
    """They come in one page when one user is asked about."""
    found = iam.list_service_specific_credentials(UserName=user)["ServiceSpecificCredentials"]
    return tuple(sorted(each["ServiceSpecificCredentialId"] for each in found))


def _inline(iam: "IAMClient", user: str) -> Iterator[Inline]:
    pages = iam.get_paginator("list_user_policies").paginate(UserName=user)
    for name in sorted(each for page in pages for each in page["PolicyNames"]):
        document = iam.get_user_policy(UserName=user, PolicyName=name)["PolicyDocument"]
        yield Inline(name, document if isinstance(document, str) else json.dumps(document, sort_keys=True))
