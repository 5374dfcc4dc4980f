"""Users, groups and policies by name: whether they are there, and what a group holds, right now."""

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iam import account, faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

USERS_MOST, GROUPS_MOST = 5_000, 300
"""What AWS allows unless it says otherwise; https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html."""


@dataclass(frozen=True)
class InGroup:
    """A group's members and attached policies, and the names of those that stand inside it."""

    members: frozenset[str]
    policies: frozenset[str]
    inline: frozenset[str]


@dataclass(frozen=True)
class Member:
    """A user who is in a group."""

    name: str
    arn: str
    unique_id: str


@dataclass(frozen=True)
class Counts:
    """How many users and groups the account has, and may have."""

    users: int
    users_most: int
    groups: int
    groups_most: int


def user_named(iam: "IAMClient", name: str) -> str | None:
    """The user of that name as IAM spells it; names are unique without regard to case."""
    if (found := account.user(iam, name)) is not None:
        return found.name
    with faults.told():
        pages = iam.get_paginator("list_users").paginate(PaginationConfig={"PageSize": 1_000})
        names = [each["UserName"] for page in pages for each in page["Users"]]
    return next((each for each in names if each.casefold() == name.casefold()), None)


def group_named(iam: "IAMClient", name: str) -> str | None:
    """The group of that name as IAM spells it; names are unique without regard to case."""
    with faults.told():
        pages = iam.get_paginator("list_groups").paginate(PaginationConfig={"PageSize": 1_000})
        names = [each["GroupName"] for page in pages for each in page["Groups"]]
    return next((each for each in names if each.casefold() == name.casefold()), None)


def has_group(iam: "IAMClient", name: str) -> bool:
    try:
        with faults.told():
            iam.get_group(GroupName=name, MaxItems=1)
    except faults.Missing:
        return False
    return True


def has_policy(iam: "IAMClient", arn: str) -> bool:
    try:
        with faults.told():
            iam.get_policy(PolicyArn=arn)
    except faults.Missing:
        return False
    return True


def in_group(iam: "IAMClient", name: str) -> InGroup:
    """What a group holds; nothing, when it is gone."""
    try:
        with faults.told():
            pages = iam.get_paginator("get_group").paginate(GroupName=name)
            members = frozenset(each["UserName"] for page in pages for each in page["Users"])
            attached = iam.get_paginator("list_attached_group_policies").paginate(GroupName=name)
            policies = frozenset(each["PolicyArn"] for page in attached for each in page["AttachedPolicies"])
            inside = iam.get_paginator("list_group_policies").paginate(GroupName=name)
            return InGroup(members, policies, frozenset(each for page in inside for each in page["PolicyNames"]))
    except faults.Missing:
        return InGroup(frozenset(), frozenset(), frozenset())


def members(iam: "IAMClient", group: str) -> tuple[Member, ...]:
    """Who is in a group, by name; nobody, when it is gone."""
    try:
        with faults.told():
            pages = iam.get_paginator("get_group").paginate(GroupName=group)
            found = [Member(each["UserName"], each["Arn"], each["UserId"]) for page in pages for each in page["Users"]]
    except faults.Missing:
        return ()
    return tuple(sorted(found, key=lambda each: each.name.casefold()))


def text_in_group(iam: "IAMClient", group: str, *, policy: str) -> str:
    """The document of a policy that stands inside a group, as JSON text. Raises Missing, Later or Never."""
    with faults.told():
        document: object = iam.get_group_policy(GroupName=group, PolicyName=policy)["PolicyDocument"]
    return document if isinstance(document, str) else json.dumps(document, sort_keys=True)


def path_of_group(iam: "IAMClient", name: str) -> str:
    """The path under which a group stands. Raises Missing, Later or Never."""
    with faults.told():
        return iam.get_group(GroupName=name, MaxItems=1)["Group"]["Path"]


def counts(iam: "IAMClient") -> Counts:
    with faults.told():
        summary: dict[str, int] = {str(key): value for key, value in iam.get_account_summary()["SummaryMap"].items()}
    return Counts(
        users=summary.get("Users", 0),
        users_most=summary.get("UsersQuota", USERS_MOST),
        groups=summary.get("Groups", 0),
        groups_most=summary.get("GroupsQuota", GROUPS_MOST),
    )
