"""All kinds of changes, and how they are kept: stored changes outlive code."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any, assert_never, get_args

from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.create_group import CreateGroup, DeleteGroup
from iam.create_user import CreateUser
from iam.deactivate_mfa import DeactivateMfa
from iam.delete_user import DeleteUser
from iam.deny_old_sessions import AllowOldSessions, DenyOldSessions
from iam.group_policies import AttachToGroup, DetachFromGroup
from iam.memberships import AddToGroup, LeaveGroup
from iam.other_credentials import DeleteServiceCredential, DeleteSigningCertificate, DeleteSshKey
from iam.password_policy import ChangePasswordPolicy
from iam.remove_inline import PutBackInline, RemoveInline
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
    | PutBackInline
    | DenyOldSessions
    | AllowOldSessions
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


def inverse(change: AnyChange) -> AnyChange | None:  # noqa: C901, PLR0911, PLR0912 (one for each kind)
    """The change that takes this one back, as one of a plan of its own; None: nothing does.

    For a user whom a plan has made none does: whoever is there by now has what a plan of leaving takes away.
    """
    match change:
        case CreateGroup(group, path):
            return DeleteGroup(group, path=path)
        case DeleteGroup(group, path):
            return CreateGroup(group, path=path)
        case AddToGroup(user, group):
            return LeaveGroup(user, group=group)
        case LeaveGroup(user, group):
            return AddToGroup(user, group=group)
        case AttachToUser(user, arn):
            return DetachFromUser(user, arn=arn)
        case DetachFromUser(user, arn):
            return AttachToUser(user, arn=arn)
        case AttachToGroup(group, arn):
            return DetachFromGroup(group, arn=arn)
        case DetachFromGroup(group, arn):
            return AttachToGroup(group, arn=arn)
        case RemoveInline(user, policy, document):
            return PutBackInline(user, policy=policy, document=document)
        case PutBackInline(user, policy, document):
            return RemoveInline(user, policy=policy, document=document)
        case DenyOldSessions(user, before):
            return AllowOldSessions(user, before=before)
        case AllowOldSessions(user, before):
            return DenyOldSessions(user, before=before)
        case DeactivateKey(user, key_id):
            return ActivateKey(user, key_id=key_id)
        case ActivateKey(user, key_id):
            return DeactivateKey(user, key_id=key_id)
        case ChangePasswordPolicy(before, after):
            return ChangePasswordPolicy(before=after, after=before)
        case (
            CreateUser()
            | DeleteUser()
            | DeleteKey()
            | RemovePassword()
            | DeactivateMfa()
            | DeleteSigningCertificate()
            | DeleteSshKey()
            | DeleteServiceCredential()
        ):
            return None
        case _:
            assert_never(change)


def taken_back(made: Iterable[AnyChange]) -> tuple[AnyChange, ...]:
    """What takes these back as far as anything does, the last first; nothing, once their user is deleted or was made.

    A user who is made or deleted is not undone by halves.
    """
    made = tuple(made)
    if any(isinstance(each, CreateUser | DeleteUser) for each in made):
        return ()
    return tuple(back for each in reversed(made) if (back := inverse(each)) is not None)


def _listed(value: Any) -> Any:  # noqa: ANN401 (a field of any kind: text, nothing, or tuples of them)
    return [_listed(each) for each in value] if isinstance(value, tuple) else value


def _unlisted(value: Any) -> Any:  # noqa: ANN401 (as above)
    return tuple(_unlisted(each) for each in value) if isinstance(value, list) else value
