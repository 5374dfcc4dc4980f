"""An inline policy taken from a user, or put back."""

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
        return not _has(iam, self.user, policy=self.policy)

    def make(self, iam: "IAMClient") -> None:
        _delete(iam, self.user, policy=self.policy)

    def unmake(self, iam: "IAMClient") -> None:
        with change.unless_gone(iam, self.user):
            iam.put_user_policy(UserName=self.user, PolicyName=self.policy, PolicyDocument=self.document)


@dataclass(frozen=True)
class PutBackInline(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html

    What was taken away comes back as it was; one of that name that somebody wrote meanwhile stays as it is.
    """

    user: str
    policy: str
    document: str
    kind: ClassVar[str] = "put-back-inline"
    rights: ClassVar[tuple[str, ...]] = ("iam:PutUserPolicy", "iam:DeleteUserPolicy", "iam:GetUserPolicy")

    def is_made(self, iam: "IAMClient") -> bool:
        return _has(iam, self.user, policy=self.policy)

    def make(self, iam: "IAMClient") -> None:
        with faults.told():
            iam.put_user_policy(UserName=self.user, PolicyName=self.policy, PolicyDocument=self.document)

    def unmake(self, iam: "IAMClient") -> None:
        _delete(iam, self.user, policy=self.policy)


def _has(iam: "IAMClient", user: str, *, policy: str) -> bool:
    try:
        with faults.told():
            iam.get_user_policy(UserName=user, PolicyName=policy)
    except faults.Missing:
        return False
    return True


def _delete(iam: "IAMClient", user: str, *, policy: str) -> None:
    with faults.gone_is_done():
        iam.delete_user_policy(UserName=user, PolicyName=policy)
