"""A user added to a group, or taken out of it."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from iam import account, change, faults
from iam.change import Change
from iam.join_group import JoinGroup

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class AddToGroup(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_AddUserToGroup.html"""

    user: str
    group: str
    kind: ClassVar[str] = "add-to-group"
    rights: ClassVar[tuple[str, ...]] = ("iam:AddUserToGroup", "iam:RemoveUserFromGroup", "iam:ListGroupsForUser")

    def is_made(self, iam: "IAMClient") -> bool:
        return _is_member(iam, self.user, group=self.group)

    def make(self, iam: "IAMClient") -> None:
        JoinGroup(self.group).make(iam, self.user)

    def unmake(self, iam: "IAMClient") -> None:
        JoinGroup(self.group).unmake(iam, self.user)


@dataclass(frozen=True)
class LeaveGroup(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_RemoveUserFromGroup.html"""

    user: str
    group: str
    unique_id: str = ""
    """Whom alone it means: another user who has come to have the name is left alone. Empty: whoever has it."""
    kind: ClassVar[str] = "leave-group"
    rights: ClassVar[tuple[str, ...]] = (*AddToGroup.rights, "iam:GetUser")

    def is_made(self, iam: "IAMClient") -> bool:
        return not _is_member(iam, self.user, group=self.group) or self._is_somebody_elses(iam)

    def make(self, iam: "IAMClient") -> None:
        if not self._is_somebody_elses(iam):
            JoinGroup(self.group).unmake(iam, self.user)

    def unmake(self, iam: "IAMClient") -> None:
        if not self._is_somebody_elses(iam):
            with change.unless_gone(iam, self.user):
                JoinGroup(self.group).make(iam, self.user)

    def _is_somebody_elses(self, iam: "IAMClient") -> bool:
        if not self.unique_id:
            return False
        found = account.user(iam, self.user)
        return found is not None and found.unique_id != self.unique_id


def _is_member(iam: "IAMClient", user: str, *, group: str) -> bool:
    try:
        return JoinGroup(group).is_there(iam, user)
    except faults.Missing:
        return False
