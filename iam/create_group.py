"""An IAM group, new or deleted."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import account, faults
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class CreateGroup(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateGroup.html

    A group has no tags, so that ours cannot be told from another's: whoever makes it looks first, once.
    """

    group: str
    path: str
    kind: ClassVar[str] = "create-group"
    refuses_what_stands: ClassVar[bool] = True
    rights: ClassVar[tuple[str, ...]] = ("iam:CreateGroup", "iam:GetGroup", "iam:ListGroups", "iam:DeleteGroup")

    def is_made(self, iam: "IAMClient") -> bool:
        return _stands(iam, self.group)

    def make(self, iam: "IAMClient") -> None:
        _create(iam, self.group, path=self.path)

    def unmake(self, iam: "IAMClient") -> None:
        """Delete the group; one that has got a member or a policy meanwhile is kept by AWS, and told."""
        _delete(iam, self.group)


@dataclass(frozen=True)
class DeleteGroup(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteGroup.html

    AWS keeps a group that has a member or a policy. `path` is where it stood.
    """

    group: str
    path: str
    kind: ClassVar[str] = "delete-group"
    rights: ClassVar[tuple[str, ...]] = CreateGroup.rights

    def is_made(self, iam: "IAMClient") -> bool:
        return not _stands(iam, self.group)

    def make(self, iam: "IAMClient") -> None:
        _delete(iam, self.group)

    def unmake(self, iam: "IAMClient") -> None:
        _create(iam, self.group, path=self.path)


def _stands(iam: "IAMClient", group: str) -> bool:
    try:
        with faults.told():
            iam.get_group(GroupName=group, MaxItems=1)
    except faults.Missing:
        return False
    return True


def _create(iam: "IAMClient", group: str, *, path: str) -> None:
    try:
        with faults.told():
            iam.create_group(GroupName=group, Path=path)
    except faults.Never as taken:
        if taken.code != "EntityAlreadyExists":
            raise
        _refuse_named_alike(iam, group)


def _refuse_named_alike(iam: "IAMClient", group: str) -> None:
    """To IAM a name is taken by one that differs in its capital letters; it would not be found by this one."""
    names = [each.name for each in account.groups(iam)]
    alike = [name for name in names if name.casefold() == group.casefold()]
    if alike and group not in alike:
        raise faults.Never(f"there is an IAM group {alike[0]} already", code="EntityAlreadyExists")


def _delete(iam: "IAMClient", group: str) -> None:
    with faults.gone_is_done():
        iam.delete_group(GroupName=group)
