"""An IAM user deleted, and nothing else: whatever the user still has keeps AWS from it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import account, faults
from iam.change import FinalChange

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class DeleteUser(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUser.html"""

    user: str
    kind: ClassVar[str] = "delete-user"
    rights: ClassVar[tuple[str, ...]] = ("iam:DeleteUser", "iam:GetUser")

    def is_made(self, iam: "IAMClient") -> bool:
        return account.user(iam, self.user) is None

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_user(UserName=self.user)
