"""Paging: MaxItems (100 without it) and an opaque Marker on every IAM list, sorted as AWS sorts."""

import base64
import binascii
import json
from collections.abc import Callable
from typing import Protocol

from moto.core.responses import ActionResult
from moto.iam import responses
from moto.iam.exceptions import ValidationError

from sandbox.aws.moto_types import IamCall, Result

_BY_NAME = {
    "list_users": "Users",
    "get_group": "Users",
    "list_groups": "Groups",
    "list_groups_for_user": "Groups",
    "list_roles": "Roles",
    "list_policies": "Policies",
    "list_attached_user_policies": "AttachedPolicies",
    "list_attached_group_policies": "AttachedPolicies",
    "list_attached_role_policies": "AttachedPolicies",
    "list_user_policies": "PolicyNames",
    "list_group_policies": "PolicyNames",
    "list_role_policies": "PolicyNames",
}
_AS_THEY_CAME = {
    "list_access_keys": "AccessKeyMetadata",
    "list_mfa_devices": "MFADevices",
    "list_virtual_mfa_devices": "VirtualMFADevices",
    "list_policy_versions": "Versions",
    "list_user_tags": "Tags",
    "list_role_tags": "Tags",
    "list_policy_tags": "Tags",
    "list_account_aliases": "AccountAliases",
    "list_ssh_public_keys": "SSHPublicKeys",
    "list_signing_certificates": "Certificates",
    "list_service_specific_credentials": "ServiceSpecificCredentials",
    "list_instance_profiles": "InstanceProfiles",
    "list_server_certificates": "ServerCertificateMetadataList",
    "get_service_last_accessed_details": "ServicesLastAccessed",
    "get_service_last_accessed_details_with_entities": "EntityDetailsList",
    "list_policies_granting_service_access": "PoliciesGrantingServiceAccess",
    "simulate_principal_policy": "EvaluationResults",
    "simulate_custom_policy": "EvaluationResults",
}
_SEVERAL = {
    "get_account_authorization_details": (
        "UserDetailList",
        "GroupDetailList",
        "RoleDetailList",
        "Policies",
    ),
    "list_entities_for_policy": ("PolicyGroups", "PolicyUsers", "PolicyRoles"),
}


class _Named(Protocol):
    name: str
    arn: str


Item = str | dict[str, str] | _Named
Listing = Callable[[IamCall], Result]


def install() -> None:
    for operation, key in _BY_NAME.items():
        _page(operation, (key,), place=_by_name)
    for operation, key in _AS_THEY_CAME.items():
        _page(operation, (key,), place=_as_it_came)
    for operation, keys in _SEVERAL.items():
        _page(operation, keys, place=_by_name)


def _page(operation: str, keys: tuple[str, ...], *, place: Callable[[Item, int], str]) -> None:
    whole: Listing = getattr(responses.IamResponse, operation)

    def page(response: IamCall) -> Result:
        size = int(response._get_param("MaxItems") or 100)
        after = _unseal(response._get_param("Marker"), operation)
        response.params["MaxItems"], response.params["Marker"] = 1_000_000, None
        told = dict(whole(response).result)
        items = [
            (f"{number}{place(item, index)}", key, item)
            for number, key in enumerate(keys)
            for index, item in enumerate(told.get(key) or [])
        ]
        left = sorted((found for found in items if found[0] > after), key=lambda found: found[0])
        shown = left[:size]
        told |= {key: [item for _, at, item in shown if at == key] for key in keys}
        told["IsTruncated"] = len(left) > size
        told["Marker"] = _seal(shown[-1][0], operation) if len(left) > size else None
        return ActionResult(told)

    page.__name__ = operation
    setattr(responses.IamResponse, operation, page)


def _by_name(item: Item, _index: int) -> str:
    if isinstance(item, str):
        return item
    if isinstance(item, dict):
        return item["PolicyName"]
    return f"{item.name}\0{item.arn}"


def _as_it_came(_item: Item, index: int) -> str:
    return f"{index:08}"


def _seal(place: str, operation: str) -> str:
    return base64.urlsafe_b64encode(json.dumps([operation, place]).encode()).decode()


def _unseal(marker: str | None, operation: str) -> str:
    """The place after which to go on; a marker of another operation is as bad as none of ours."""
    if marker is None:
        return ""
    try:
        made_for, place = json.loads(base64.b64decode(marker.encode(), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError, TypeError) as error:
        raise ValidationError("Invalid Marker.") from error
    if made_for != operation:
        raise ValidationError("Invalid Marker.")
    return str(place)
