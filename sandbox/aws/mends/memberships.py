"""Memberships of groups, told as AWS tells them."""

from moto.iam import models
from moto.iam.exceptions import NoSuchEntity

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, Group, User


def install() -> None:
    wrapping.replace(models.IAMBackend, "remove_user_from_group", _remove)
    wrapping.replace(models.IAMBackend, "get_group", _get_group)


def _get_group(account: Account, group_name: str) -> Group:
    group = account.groups.get(group_name)
    if not group:
        raise NoSuchEntity(f"The group with name {group_name} cannot be found.")
    return group


def _remove(account: Account, group_name: str, user_name: str) -> None:
    group: Group = account.get_group(group_name)
    user: User = account.get_user(user_name)
    if user not in group.users:
        raise NoSuchEntity(f"The user with name {user_name} is not in the group {group_name}.")
    group.users.remove(user)
