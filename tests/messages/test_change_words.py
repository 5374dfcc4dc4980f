"""Every change in plain words, and as the IAM call to come."""

from typing import get_args

import pytest

from iam import changes
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
from messages import change_words

VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
DEPLOY = "arn:aws:iam::123456789012:policy/deployers/Deploy"
MFA = "arn:aws:iam::123456789012:mfa/ann"

WORDS: list[tuple[AnyChange, str, str]] = [
    (
        CreateUser("ann", path="/", tags=(("leasehold:plan", "12"),), boundary=None),
        "creates the IAM user `ann`",
        "CreateUser ann",
    ),
    (
        CreateUser("ann", path="/people/", tags=(("email", "ann@example.com"), ("team", "web")), boundary=VIEW_ONLY),
        (
            "creates the IAM user `ann` under `/people/`, tagged `email: ann@example.com` and `team: web`, "
            "limited by the AWS managed policy `ViewOnlyAccess`"
        ),
        "CreateUser ann",
    ),
    (DeleteUser("ann"), "deletes the IAM user `ann`", "DeleteUser ann"),
    (CreateGroup("web", path="/people/"), "creates the IAM group `web` under `/people/`", "CreateGroup web"),
    (DeleteGroup("web", path="/"), "deletes the IAM group `web`", "DeleteGroup web"),
    (AddToGroup("ann", group="s3-users"), "adds `ann` to the group `s3-users`", "AddUserToGroup s3-users → ann"),
    (
        LeaveGroup("ann", group="s3-users"),
        "takes `ann` out of the group `s3-users`",
        "RemoveUserFromGroup s3-users → ann",
    ),
    (
        AttachToUser("ann", arn=VIEW_ONLY),
        "attaches the AWS managed policy `ViewOnlyAccess` to `ann`",
        f"AttachUserPolicy {VIEW_ONLY} → ann",
    ),
    (
        DetachFromUser("ann", arn=DEPLOY),
        f"detaches the policy `{DEPLOY}` from `ann`",
        f"DetachUserPolicy {DEPLOY} → ann",
    ),
    (
        AttachToGroup("web", arn=DEPLOY),
        f"attaches the policy `{DEPLOY}` to the group `web`",
        f"AttachGroupPolicy {DEPLOY} → web",
    ),
    (
        DetachFromGroup("web", arn=VIEW_ONLY),
        "detaches the AWS managed policy `ViewOnlyAccess` from the group `web`",
        f"DetachGroupPolicy {VIEW_ONLY} → web",
    ),
    (
        RemoveInline("ann", policy="own", document="{}"),
        "removes the inline policy `own` of `ann`",
        "DeleteUserPolicy own → ann",
    ),
    (
        PutBackInline("ann", policy="own", document="{}"),
        "puts the inline policy `own` of `ann` back",
        "PutUserPolicy own → ann",
    ),
    (
        AllowOldSessions("ann", before="2026-11-27T09:58:26Z"),
        "lifts the denial of old sessions of `ann`",
        "DeleteUserPolicy leasehold-deny-old-sessions → ann",
    ),
    (
        ChangePasswordPolicy(before=(("MinimumPasswordLength", "14"),), after=None),
        "removes the account's password policy, so that AWS's own holds",
        "DeleteAccountPasswordPolicy",
    ),
    (
        DenyOldSessions("ann", before="2026-11-27T09:58:26Z"),
        (
            "denies everything to sessions of `ann` that began before "
            "<!date^1795773506^{date_short_pretty} {time}|2026-11-27 09:58 UTC>"
        ),
        "PutUserPolicy leasehold-deny-old-sessions → ann",
    ),
    (
        DeactivateKey("ann", key_id="AKIAEXAMPLE"),
        "makes the access key `AKIAEXAMPLE` of `ann` inactive",
        "UpdateAccessKey AKIAEXAMPLE Inactive → ann",
    ),
    (
        ActivateKey("ann", key_id="AKIAEXAMPLE"),
        "makes the access key `AKIAEXAMPLE` of `ann` active",
        "UpdateAccessKey AKIAEXAMPLE Active → ann",
    ),
    (
        DeleteKey("ann", key_id="AKIAEXAMPLE"),
        "deletes the access key `AKIAEXAMPLE` of `ann`",
        "DeleteAccessKey AKIAEXAMPLE → ann",
    ),
    (RemovePassword("ann"), "removes the console password of `ann`", "DeleteLoginProfile ann"),
    (DeactivateMfa("ann", serial=MFA), f"removes the MFA device `{MFA}` of `ann`", f"DeactivateMFADevice {MFA} → ann"),
    (
        DeleteSigningCertificate("ann", certificate_id="CERT"),
        "deletes the signing certificate `CERT` of `ann`",
        "DeleteSigningCertificate CERT → ann",
    ),
    (DeleteSshKey("ann", key_id="APKA1"), "deletes the SSH key `APKA1` of `ann`", "DeleteSSHPublicKey APKA1 → ann"),
    (
        DeleteServiceCredential("ann", credential_id="ACCA1"),
        "deletes the service credential `ACCA1` of `ann`",
        "DeleteServiceSpecificCredential ACCA1 → ann",
    ),
    (
        ChangePasswordPolicy(before=None, after=()),
        "changes the account's password policy: at least 6 characters; people may not change their own",
        "UpdateAccountPasswordPolicy",
    ),
    (
        ChangePasswordPolicy(
            before=None,
            after=(
                ("MinimumPasswordLength", "14"),
                ("RequireNumbers", "true"),
                ("RequireSymbols", "true"),
                ("RequireUppercaseCharacters", "false"),
                ("PasswordReusePrevention", "24"),
                ("MaxPasswordAge", "90"),
                ("AllowUsersToChangePassword", "true"),
            ),
        ),
        (
            "changes the account's password policy: at least 14 characters with a number and a symbol; "
            "none of the last 24; a new one every 90 days; people may change their own"
        ),
        (
            "UpdateAccountPasswordPolicy MinimumPasswordLength=14 RequireNumbers=true RequireSymbols=true "
            "RequireUppercaseCharacters=false PasswordReusePrevention=24 MaxPasswordAge=90 "
            "AllowUsersToChangePassword=true"
        ),
    ),
]
every_word = pytest.mark.parametrize(("change", "said", "call"), WORDS)


def test_there_are_words_for_every_kind() -> None:
    assert {type(change) for change, _, _ in WORDS} == set(get_args(AnyChange))


@every_word
def test_it_is_said_in_plain_words(change: AnyChange, said: str, call: str) -> None:
    assert change_words.said(change) == said
    assert change_words.said_of_stored(changes.stored(change)) == said


@every_word
def test_its_call_is_one_line(change: AnyChange, said: str, call: str) -> None:
    assert change_words.call(change) == f"iam:{call}"
    assert change_words.call_of_stored(changes.stored(change)) == f"iam:{call}"


def test_of_many_tags_a_few_are_shown() -> None:
    tags = (("leasehold:plan", "12"), *((f"t{number}", "x") for number in range(8)))
    words = change_words.said(CreateUser("ann", path="/", tags=tags, boundary=None))
    assert words.endswith("tagged `t0: x`, `t1: x`, `t2: x`, `t3: x`, `t4: x` and 3 more")


def test_hostile_names_stay_names() -> None:
    hostile = "`<!channel>`\n<https://evil|AWS>"
    for change in (
        CreateUser(hostile, path=hostile, tags=((hostile, hostile),), boundary=hostile),
        AddToGroup(hostile, group=hostile),
        DenyOldSessions(hostile, before=hostile),
        RemoveInline(hostile, policy=hostile, document=hostile),
        ChangePasswordPolicy(before=None, after=(("MaxPasswordAge", hostile),)),
    ):
        words = change_words.said(change)
        assert "<!" not in words
        assert "<http" not in words
        assert "\n" not in words + change_words.call(change)
        assert words.count("`") % 2 == 0


def test_a_change_of_a_newer_release_is_named() -> None:
    kept = {"kind": "rename-user", "user": "ann"}
    assert change_words.said_of_stored(kept) == (
        "does something of the kind `rename-user`, which this release of the bot does not know"
    )
    assert change_words.call_of_stored(kept) == "rename-user"
