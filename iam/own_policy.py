"""The bot's own rights: the least policy with which it can do what one account's catalog promises, and nothing else.

What AWS can check: who joins a group is limited by the group's ARN alone, what is attached to a user by
`iam:PolicyARN`. A name that may stand under a path is two patterns, `group/s3-users` and `group/*/s3-users`; one,
`group/*s3-users`, would take in `group/not-s3-users` too. Users and groups are limited by the path in their ARN, a new
user by `iam:PermissionsBoundary`; the name of an inline policy by nothing.
https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsidentityandaccessmanagementiam.html
"""

import json
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from iam import mark

Document = dict[str, Any]

LARGEST = 6_144
"""Characters of a managed policy, white space not counted.

https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
"""

LOOKS = (
    "iam:GetAccountAuthorizationDetails",
    "iam:GetAccountSummary",
    "iam:GetAccountPasswordPolicy",
    "iam:GetUser",
    "iam:ListGroups",
    "iam:ListPolicies",
    "iam:ListGroupsForUser",
    "iam:ListAttachedUserPolicies",
    "iam:GenerateCredentialReport",
    "iam:GetCredentialReport",
    "iam:ListAccessKeys",
    "iam:GetAccessKeyLastUsed",
    "iam:GetLoginProfile",
    "iam:ListMFADevices",
    "iam:ListVirtualMFADevices",
    "iam:ListServerCertificates",
    "iam:GetPolicy",
    "iam:GetPolicyVersion",
    "iam:GenerateServiceLastAccessedDetails",
    "iam:GetServiceLastAccessedDetails",
)
"""Every look that the bot takes; sts:GetCallerIdentity needs no right."""

JOINS = ("iam:AddUserToGroup", "iam:RemoveUserFromGroup")
ATTACHES = ("iam:AttachUserPolicy", "iam:DetachUserPolicy")
MARKS = ("iam:TagUser", "iam:UntagUser")

READINGS = (
    "iam:GetUserPolicy",
    "iam:GetGroup",
    "iam:ListUsers",
    "iam:ListAttachedGroupPolicies",
    "iam:ListGroupPolicies",
    "iam:GetGroupPolicy",
    "iam:ListUserPolicies",
    "iam:ListSigningCertificates",
    "iam:ListSSHPublicKeys",
    "iam:ListServiceSpecificCredentials",
    "iam:ListAccountAliases",
)
"""What plans are judged and carried out by, beyond the looks."""

CREDENTIALS = ("iam:CreateLoginProfile", "iam:UpdateLoginProfile", "iam:CreateAccessKey")
"""What is made for a person at a click and shown once; no change of a plan does it."""

ON_USERS = (
    "iam:DeleteUser",
    *ATTACHES,
    "iam:PutUserPolicy",
    "iam:DeleteUserPolicy",
    *CREDENTIALS,
    "iam:DeleteLoginProfile",
    "iam:UpdateAccessKey",
    "iam:DeleteAccessKey",
    "iam:DeactivateMFADevice",
    "iam:DeleteSigningCertificate",
    "iam:DeleteSSHPublicKey",
    "iam:DeleteServiceSpecificCredential",
)
ON_GROUPS = ("iam:CreateGroup", "iam:DeleteGroup", *JOINS, "iam:AttachGroupPolicy", "iam:DetachGroupPolicy")
ON_DEVICES = ("iam:DeleteVirtualMFADevice",)
ON_PASSWORDS = ("iam:UpdateAccountPasswordPolicy", "iam:DeleteAccountPasswordPolicy")

NEVER = (
    "iam:*Role*",
    "iam:*PermissionsBoundary",
    "iam:*GroupPolicy",
    "iam:CreatePolicy*",
    "iam:DeletePolicy*",
    "iam:SetDefaultPolicyVersion",
    "iam:PutUserPolicy",
    "iam:DeleteUserPolicy",
)
"""Whatever could widen the bot's own rights or lift somebody's limits: denied, whoever allows it elsewhere."""

NEVER_WITH_USERS = (
    "iam:*Role*",
    "iam:*PermissionsBoundary",
    "iam:PutGroupPolicy",
    "iam:DeleteGroupPolicy",
    "iam:CreatePolicy*",
    "iam:DeletePolicy*",
    "iam:SetDefaultPolicyVersion",
)
"""The same where plans attach policies to groups, and write and remove inline policies of users."""

ONLY_UNDER_THE_PATH = ("iam:PutUserPolicy", "iam:DeleteUserPolicy", "iam:AttachGroupPolicy", "iam:DetachGroupPolicy")
"""What plans have and leases have not: elsewhere it is denied as it is without plans."""

TOO_MUCH = ("AdministratorAccess", "IAMFullAccess")
"""AWS managed policies that are never attached: their holder could undo every fence, this one included."""


@dataclass(frozen=True)
class OfUsers:
    """How far plans go: `path` is IAM's; `boundary` a name of AWS's own or an ARN; `sender` an e-mail address."""

    path: str
    boundary: str | None = None
    sender: str | None = None


@dataclass(frozen=True)
class Grants:
    """What may be granted in one account; policies are names of AWS's own or ARNs of any, as the catalog has them."""

    groups: tuple[str, ...]
    policies: tuple[str, ...]
    account_id: str | None = None
    partition: str = "aws"
    roles: tuple[str, ...] = ()
    """Roles in other accounts that the bot takes on from here."""

    users: OfUsers | None = None
    """None: no plans are made here."""

    reviewed: tuple[str, ...] = ()
    """Groups out of which a review takes people, wherever they stand; it puts nobody in."""


def documents(grants: Grants) -> list[Document]:
    """Build one policy; several, all of them to be attached, when one would be larger than IAM takes."""
    changes = _changes(grants, grants.groups, grants.policies)
    whole = _document([*_looks(grants), *changes, *_plans(grants), *_denials(grants)])
    if size(whole) <= LARGEST:
        return [whole]
    plans = [_document(_plans(grants))] if grants.users else []
    rest = _portions(grants, grants.groups, grants.policies)
    return [_document([*_looks(grants), *_denials(grants)]), *plans, *rest]


def size(document: Document) -> int:
    """Count the characters as IAM does: without white space."""
    return len(json.dumps(document, separators=(",", ":")))


def denied(grants: Grants) -> list[str]:
    """Name what the catalog promises and this policy denies all the same."""
    return [each for each in grants.policies if each.rsplit("/", 1)[-1] in TOO_MUCH and _is_of_aws(each)]


def _document(statements: Iterable[Document]) -> Document:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _looks(grants: Grants) -> Iterable[Document]:
    yield {"Sid": "Look", "Effect": "Allow", "Action": list(LOOKS), "Resource": "*"}
    if grants.roles:
        yield {
            "Sid": "WorkInOtherAccounts",
            "Effect": "Allow",
            "Action": "sts:AssumeRole",
            "Resource": list(grants.roles),
        }


def _changes(grants: Grants, groups: Sequence[str], policies: Sequence[str]) -> Iterable[Document]:
    if groups:
        yield {
            "Sid": "JoinAndLeaveTheseGroups",
            "Effect": "Allow",
            "Action": list(JOINS),
            "Resource": [arn for name in groups for arn in _anywhere(_arn(grants, "group"), name)],
        }
    if policies:
        arns = [arn for written in policies for arn in _policy_arns(grants, written)]
        yield {
            "Sid": "AttachAndDetachThesePolicies",
            "Effect": "Allow",
            "Action": list(ATTACHES),
            "Resource": f"{_arn(grants, 'user')}/*",
            "Condition": {"ArnLike": {"iam:PolicyARN": arns}},
        }
    if groups or policies:
        # Its own marks only: whoever may write any tag could make one person's IAM user another's.
        yield {
            "Sid": "MarkWhatItGave",
            "Effect": "Allow",
            "Action": list(MARKS),
            "Resource": f"{_arn(grants, 'user')}/*",
            "Condition": {
                "ForAllValues:StringLike": {"aws:TagKeys": [f"{mark.PREFIX}:*"]},
                "Null": {"aws:TagKeys": "false"},
            },
        }


def _plans(grants: Grants) -> Iterable[Document]:
    """What the changes of plans need, and the passwords and keys that are shown once."""
    users = grants.users
    if users is None:
        return
    everybody, groups = _under(grants, "user", users.path), _under(grants, "group", users.path)
    yield _allow("ReadForPlans", READINGS, resource="*")
    yield _allow("MakeUsers", ("iam:CreateUser",), resource=everybody) | _bounded(grants, users.boundary)
    # A tag says whose user it is: none is written but together with the mark that CreateUser puts.
    marked = {"ForAnyValue:StringLike": {"aws:TagKeys": [f"{mark.PREFIX}:*"]}}
    yield _allow("TagWhomItMakes", ("iam:TagUser",), resource=everybody) | {"Condition": marked}
    yield _allow("ChangeUsers", ON_USERS, resource=everybody)
    yield _allow("ChangeGroups", ON_GROUPS, resource=groups)
    if grants.reviewed and users.path != "/":
        reviewed = [arn for name in grants.reviewed for arn in _anywhere(_arn(grants, "group"), name)]
        yield _allow("TakeOutOfReviewedGroups", ("iam:RemoveUserFromGroup",), resource=reviewed)
    yield _allow("DeleteDevices", ON_DEVICES, resource=f"{_arn(grants, 'mfa')}/*")
    yield _allow("ChangePasswordPolicy", ON_PASSWORDS, resource="*")
    if users.sender:
        from_it = {"StringEquals": {"ses:FromAddress": users.sender}}
        yield _allow("SendInstructions", ("ses:SendEmail",), resource="*") | {"Condition": from_it}


def _denials(grants: Grants) -> Iterable[Document]:
    users = grants.users
    never = NEVER_WITH_USERS if users else NEVER
    yield {"Sid": "NeverWidenRights", "Effect": "Deny", "Action": list(never), "Resource": "*"}
    if users and users.path != "/":
        yield {
            "Sid": "NeverOutsideThePath",
            "Effect": "Deny",
            "Action": list(ONLY_UNDER_THE_PATH),
            "NotResource": [_under(grants, "user", users.path), _under(grants, "group", users.path)],
        }
    attaching = ["iam:AttachUserPolicy", "iam:AttachGroupPolicy"] if users else "iam:AttachUserPolicy"
    too_much = [f"arn:{grants.partition}:iam::aws:policy/{name}" for name in TOO_MUCH]
    yield {
        "Sid": "NeverMakeAdministrators",
        "Effect": "Deny",
        "Action": attaching,
        "Resource": "*",
        "Condition": {"ArnLike": {"iam:PolicyARN": too_much}},
    }


def _allow(sid: str, actions: Sequence[str], *, resource: str | Sequence[str]) -> Document:
    return {"Sid": sid, "Effect": "Allow", "Action": list(actions), "Resource": resource}


def _bounded(grants: Grants, boundary: str | None) -> Document:
    if boundary is None:
        return {}
    return {"Condition": {"StringLike": {"iam:PermissionsBoundary": _policy_arns(grants, boundary)}}}


def _portions(grants: Grants, groups: Sequence[str], policies: Sequence[str]) -> list[Document]:
    """Halve until each half fits."""
    document = _document(_changes(grants, groups, policies))
    if size(document) <= LARGEST:
        return [document]
    if groups and policies:
        return [*_portions(grants, groups, ()), *_portions(grants, (), policies)]
    groups_half, policies_half = len(groups) // 2, len(policies) // 2
    return [
        *_portions(grants, groups[:groups_half], policies[:policies_half]),
        *_portions(grants, groups[groups_half:], policies[policies_half:]),
    ]


def _policy_arns(grants: Grants, written: str) -> list[str]:
    if written.startswith("arn:"):
        # A path may have signs that a pattern reads as its own.
        return [re.sub(r"[*?$]", lambda sign: f"${{{sign.group()}}}", written)]
    return _anywhere(f"arn:{grants.partition}:iam::aws:policy", written)


def _anywhere(root: str, name: str) -> list[str]:
    """Match the name at the root and under any path, and no longer name that ends alike."""
    return [f"{root}/{name}", f"{root}/*/{name}"]


def _arn(grants: Grants, kind: str) -> str:
    """An account that the catalog does not number is any: IAM's calls reach the caller's own account only."""
    return f"arn:{grants.partition}:iam::{grants.account_id or '*'}:{kind}"


def _under(grants: Grants, kind: str, path: str) -> str:
    return f"{_arn(grants, kind)}{path}*"


def _is_of_aws(written: str) -> bool:
    return not written.startswith("arn:") or ":iam::aws:policy/" in written
