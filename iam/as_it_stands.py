"""As it stands: what somebody gives up, told so that it can be compared when they want it back.

A group may be given more after somebody has left it, and a policy another text; to give those back would give more
than was taken. What AWS itself changes in a policy of its own counts as the same.
"""

import json
from hashlib import sha256
from typing import TYPE_CHECKING

from iam import entities, faults, managed_policies
from iam.changes import AnyChange
from iam.faults import Missing
from iam.memberships import LeaveGroup
from iam.user_policies import DetachFromUser

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def told(iam: "IAMClient", change: AnyChange) -> str:
    """What is taken by this change, in a few signs; the same for the same. Raises Later or Never."""
    match change:
        case LeaveGroup(_, group):
            return _digest(_group(iam, group))
        case DetachFromUser(_, arn):
            return _digest([_policy(iam, arn)])
        case _:
            return ""


def _group(iam: "IAMClient", group: str) -> list[str]:
    inside = entities.in_group(iam, group)
    inline = (f"{name} {entities.text_in_group(iam, group, policy=name)}" for name in sorted(inside.inline))
    return [*(_policy(iam, arn) for arn in sorted(inside.policies)), *inline]


def _policy(iam: "IAMClient", arn: str) -> str:
    """With its unique id and the version of its text that counts, where it is not AWS's own."""
    if managed_policies.is_of_aws(arn):
        return arn
    try:
        with faults.told():
            policy = iam.get_policy(PolicyArn=arn)["Policy"]
    except Missing:
        return f"{arn} gone"
    return f"{arn} {policy['PolicyId']} {policy['DefaultVersionId']}"


def _digest(parts: list[str]) -> str:
    return sha256(json.dumps(parts).encode()).hexdigest()[:20]
