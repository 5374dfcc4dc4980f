"""A group with its members, each by the unique id: a name may come to be somebody else's."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class Member:
    name: str
    unique_id: str
    arn: str


@dataclass(frozen=True)
class Group:
    name: str
    unique_id: str
    arn: str
    path: str
    members: tuple[Member, ...]


def read(iam: "IAMClient", name: str) -> Group | None:
    """The group as IAM shows it right now; None when there is none of that name. Raises Later or Never."""
    try:
        with faults.told():
            pages = list(iam.get_paginator("get_group").paginate(GroupName=name))
    except faults.Missing:
        return None
    members = (Member(each["UserName"], each["UserId"], each["Arn"]) for page in pages for each in page["Users"])
    seen = pages[0]["Group"]
    return Group(
        seen["GroupName"],
        seen["GroupId"],
        seen["Arn"],
        seen["Path"],
        tuple(sorted(members, key=lambda each: each.name)),
    )
