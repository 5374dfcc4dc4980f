"""Sessions that began before a moment are denied everything: whoever holds one has nothing of it."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from iam import faults
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
        try:
            with faults.told():
                found = iam.get_user_policy(UserName=self.user, PolicyName=POLICY)
        except faults.Missing:
            return False
        return bool(found["PolicyDocument"] == self._document())

    def make(self, iam: "IAMClient") -> None:
        with faults.told():
            iam.put_user_policy(UserName=self.user, PolicyName=POLICY, PolicyDocument=json.dumps(self._document()))

    def unmake(self, iam: "IAMClient") -> None:
        with faults.gone_is_done():
            iam.delete_user_policy(UserName=self.user, PolicyName=POLICY)

    def _document(self) -> dict[str, Any]:
        denial = {
            "Effect": "Deny",
            "Action": "*",
            "Resource": "*",
            "Condition": {"DateLessThan": {"aws:TokenIssueTime": self.before}},
        }
        return {"Version": "2012-10-17", "Statement": [denial]}
