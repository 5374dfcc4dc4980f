"""Remedies: the changes that take away what is not missed. They only take; what gives something is a request."""

from iam.changes import AnyChange
from iam.granted import Holder, Source
from iam.group_policies import DetachFromGroup
from iam.memberships import LeaveGroup
from iam.remove_inline import RemoveInline
from iam.user_policies import DetachFromUser

Remedy = tuple[AnyChange, ...]


def of_source(holder: Holder, source: Source) -> Remedy:
    """How a user is rid of it: of a group's with the group. What a role has is proposed only."""
    if holder.kind == "role":
        return ()
    if source.group is not None:
        return (LeaveGroup(holder.name, source.group),)
    if source.arn is not None:
        return (DetachFromUser(holder.name, source.arn),)
    return (RemoveInline(holder.name, source.name, source.document),)


def of_group(group: str, arn: str) -> Remedy:
    return (DetachFromGroup(group, arn),)
