"""An inline policy taken from a user."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import change, faults
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class RemoveInline(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html

    `document` is its JSON text, to be put back.
    """

    user: str
    policy: str
    document: str
    kind: ClassVar[str] = "remove-inline"
    rights: ClassVar[tuple[str, ...]] = (
        "iam:DeleteUserPolicy",
        "iam:PutUserPolicy",
        "iam:GetUserPolicy",
        "iam:GetUser",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        try:
            with faults.told():
                iam.get_user_policy(UserName=self.user, PolicyName=self.policy)
        except faults.Missing:
            return True
        return False

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_user_policy(UserName=self.user, PolicyName=self.policy)

    def unmake(self, iam: "IAMClient") -> None:
        with change.unless_gone(iam, self.user):
            iam.put_user_policy(UserName=self.user, PolicyName=self.policy, PolicyDocument=self.document)
