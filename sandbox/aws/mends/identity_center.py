"""Identity Center and its store: names and memberships once, nothing assigned that is not there, SUCCEEDED later."""

import json
from collections.abc import Callable, Mapping

from moto.identitystore.exceptions import ConflictException as StoreConflict
from moto.identitystore.models import IdentityStoreBackend
from moto.ssoadmin.exceptions import ConflictException
from moto.ssoadmin.models import SSOAdminBackend
from moto.ssoadmin.responses import SSOAdminResponse

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, StsCall

Told = dict[str, object]
_ASSIGNED = ("instance_arn", "target_id", "target_type", "permission_set_arn", "principal_type", "principal_id")


def install() -> None:
    wrapping.before(SSOAdminBackend, "create_permission_set", _refuse_taken)
    wrapping.before(SSOAdminBackend, "delete_permission_set", _refuse_assigned)
    wrapping.replace(
        SSOAdminBackend, "create_account_assignment", _assign_once(SSOAdminBackend.create_account_assignment)
    )
    wrapping.after(SSOAdminResponse, "create_account_assignment", _in_progress)
    wrapping.after(SSOAdminResponse, "delete_account_assignment", _in_progress)
    wrapping.before(IdentityStoreBackend, "create_group_membership", _refuse_member)
    wrapping.before(IdentityStoreBackend, "get_user_id", _no_addresses_are_an_empty_list)


def _refuse_taken(account: Account, name: str, _description: str, instance_arn: str, *_: object) -> None:
    if any((one.name, one.instance_arn) == (name, instance_arn) for one in account.permission_sets):
        raise ConflictException(f"PermissionSet with name {name} already exists.")


def _refuse_assigned(account: Account, instance_arn: str, permission_set_arn: str) -> None:
    assigned = {(one.instance_arn, one.permission_set_arn) for one in account.account_assignments}
    if (instance_arn, permission_set_arn) in assigned:
        raise ConflictException("Could not delete because PermissionSet has ApplicationProfile associated with it.")


def _assign_once(assign: Callable[..., Told]) -> Callable[..., Told]:
    """Twice counts once, and is answered as the first time."""

    def once(account: Account, **wanted: str) -> Told:
        account._find_permission_set(wanted["instance_arn"], wanted["permission_set_arn"])
        for one in account.account_assignments:
            if all(getattr(one, name) == wanted[name] for name in _ASSIGNED):
                told: Told = one.to_json(include_creation_date=True, include_request_id=True)
                return told
        return assign(account, **wanted)

    return once


def _in_progress(_: StsCall, result: str) -> str:
    """AWS begins to work and says so; it is asked again how it went."""
    ((key, status),) = json.loads(result).items()
    return json.dumps({key: status | {"Status": "IN_PROGRESS"}})


def _refuse_member(account: Account, identity_store_id: str, group_id: str, member_id: Mapping[str, str]) -> None:
    store = account.identity_stores.get(identity_store_id)
    had = store.group_memberships.values() if store else ()
    if any((one["GroupId"], one["MemberId"]["UserId"]) == (group_id, member_id["UserId"]) for one in had):
        raise StoreConflict(message="Member and Group relationship already exists.", resource_type="GROUP_MEMBERSHIP")


def _no_addresses_are_an_empty_list(account: Account, identity_store_id: str, *_: object) -> None:
    """Moto looks for an address in all users, and stumbles over who has none."""
    store = account.identity_stores.get(identity_store_id)
    for user_id, user in dict(store.users if store else {}).items():
        store.users[user_id] = user._replace(Emails=user.Emails or [])
