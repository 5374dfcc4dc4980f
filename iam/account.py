"""Reading the account: its people, groups and policies, and what one person holds of them right now."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class User:
    """An IAM user as AWS shows it; `tags` with their keys as written."""

    name: str
    unique_id: str
    arn: str
    tags: tuple[tuple[str, str], ...] = ()

    @property
    def path(self) -> str:
        """Where it stands: / or /people/, as the ARN has it."""
        return f"/{self.arn.partition(':user/')[2].removesuffix(self.name)}"

    def tag(self, key: str) -> str | None:
        """The value of a tag; IAM tells keys apart without regard to case."""
        return next((value for name, value in self.tags if name.casefold() == key.casefold()), None)


@dataclass(frozen=True)
class Named:
    """A group or a managed policy; of a policy, which version of its text counts, and to how many it is attached."""

    name: str
    arn: str
    default_version: str = ""
    attachments: int = 0


@dataclass(frozen=True)
class Quotas:
    """What this account allows a user, a group, and in all; AWS's defaults, some of which it raises when asked.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
    """

    groups_a_user: int = 10
    policies_a_user: int = 10
    policies_a_group: int = 10
    users: int = 5_000
    groups: int = 300


@dataclass(frozen=True)
class Held:
    """What one user holds directly, by any hand."""

    groups: frozenset[str]
    policies: frozenset[str]


def users(iam: "IAMClient") -> Iterator[User]:
    """Yield every user with tags: one call a hundred users, none a user. Raises Later or Never."""
    with faults.told():
        for page in iam.get_paginator("get_account_authorization_details").paginate(Filter=["User"]):
            for each in page["UserDetailList"]:
                tags = tuple((tag["Key"], tag["Value"]) for tag in each.get("Tags", []))
                yield User(name=each["UserName"], unique_id=each["UserId"], arn=each["Arn"], tags=tags)


def groups(iam: "IAMClient") -> Iterator[Named]:
    with faults.told():
        for page in iam.get_paginator("list_groups").paginate():
            for each in page["Groups"]:
                yield Named(name=each["GroupName"], arn=each["Arn"])


def policies(iam: "IAMClient") -> Iterator[Named]:
    """Yield every managed policy, AWS's own included, attached or not: some six calls for the 1,500 of AWS."""
    with faults.told():
        for page in iam.get_paginator("list_policies").paginate(Scope="All", PaginationConfig={"PageSize": 300}):
            for each in page["Policies"]:
                yield Named(
                    name=each["PolicyName"],
                    arn=each["Arn"],
                    default_version=each["DefaultVersionId"],
                    attachments=each["AttachmentCount"],
                )


def quotas(iam: "IAMClient") -> Quotas:
    with faults.told():
        summary: dict[str, int] = {str(key): value for key, value in iam.get_account_summary()["SummaryMap"].items()}
    return Quotas(
        groups_a_user=summary.get("GroupsPerUserQuota", Quotas.groups_a_user),
        policies_a_user=summary.get("AttachedPoliciesPerUserQuota", Quotas.policies_a_user),
        policies_a_group=summary.get("AttachedPoliciesPerGroupQuota", Quotas.policies_a_group),
        users=summary.get("UsersQuota", Quotas.users),
        groups=summary.get("GroupsQuota", Quotas.groups),
    )


def user(iam: "IAMClient", name: str) -> User | None:
    """One user as it is right now; None: nobody of that name."""
    try:
        with faults.told():
            each = iam.get_user(UserName=name)["User"]
    except faults.Missing:
        return None
    tags = tuple((tag["Key"], tag["Value"]) for tag in each.get("Tags", []))
    return User(name=each["UserName"], unique_id=each["UserId"], arn=each["Arn"], tags=tags)


def held(iam: "IAMClient", name: str) -> Held:
    with faults.told():
        group_pages = iam.get_paginator("list_groups_for_user").paginate(UserName=name)
        joined = frozenset(group["GroupName"] for page in group_pages for group in page["Groups"])
        policy_pages = iam.get_paginator("list_attached_user_policies").paginate(UserName=name)
        attached = frozenset(each["PolicyArn"] for page in policy_pages for each in page["AttachedPolicies"])
    return Held(groups=joined, policies=attached)


def alias(iam: "IAMClient") -> str:
    """The account's alias, of which it has one at most; empty: none, or not for us to know."""
    try:
        with faults.told():
            return next(iter(iam.list_account_aliases()["AccountAliases"]), "")
    except faults.Never as fault:
        if not fault.is_denial:
            raise
        return ""
