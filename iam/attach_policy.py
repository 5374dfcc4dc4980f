"""A managed policy attached to a user."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class AttachPolicy:
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html"""

    arn: str
    kind: ClassVar[str] = "attach-policy"

    def is_there(self, iam: "IAMClient", user: str) -> bool:
        with faults.told():
            pages = iam.get_paginator("list_attached_user_policies").paginate(UserName=user)
            return any(policy["PolicyArn"] == self.arn for page in pages for policy in page["AttachedPolicies"])

    def make(self, iam: "IAMClient", user: str) -> None:
        with faults.told():
            iam.attach_user_policy(UserName=user, PolicyArn=self.arn)

    def unmake(self, iam: "IAMClient", user: str) -> None:
        try:
            with faults.told():
                iam.detach_user_policy(UserName=user, PolicyArn=self.arn)
        except faults.Missing:
            return  # not attached, or one of the two is deleted: what was to go is gone
