"""A managed policy attached to a group, or detached."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import faults
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class AttachToGroup(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachGroupPolicy.html"""

    group: str
    arn: str
    kind: ClassVar[str] = "attach-to-group"
    rights: ClassVar[tuple[str, ...]] = (
        "iam:AttachGroupPolicy",
        "iam:DetachGroupPolicy",
        "iam:ListAttachedGroupPolicies",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        return _has(iam, self.group, arn=self.arn)

    def make(self, iam: "IAMClient") -> None:
        _attach(iam, self.group, arn=self.arn)

    def unmake(self, iam: "IAMClient") -> None:
        _detach(iam, self.group, arn=self.arn)


@dataclass(frozen=True)
class DetachFromGroup(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachGroupPolicy.html"""

    group: str
    arn: str
    kind: ClassVar[str] = "detach-from-group"
    rights: ClassVar[tuple[str, ...]] = AttachToGroup.rights

    def is_made(self, iam: "IAMClient") -> bool:
        return not _has(iam, self.group, arn=self.arn)

    def make(self, iam: "IAMClient") -> None:
        _detach(iam, self.group, arn=self.arn)

    def unmake(self, iam: "IAMClient") -> None:
        _attach(iam, self.group, arn=self.arn)


def _has(iam: "IAMClient", group: str, *, arn: str) -> bool:
    try:
        with faults.told():
            pages = iam.get_paginator("list_attached_group_policies").paginate(GroupName=group)
            return any(policy["PolicyArn"] == arn for page in pages for policy in page["AttachedPolicies"])
    except faults.Missing:
        return False


def _attach(iam: "IAMClient", group: str, *, arn: str) -> None:
    with faults.told():
        iam.attach_group_policy(GroupName=group, PolicyArn=arn)


def _detach(iam: "IAMClient", group: str, *, arn: str) -> None:
    with faults.gone_is_done():
        iam.detach_group_policy(GroupName=group, PolicyArn=arn)
