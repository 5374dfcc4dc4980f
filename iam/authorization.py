"""The account's authorization details: every user, group and role, all that each holds, and the account's policies.

One call a few hundred of them, none a user. https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountAuthorizationDetails.html
"""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Literal

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

Part = Literal["User", "Group", "Role", "LocalManagedPolicy", "AWSManagedPolicy"]
"""Of AWS's own managed policies only those come that somebody has."""
PORTION = 1_000
"""Entities a call; AWS may give fewer, and says so by a marker."""


@dataclass(frozen=True)
class Inline:
    """A policy that stands inside a user, group or role; the document as JSON text."""

    name: str
    document: str


@dataclass(frozen=True)
class UserDetail:
    """An IAM user with its tags, groups by name, attached policies by ARN, inline policies and boundary."""

    name: str
    unique_id: str
    arn: str
    path: str
    made_at: datetime
    tags: tuple[tuple[str, str], ...] = ()
    groups: tuple[str, ...] = ()
    attached: tuple[str, ...] = ()
    inline: tuple[Inline, ...] = ()
    boundary: str | None = None

    def tag(self, key: str) -> str | None:
        """The value of a tag; IAM tells keys apart without regard to case."""
        return next((value for name, value in self.tags if name.casefold() == key.casefold()), None)


@dataclass(frozen=True)
class GroupDetail:
    """An IAM group with its policies; who is in it is told by the users."""

    name: str
    unique_id: str
    arn: str
    path: str
    made_at: datetime
    attached: tuple[str, ...] = ()
    inline: tuple[Inline, ...] = ()


@dataclass(frozen=True)
class RoleDetail:
    """An IAM role with its policies and the document that says who may assume it."""

    name: str
    unique_id: str
    arn: str
    path: str
    made_at: datetime
    trust: str
    attached: tuple[str, ...] = ()
    inline: tuple[Inline, ...] = ()
    boundary: str | None = None
    last_used: datetime | None = None


@dataclass(frozen=True)
class PolicyDetail:
    """A managed policy; its default version's document as JSON text, and when that version was made.

    `boundaries` is how many users and roles it bounds.
    """

    name: str
    arn: str
    document: str
    attachments: int
    made_at: datetime | None = None
    changed_at: datetime | None = None
    boundaries: int = 0


@dataclass(frozen=True)
class Details:
    """What was asked for; the rest is empty. `calls` is how many AWS needed."""

    users: tuple[UserDetail, ...]
    groups: tuple[GroupDetail, ...]
    roles: tuple[RoleDetail, ...]
    calls: int
    policies: tuple[PolicyDetail, ...] = ()


def read(iam: "IAMClient", *parts: Part) -> Details:
    """Read these parts of the account. Raises Later or Never."""
    users: list[UserDetail] = []
    groups: list[GroupDetail] = []
    roles: list[RoleDetail] = []
    policies: list[PolicyDetail] = []
    calls = 0
    with faults.told():
        pages = iam.get_paginator("get_account_authorization_details").paginate(
            Filter=list(parts), PaginationConfig={"PageSize": PORTION}
        )
        for calls, page in enumerate(pages, start=1):  # noqa: B007 (the count outlives the loop)
            users += map(_user, page["UserDetailList"])
            groups += map(_group, page["GroupDetailList"])
            roles += map(_role, page["RoleDetailList"])
            policies += map(_policy, page["Policies"])
    return Details(tuple(users), tuple(groups), tuple(roles), calls, tuple(policies))


def _user(each: Mapping[str, Any]) -> UserDetail:
    return UserDetail(
        name=each["UserName"],
        unique_id=each["UserId"],
        arn=each["Arn"],
        path=each["Path"],
        made_at=each["CreateDate"],
        tags=tuple((tag["Key"], tag["Value"]) for tag in each.get("Tags", [])),
        groups=tuple(sorted(each.get("GroupList", []))),
        attached=_attached(each),
        inline=_inline(each.get("UserPolicyList", [])),
        boundary=_boundary(each),
    )


def _group(each: Mapping[str, Any]) -> GroupDetail:
    return GroupDetail(
        name=each["GroupName"],
        unique_id=each["GroupId"],
        arn=each["Arn"],
        path=each["Path"],
        made_at=each["CreateDate"],
        attached=_attached(each),
        inline=_inline(each.get("GroupPolicyList", [])),
    )


def _role(each: Mapping[str, Any]) -> RoleDetail:
    return RoleDetail(
        name=each["RoleName"],
        unique_id=each["RoleId"],
        arn=each["Arn"],
        path=each["Path"],
        made_at=each["CreateDate"],
        trust=_text(each.get("AssumeRolePolicyDocument", {})),
        attached=_attached(each),
        inline=_inline(each.get("RolePolicyList", [])),
        boundary=_boundary(each),
        last_used=(each.get("RoleLastUsed") or {}).get("LastUsedDate"),
    )


def _policy(each: Mapping[str, Any]) -> PolicyDetail:
    versions = {version["VersionId"]: version for version in each["PolicyVersionList"]}
    in_force = versions[each["DefaultVersionId"]]
    return PolicyDetail(
        name=each["PolicyName"],
        arn=each["Arn"],
        document=_text(in_force["Document"]),
        attachments=each["AttachmentCount"],
        made_at=each.get("CreateDate"),
        changed_at=in_force.get("CreateDate"),
        boundaries=each.get("PermissionsBoundaryUsageCount", 0),
    )


def _attached(each: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(sorted(policy["PolicyArn"] for policy in each.get("AttachedManagedPolicies", [])))


def _inline(policies: Iterable[Mapping[str, Any]]) -> tuple[Inline, ...]:
    found = (Inline(each["PolicyName"], _text(each["PolicyDocument"])) for each in policies)
    return tuple(sorted(found, key=lambda inline: inline.name))


def _boundary(each: Mapping[str, Any]) -> str | None:
    arn: str | None = (each.get("PermissionsBoundary") or {}).get("PermissionsBoundaryArn")
    return arn


def _text(document: object) -> str:
    """As JSON text: boto3 gives the documents of IAM as dictionaries already."""
    return document if isinstance(document, str) else json.dumps(document, sort_keys=True)
