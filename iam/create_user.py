"""A new IAM user, known as ours by a tag of its own."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from iam import account, faults, mark
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class CreateUser(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateUser.html

    One of the tags begins with `leasehold:` and is this plan's alone. By it a user who stands after a lost answer is
    told from one whom somebody else made: without such a tag nobody is ever taken for ours. `boundary` is an ARN.
    """

    user: str
    path: str
    tags: tuple[tuple[str, str], ...]
    boundary: str | None
    kind: ClassVar[str] = "create-user"
    refuses_what_stands: ClassVar[bool] = True
    rights: ClassVar[tuple[str, ...]] = (
        "iam:CreateUser",
        "iam:TagUser",
        "iam:GetUser",
        "iam:ListUsers",
        "iam:DeleteUser",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        found = account.user(iam, self.user)
        return found is not None and self._is_ours(found)

    def make(self, iam: "IAMClient") -> None:
        try:
            with faults.told():
                iam.create_user(**self._asked())
        except faults.Never as taken:
            if taken.code != "EntityAlreadyExists":
                raise
            self._adopt(iam)

    def unmake(self, iam: "IAMClient") -> None:
        """Delete the user, who must be ours; whoever has been given something meanwhile is kept by AWS, and told."""
        if self.is_made(iam):
            with faults.gone_is_done():
                iam.delete_user(UserName=self.user)

    def _asked(self) -> dict[str, Any]:
        tags = [{"Key": key, "Value": value} for key, value in self.tags]
        bounded = {"PermissionsBoundary": self.boundary} if self.boundary else {}
        return {"UserName": self.user, "Path": self.path, "Tags": tags, **bounded}

    def _adopt(self, iam: "IAMClient") -> None:
        """Somebody of this name stands: ours, whose answer was lost, or another's."""
        found = account.user(iam, self.user)
        if found is not None and self._is_ours(found):
            return
        if taken := found.name if found else _named_alike(iam, self.user):
            raise faults.Never(f"there is an IAM user {taken} already", code="EntityAlreadyExists")
        raise faults.Later(f"AWS has the name {self.user}, and does not show yet whose it is", code="NotYetSeen")

    def _is_ours(self, found: account.User) -> bool:
        return any(tag in found.tags for tag in self.tags if tag[0].startswith(f"{mark.PREFIX}:"))


def _named_alike(iam: "IAMClient", user: str) -> str | None:
    """Find the name that differs in its capital letters: to IAM it is taken, and looked for it is not there."""
    with faults.told():
        pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1000})
        names = [each["UserName"] for page in pages for each in page["Users"]]
    return next((name for name in names if name.casefold() == user.casefold() and name != user), None)
