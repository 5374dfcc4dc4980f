"""A managed policy attached to a user, or detached."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import change, faults
from iam.attach_policy import AttachPolicy
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class AttachToUser(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AttachUserPolicy.html"""

    user: str
    arn: str
    kind: ClassVar[str] = "attach-to-user"
    rights: ClassVar[tuple[str, ...]] = (
        "iam:AttachUserPolicy",
        "iam:DetachUserPolicy",
        "iam:ListAttachedUserPolicies",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        return _has(iam, self.user, arn=self.arn)

    def make(self, iam: "IAMClient") -> None:
        AttachPolicy(self.arn).make(iam, self.user)

    def unmake(self, iam: "IAMClient") -> None:
        AttachPolicy(self.arn).unmake(iam, self.user)


@dataclass(frozen=True)
class DetachFromUser(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DetachUserPolicy.html"""

    user: str
    arn: str
    kind: ClassVar[str] = "detach-from-user"
    rights: ClassVar[tuple[str, ...]] = (*AttachToUser.rights, "iam:GetUser")

    def is_made(self, iam: "IAMClient") -> bool:
        return not _has(iam, self.user, arn=self.arn)

    def make(self, iam: "IAMClient") -> None:
        AttachPolicy(self.arn).unmake(iam, self.user)

    def unmake(self, iam: "IAMClient") -> None:
        with change.unless_gone(iam, self.user):
            AttachPolicy(self.arn).make(iam, self.user)


def _has(iam: "IAMClient", user: str, *, arn: str) -> bool:
    try:
        return AttachPolicy(arn).is_there(iam, user)
    except faults.Missing:
        return False
