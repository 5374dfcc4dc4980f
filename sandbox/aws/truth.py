"""The account as it is, straight from moto: for assertions and for the page."""

import json
from typing import Any

from sandbox.aws.moto_types import Account, Group, Key, Role, User

Picture = dict[str, Any]  # JSON to be


def state(account: Account) -> Picture:
    return {
        "account": account.account_id,
        "alias": next(iter(account.account_aliases), None),
        "root": _root(account),
        "users": {name: _user(account, user) for name, user in account.users.items()},
        "groups": {name: _group(group) for name, group in account.groups.items()},
        "roles": {role.name: _role(role) for role in account.roles.values()},
    }


def _root(account: Account) -> Picture:
    summary = account.account_summary
    return {
        "keys": summary._account_access_keys_present,  # noqa: SLF001  (moto has no door to it)
        "mfa": bool(summary._account_mfa_enabled),  # noqa: SLF001  (as above)
        "last_used": account.root_last_used,
    }


def _user(account: Account, user: User) -> Picture:
    return {
        "id": user.id,
        "arn": user.arn,
        "created": user.create_date,
        "groups": [group.name for group in account.groups.values() if user in group.users],
        "policies": list(user.managed_policies),
        "inline": {name: json.loads(document) for name, document in user.policies.items()},
        "tags": account.tagger.get_tag_dict_for_resource(user.arn),
        "boundary": (user.permissions_boundary or {}).get("PermissionsBoundaryArn"),
        "password": user.password is not None,
        "password_last_used": user.password_last_used,
        "mfa": list(user.mfa_devices),
        "keys": [_key(key) for key in user.access_keys],
        "certificates": list(user.signing_certificates),
        "ssh_keys": [key.ssh_public_key_id for key in user.ssh_public_keys],
        "service_credentials": list(user.service_credentials),
    }


def _key(key: Key) -> Picture:
    return {
        "id": key.access_key_id,
        "secret": key.secret_access_key,
        "status": key.status,
        "created": key.create_date,
        "last_used": key.last_used.timestamp if key.last_used else None,
    }


def _group(group: Group) -> Picture:
    return {
        "arn": group.arn,
        "members": [user.name for user in group.users],
        "policies": list(group.managed_policies),
        "inline": {name: json.loads(document) for name, document in group.policies.items()},
    }


def _role(role: Role) -> Picture:
    return {"arn": role.arn, "policies": list(role.managed_policies)}
