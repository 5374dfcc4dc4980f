"""Names are unique without regard to case; a new name takes everything with it."""

from collections.abc import Iterable

from moto.iam import models
from moto.iam.exceptions import EntityAlreadyExists

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, Group, User


def install() -> None:
    wrapping.before(models.IAMBackend, "create_user", _new_user)
    wrapping.before(models.IAMBackend, "create_group", _new_group)
    wrapping.before(models.IAMBackend, "create_role", _new_role)
    wrapping.before(models.IAMBackend, "create_policy", _new_policy)
    wrapping.replace(models.IAMBackend, "update_user", _update_user)
    wrapping.replace(models.IAMBackend, "update_group", _update_group)


def _new_user(account: Account, _region: str, user_name: str, *_: object) -> None:
    _refuse_taken("User", user_name, account.users)


def _new_group(account: Account, group_name: str, *_: object) -> None:
    _refuse_taken("Group", group_name, account.groups)


def _new_role(account: Account, role_name: str, *_: object) -> None:
    _refuse_taken("Role", role_name, [role.name for role in account.roles.values()])


def _new_policy(account: Account, _description: str, _path: str, _document: str, policy_name: str, *_: object) -> None:
    own = [policy.name for arn, policy in account.managed_policies.items() if ":iam::aws:" not in arn]
    if policy_name.lower() in map(str.lower, own):
        raise EntityAlreadyExists(f"A policy called {policy_name} already exists. Duplicate names are not allowed.")


def _refuse_taken(kind: str, name: str, taken: Iterable[str]) -> None:
    if name.lower() in map(str.lower, taken):
        raise EntityAlreadyExists(f"{kind} with name {name} already exists.")


def _update_user(
    account: Account, user_name: str, new_path: str | None = None, new_user_name: str | None = None
) -> None:
    user: User = account.get_user(user_name)
    if new_user_name and new_user_name != user_name:
        _refuse_taken("User", new_user_name, account.users.keys() - {user_name})
    tags = account.tagger.list_tags_for_resource(user.arn)["Tags"]
    account.tagger.delete_all_tags_for_resource(user.arn)
    user.path = new_path or user.path
    if new_user_name:
        user.name = new_user_name
        account.users[new_user_name] = account.users.pop(user_name)
        for key in user.access_keys:
            key.user_name = new_user_name
    account.tagger.tag_resource(user.arn, tags)


def _update_group(
    account: Account, group_name: str, new_group_name: str | None = None, new_path: str | None = None
) -> None:
    group: Group = account.get_group(group_name)
    if new_group_name and new_group_name != group_name:
        _refuse_taken("Group", new_group_name, account.groups.keys() - {group_name})
    group.path = new_path or group.path
    if new_group_name:
        group.name = new_group_name
        account.groups[new_group_name] = account.groups.pop(group_name)
