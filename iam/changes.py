"""All kinds of changes, and how they are kept: stored changes outlive code."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.create_group import CreateGroup, DeleteGroup
from iam.create_user import CreateUser
from iam.deactivate_mfa import DeactivateMfa
from iam.delete_user import DeleteUser
from iam.deny_old_sessions import DenyOldSessions
from iam.group_policies import AttachToGroup, DetachFromGroup
from iam.memberships import AddToGroup, LeaveGroup
from iam.other_credentials import DeleteServiceCredential, DeleteSigningCertificate, DeleteSshKey
from iam.password_policy import ChangePasswordPolicy
from iam.remove_inline import RemoveInline
from iam.remove_password import RemovePassword
from iam.user_policies import AttachToUser, DetachFromUser

AnyChange = (
    CreateUser
    | DeleteUser
    | CreateGroup
    | DeleteGroup
    | AddToGroup
    | LeaveGroup
    | AttachToUser
    | DetachFromUser
    | AttachToGroup
    | DetachFromGroup
    | RemoveInline
    | DenyOldSessions
    | DeactivateKey
    | ActivateKey
    | DeleteKey
    | RemovePassword
    | DeactivateMfa
    | DeleteSigningCertificate
    | DeleteSshKey
    | DeleteServiceCredential
    | ChangePasswordPolicy
)

_KINDS: Mapping[str, type[AnyChange]] = {each.kind: each for each in get_args(AnyChange)}


class UnknownChange(ValueError):
    """A stored change of a kind that this release does not know: it was written by a newer one."""


def stored(change: AnyChange) -> dict[str, Any]:
    """The change as it is kept, and as JSON gives it back: its kind and its fields, tuples as lists."""
    return {"kind": change.kind, **{name: _listed(value) for name, value in asdict(change).items()}}


def restored(kept: Mapping[str, Any]) -> AnyChange:
    """Raises UnknownChange."""
    fields = {name: _unlisted(value) for name, value in kept.items()}
    kind = fields.pop("kind")
    if kind not in _KINDS:
        raise UnknownChange(
            f"a stored change of kind {kind!r}: this database was written by a newer release of Leasehold"
        )
    return _KINDS[kind](**fields)


def _listed(value: Any) -> Any:  # noqa: ANN401 (a field of any kind: text, nothing, or tuples of them)
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _unlisted(value: Any) -> Any:  # noqa: ANN401 (as above)
    return tuple(_unlisted(each) for each in value) if isinstance(value, list) else value
