"""Quotas: how many and how long, as GetAccountSummary says; beyond them LimitExceeded."""

import re

from moto.iam import models
from moto.iam.exceptions import LimitExceededException

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, Group, Role, User


def install() -> None:
    wrapping.before(models.IAMBackend, "create_user", _room_for_user)
    wrapping.before(models.IAMBackend, "create_group", _room_for_group)
    wrapping.before(models.IAMBackend, "add_user_to_group", _room_for_membership)
    wrapping.before(models.IAMBackend, "attach_user_policy", _room_on_user)
    wrapping.before(models.IAMBackend, "attach_group_policy", _room_on_group)
    wrapping.before(models.IAMBackend, "attach_role_policy", _room_on_role)
    wrapping.before(models.IAMBackend, "put_user_policy", _short_enough_for_user)
    wrapping.before(models.IAMBackend, "put_group_policy", _short_enough_for_group)
    wrapping.before(models.IAMBackend, "put_role_policy", _short_enough_for_role)
    wrapping.before(models.IAMBackend, "create_policy", _short_enough_for_policy)
    wrapping.before(models.IAMBackend, "create_policy_version", _short_enough_for_version)
    wrapping.before(models.IAMBackend, "tag_user", _room_for_tags)


def _quota(account: Account, name: str) -> int:
    return int(account.account_summary.summary_map[f"{name}Quota"])


def _refuse_beyond(account: Account, name: str, *, had: int) -> None:
    quota = _quota(account, name)
    if had >= quota:
        raise LimitExceededException(f"Cannot exceed quota for {name}: {quota}")


def _room_for_user(account: Account, *_: object) -> None:
    _refuse_beyond(account, "Users", had=len(account.users))


def _room_for_group(account: Account, *_: object) -> None:
    _refuse_beyond(account, "Groups", had=len(account.groups))


def _room_for_membership(account: Account, group_name: str, user_name: str) -> None:
    user = account.get_user(user_name)
    groups = account.get_groups_for_user(user.name)
    if group_name not in {group.name for group in groups} and group_name in account.groups:
        _refuse_beyond(account, "GroupsPerUser", had=len(groups))


def _room_on_user(account: Account, arn: str, name: str) -> None:
    _room_on(account, arn, account.get_user(name), name="AttachedPoliciesPerUser")


def _room_on_group(account: Account, arn: str, name: str) -> None:
    _room_on(account, arn, account.get_group(name), name="AttachedPoliciesPerGroup")


def _room_on_role(account: Account, arn: str, name: str) -> None:
    _room_on(account, arn, account.get_role(name), name="AttachedPoliciesPerRole")


def _room_on(account: Account, arn: str, entity: User | Group | Role, *, name: str) -> None:
    if arn in account.managed_policies and arn not in entity.managed_policies:
        quota = _quota(account, name)
        if len(entity.managed_policies) >= quota:
            # AWS calls it so in the answer, whatever the name of the quota.
            raise LimitExceededException(
                f"Cannot exceed quota for {name.replace('AttachedPolicies', 'Policies')}: {quota}"
            )


def _short_enough_for_user(account: Account, name: str, policy: str, document: str) -> None:
    quota = _quota(account, "UserPolicySize")
    _short_enough(account.get_user(name), policy, document, kind="user", quota=quota)


def _short_enough_for_group(account: Account, name: str, policy: str, document: str) -> None:
    quota = _quota(account, "GroupPolicySize")
    _short_enough(account.get_group(name), policy, document, kind="group", quota=quota)


def _short_enough_for_role(account: Account, name: str, policy: str, document: str) -> None:
    quota = _quota(account, "RolePolicySize")
    _short_enough(account.get_role(name), policy, document, kind="role", quota=quota)


def _short_enough(entity: User | Group | Role, policy: str, document: str, *, kind: str, quota: int) -> None:
    """The inline policies of one entity have the quota together; white space is not counted."""
    documents = dict(entity.policies) | {policy: document}
    if sum(map(_size, documents.values())) > quota:
        raise LimitExceededException(f"Maximum policy size of {quota} bytes exceeded for {kind} {entity.name}")


def _short_enough_for_policy(account: Account, _description: str, _path: str, document: str, *__: object) -> None:
    quota = _quota(account, "PolicySize")
    if _size(document) > quota:
        raise LimitExceededException(f"Cannot exceed quota for PolicySize: {quota}")


def _short_enough_for_version(account: Account, _arn: str, document: str, *_: object) -> None:
    _short_enough_for_policy(account, "", "", document)


def _size(document: str) -> int:
    return len(re.sub(r"\s", "", document))


def _room_for_tags(account: Account, name: str, tags: list[dict[str, str]]) -> None:
    """50 tags an entity: no field of GetAccountSummary says so."""
    had = account.tagger.get_tag_dict_for_resource(account.get_user(name).arn).keys()
    if len(had | {tag["Key"] for tag in tags}) > 50:
        raise LimitExceededException("Cannot exceed quota for TagsPerUser: 50")
