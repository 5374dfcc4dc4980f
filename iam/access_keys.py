"""An access key made inactive, active again, or deleted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar, Literal

from iam import faults
from iam.change import Change, FinalChange

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

Status = Literal["Active", "Inactive"]


@dataclass(frozen=True)
class DeactivateKey(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html

    A key that was deleted meanwhile stays deleted: nothing can bring it back.
    """

    user: str
    key_id: str
    kind: ClassVar[str] = "deactivate-key"
    rights: ClassVar[tuple[str, ...]] = ("iam:UpdateAccessKey", "iam:ListAccessKeys")

    def is_made(self, iam: "IAMClient") -> bool:
        return _status(iam, self.user, key_id=self.key_id) != "Active"

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            _put(iam, self.user, key_id=self.key_id, status="Inactive")

    def unmake(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            _put(iam, self.user, key_id=self.key_id, status="Active")


@dataclass(frozen=True)
class ActivateKey(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccessKey.html"""

    user: str
    key_id: str
    kind: ClassVar[str] = "activate-key"
    rights: ClassVar[tuple[str, ...]] = DeactivateKey.rights

    def is_made(self, iam: "IAMClient") -> bool:
        return _status(iam, self.user, key_id=self.key_id) == "Active"

    def make(self, iam: "IAMClient") -> None:
        with faults.told():
            _put(iam, self.user, key_id=self.key_id, status="Active")

    def unmake(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            _put(iam, self.user, key_id=self.key_id, status="Inactive")


@dataclass(frozen=True)
class DeleteKey(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteAccessKey.html"""

    user: str
    key_id: str
    kind: ClassVar[str] = "delete-key"
    rights: ClassVar[tuple[str, ...]] = ("iam:DeleteAccessKey", "iam:ListAccessKeys")

    def is_made(self, iam: "IAMClient") -> bool:
        return _status(iam, self.user, key_id=self.key_id) is None

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_access_key(UserName=self.user, AccessKeyId=self.key_id)


def _status(iam: "IAMClient", user: str, *, key_id: str) -> str | None:
    """Whether the key is Active, Inactive, or gone: None."""
    try:
        with faults.told():
            pages = iam.get_paginator("list_access_keys").paginate(UserName=user)
            found = {key["AccessKeyId"]: str(key["Status"]) for page in pages for key in page["AccessKeyMetadata"]}
    except faults.Missing:
        return None
    return found.get(key_id)


def _put(iam: "IAMClient", user: str, *, key_id: str, status: Status) -> None:
    iam.update_access_key(UserName=user, AccessKeyId=key_id, Status=status)
