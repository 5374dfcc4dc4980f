"""Sessions that began before a moment are denied everything, or allowed again."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from iam import change, faults
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

POLICY = "leasehold-deny-old-sessions"


@dataclass(frozen=True)
class DenyOldSessions(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_PutUserPolicy.html

    Only what was signed with temporary credentials has the key aws:TokenIssueTime: the console, GetSessionToken.
    Access keys have none and are not denied by it; sessions of roles that the person took on are not the user's.
    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html#condition-keys-tokenissuetime
    `before` is a time such as 2026-11-27T09:58:26Z. An earlier such denial is replaced.
    """

    user: str
    before: str
    kind: ClassVar[str] = "deny-old-sessions"
    rights: ClassVar[tuple[str, ...]] = ("iam:PutUserPolicy", "iam:DeleteUserPolicy", "iam:GetUserPolicy")

    def is_made(self, iam: "IAMClient") -> bool:
        return _standing(iam, self.user) == _document(self.before)

    def make(self, iam: "IAMClient") -> None:
        with faults.told():
            _put(iam, self.user, before=self.before)

    def unmake(self, iam: "IAMClient") -> None:
        _delete(iam, self.user)


@dataclass(frozen=True)
class AllowOldSessions(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteUserPolicy.html

    The denial is lifted, whichever moment it names by now. `before` is the moment to deny again, if it must be.
    """

    user: str
    before: str
    kind: ClassVar[str] = "allow-old-sessions"
    rights: ClassVar[tuple[str, ...]] = (*DenyOldSessions.rights, "iam:GetUser")

    def is_made(self, iam: "IAMClient") -> bool:
        return _standing(iam, self.user) is None

    def make(self, iam: "IAMClient") -> None:
        _delete(iam, self.user)

    def unmake(self, iam: "IAMClient") -> None:
        with change.unless_gone(iam, self.user):
            _put(iam, self.user, before=self.before)


def _standing(iam: "IAMClient", user: str) -> dict[str, Any] | None:
    """The denial as it stands; None: there is none."""
    try:
        with faults.told():
            found: Any = iam.get_user_policy(UserName=user, PolicyName=POLICY)["PolicyDocument"]
    except faults.Missing:
        return None
    return {**found}


def _put(iam: "IAMClient", user: str, *, before: str) -> None:
    iam.put_user_policy(UserName=user, PolicyName=POLICY, PolicyDocument=json.dumps(_document(before)))


def _delete(iam: "IAMClient", user: str) -> None:
    with faults.gone_is_done():
        iam.delete_user_policy(UserName=user, PolicyName=POLICY)


def _document(before: str) -> dict[str, Any]:
    denial = {
        "Effect": "Deny",
        "Action": "*",
        "Resource": "*",
        "Condition": {"DateLessThan": {"aws:TokenIssueTime": before}},
    }
    return {"Version": "2012-10-17", "Statement": [denial]}
