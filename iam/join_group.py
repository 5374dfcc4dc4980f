"""Membership of an IAM group."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class JoinGroup:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html"""

    group: str
    kind: ClassVar[str] = "join-group"

    def is_there(self, iam: "IAMClient", user: str) -> bool:
        with faults.told():
            pages = iam.get_paginator("list_groups_for_user").paginate(UserName=user)
            return any(group["GroupName"] == self.group for page in pages for group in page["Groups"])

    def make(self, iam: "IAMClient", user: str) -> None:
        with faults.told():
            iam.add_user_to_group(GroupName=self.group, UserName=user)

    def unmake(self, iam: "IAMClient", user: str) -> None:
        try:
            with faults.told():
                iam.remove_user_from_group(GroupName=self.group, UserName=user)
        except faults.Missing:
            return  # no such membership, group or user: what was to go is gone
