"""Words for a change of a plan: what it does for people, and the IAM call to come for whoever knows IAM."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, assert_never

from iam import changes, deny_old_sessions, mark
from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.changes import AnyChange
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
from messages import wording
from messages.blocks import code, escaped, one_line

_TAGS_SHOWN = 5
_ASKED_OF_PASSWORDS = {
    "RequireLowercaseCharacters": "a lowercase letter",
    "RequireUppercaseCharacters": "an uppercase letter",
    "RequireNumbers": "a number",
    "RequireSymbols": "a symbol",
}


def said_of_stored(kept: Mapping[str, Any]) -> str:
    """As `said`, of a change as it is kept; one of a newer release is named."""
    try:
        return said(changes.restored(kept))
    except changes.UnknownChange:
        return f"does something of the kind {code(str(kept.get('kind')))}, which this release of the bot does not know"


def call_of_stored(kept: Mapping[str, Any]) -> str:
    """As `call`, of a change as it is kept; one of a newer release is named."""
    try:
        return call(changes.restored(kept))
    except changes.UnknownChange:
        return one_line(str(kept.get("kind")))


def said(change: AnyChange) -> str:  # noqa: C901, PLR0911, PLR0912 (a sentence for each kind)
    """What it does, in mrkdwn, to go on with: creates the IAM user `ann`."""
    match change:
        case CreateUser():
            return _new_user(change)
        case DeleteUser(user):
            return f"deletes the IAM user {code(user)}"
        case CreateGroup(group, path):
            return f"creates the IAM group {code(group)}{_under(path)}"
        case DeleteGroup(group):
            return f"deletes the IAM group {code(group)}"
        case AddToGroup(user, group):
            return f"adds {code(user)} to the group {code(group)}"
        case LeaveGroup(user, group):
            return f"takes {code(user)} out of the group {code(group)}"
        case AttachToUser(user, arn):
            return f"attaches {wording.policy(arn)} to {code(user)}"
        case DetachFromUser(user, arn):
            return f"detaches {wording.policy(arn)} from {code(user)}"
        case AttachToGroup(group, arn):
            return f"attaches {wording.policy(arn)} to the group {code(group)}"
        case DetachFromGroup(group, arn):
            return f"detaches {wording.policy(arn)} from the group {code(group)}"
        case RemoveInline(user, policy):
            return f"removes the inline policy {code(policy)} of {code(user)}"
        case PutBackInline(user, policy):
            return f"puts the inline policy {code(policy)} of {code(user)} back"
        case AllowOldSessions(user):
            return f"lifts the denial of old sessions of {code(user)}"
        case DenyOldSessions(user, before):
            return f"denies everything to sessions of {code(user)} that began before {_moment(before)}"
        case DeactivateKey(user, key_id):
            return f"makes the access key {code(key_id)} of {code(user)} inactive"
        case ActivateKey(user, key_id):
            return f"makes the access key {code(key_id)} of {code(user)} active"
        case DeleteKey(user, key_id):
            return f"deletes the access key {code(key_id)} of {code(user)}"
        case RemovePassword(user):
            return f"removes the console password of {code(user)}"
        case DeactivateMfa(user, serial):
            return f"removes the MFA device {code(serial)} of {code(user)}"
        case DeleteSigningCertificate(user, certificate_id):
            return f"deletes the signing certificate {code(certificate_id)} of {code(user)}"
        case DeleteSshKey(user, key_id):
            return f"deletes the SSH key {code(key_id)} of {code(user)}"
        case DeleteServiceCredential(user, credential_id):
            return f"deletes the service credential {code(credential_id)} of {code(user)}"
        case ChangePasswordPolicy(_, None):
            return "removes the account's password policy, so that AWS's own holds"
        case ChangePasswordPolicy(_, after):
            return f"changes the account's password policy: {_passwords(dict(after or ()))}"
        case _:
            assert_never(change)


def call(change: AnyChange) -> str:
    """The IAM call to come, for preformatted text: iam:CreateUser ann."""
    return one_line(f"iam:{_call(change)}")


def _call(change: AnyChange) -> str:  # noqa: C901, PLR0911, PLR0912 (a call for each kind)
    match change:
        case CreateUser(user):
            return f"CreateUser {user}"
        case DeleteUser(user):
            return f"DeleteUser {user}"
        case CreateGroup(group):
            return f"CreateGroup {group}"
        case DeleteGroup(group):
            return f"DeleteGroup {group}"
        case AddToGroup(user, group):
            return f"AddUserToGroup {group} → {user}"
        case LeaveGroup(user, group):
            return f"RemoveUserFromGroup {group} → {user}"
        case AttachToUser(user, arn):
            return f"AttachUserPolicy {arn} → {user}"
        case DetachFromUser(user, arn):
            return f"DetachUserPolicy {arn} → {user}"
        case AttachToGroup(group, arn):
            return f"AttachGroupPolicy {arn} → {group}"
        case DetachFromGroup(group, arn):
            return f"DetachGroupPolicy {arn} → {group}"
        case RemoveInline(user, policy):
            return f"DeleteUserPolicy {policy} → {user}"
        case PutBackInline(user, policy):
            return f"PutUserPolicy {policy} → {user}"
        case AllowOldSessions(user):
            return f"DeleteUserPolicy {deny_old_sessions.POLICY} → {user}"
        case DenyOldSessions(user):
            return f"PutUserPolicy {deny_old_sessions.POLICY} → {user}"
        case DeactivateKey(user, key_id):
            return f"UpdateAccessKey {key_id} Inactive → {user}"
        case ActivateKey(user, key_id):
            return f"UpdateAccessKey {key_id} Active → {user}"
        case DeleteKey(user, key_id):
            return f"DeleteAccessKey {key_id} → {user}"
        case RemovePassword(user):
            return f"DeleteLoginProfile {user}"
        case DeactivateMfa(user, serial):
            return f"DeactivateMFADevice {serial} → {user}"
        case DeleteSigningCertificate(user, certificate_id):
            return f"DeleteSigningCertificate {certificate_id} → {user}"
        case DeleteSshKey(user, key_id):
            return f"DeleteSSHPublicKey {key_id} → {user}"
        case DeleteServiceCredential(user, credential_id):
            return f"DeleteServiceSpecificCredential {credential_id} → {user}"
        case ChangePasswordPolicy(_, None):
            return "DeleteAccountPasswordPolicy"
        case ChangePasswordPolicy(_, after):
            return f"UpdateAccountPasswordPolicy {' '.join(f'{name}={value}' for name, value in after or ())}"
        case _:
            assert_never(change)


def _new_user(change: CreateUser) -> str:
    told = [(key, value) for key, value in change.tags if not key.startswith(f"{mark.PREFIX}:")]
    tags = [code(f"{key}: {value}") for key, value in told[:_TAGS_SHOWN]]
    if len(told) > _TAGS_SHOWN:
        tags.append(f"{len(told) - _TAGS_SHOWN} more")
    tagged = f", tagged {wording.together(tags)}" if tags else ""
    limited = f", limited by {wording.policy(change.boundary)}" if change.boundary else ""
    return f"creates the IAM user {code(change.user)}{_under(change.path)}{tagged}{limited}"


def _under(path: str) -> str:
    return f" under {code(path)}" if path != "/" else ""


def _moment(before: str) -> str:
    try:
        return wording.date(datetime.fromisoformat(before))
    except ValueError:
        return code(before)


def _passwords(asked: Mapping[str, str]) -> str:
    """What a password is asked for: at least 14 characters, a number and a symbol, none of the last 24."""
    length = f"at least {asked.get('MinimumPasswordLength', '6')} characters"
    signs = [words for name, words in _ASKED_OF_PASSWORDS.items() if asked.get(name) == "true"]
    said = [f"{length} with {wording.together(signs)}" if signs else length]
    if "PasswordReusePrevention" in asked:
        said.append(f"none of the last {asked['PasswordReusePrevention']}")
    if "MaxPasswordAge" in asked:
        said.append(f"a new one every {asked['MaxPasswordAge']} days")
    may = asked.get("AllowUsersToChangePassword") == "true"
    return escaped("; ".join([*said, f"people {'may' if may else 'may not'} change their own"]))
