"""A console password removed: its user cannot sign in to the console any more."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import faults
from iam.change import FinalChange

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class RemovePassword(FinalChange):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteLoginProfile.html"""

    user: str
    kind: ClassVar[str] = "remove-password"
    rights: ClassVar[tuple[str, ...]] = ("iam:DeleteLoginProfile", "iam:GetLoginProfile")

    def is_made(self, iam: "IAMClient") -> bool:
        try:
            with faults.told():
                iam.get_login_profile(UserName=self.user)
        except faults.Missing:
            return True
        return False

    def make(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_login_profile(UserName=self.user)
