"""Leaving: all that an IAM user has is taken away in one plan, and the user is deleted, or kept without any of it."""

from datetime import datetime, timedelta

from iam import account as reading
from iam import changes, everything_of
from iam.access_keys import DeactivateKey, DeleteKey
from iam.deactivate_mfa import DeactivateMfa
from iam.delete_user import DeleteUser
from iam.everything_of import Everything
from iam.memberships import LeaveGroup
from iam.other_credentials import DeleteServiceCredential, DeleteSigningCertificate, DeleteSshKey
from iam.remove_inline import RemoveInline
from iam.remove_password import RemovePassword
from iam.user_policies import DetachFromUser
from models.request import Request
from workflow import aims, whom
from workflow.means import Means
from workflow.planning import Proposal
from workflow.refusals.plans import NothingToDo

Changes = tuple[changes.AnyChange, ...]

_LATELY = timedelta(days=7)
"""What used a key within this time is most likely running still."""


def offboard(means: Means, aim: aims.Offboard, request: Request) -> Proposal:
    iam = means.accounts.iam(request.account)
    user = whom.user(means, aim.who, account=request.account, asked_at=request.asked_at)
    has = everything_of.everything(iam, user.name)
    planned = deleting(has) if aim.fate == "delete" else keeping(has)
    if not planned:
        raise NothingToDo(how=f"the IAM user {user.name} has nothing that could be taken away")
    return Proposal(
        title=_title(user, aim.fate),
        about=f"user/{user.name}",
        account=request.account,
        changes=planned,
        user=user.name,
        whose=request.whose,
        warnings=_warnings(has, aim.fate, now=means.clock()),
        ends_leases=True,
    )


def deleting(has: Everything) -> Changes:
    """First what can be given back, so that a plan which does not come off leaves the user as it was."""
    removed = tuple(DeleteKey(has.user, key_id=key.id) for key in has.keys)
    return (*_shut_keys(has), *_rights(has), *_doors(has), *_other_credentials(has), *removed, DeleteUser(has.user))


def keeping(has: Everything) -> Changes:
    """First the ways in, then the rights: nobody is inside when they go."""
    return (*_shut_keys(has), *_doors(has), *_rights(has), *_other_credentials(has))


def _shut_keys(has: Everything) -> Changes:
    return tuple(DeactivateKey(has.user, key_id=key.id) for key in has.keys if key.is_active)


def _doors(has: Everything) -> Changes:
    devices = tuple(DeactivateMfa(has.user, serial=serial) for serial in has.mfa)
    return (RemovePassword(has.user), *devices) if has.has_password else devices


def _rights(has: Everything) -> Changes:
    return (
        *(LeaveGroup(has.user, group=group) for group in has.groups),
        *(DetachFromUser(has.user, arn=arn) for arn in has.attached),
        *(RemoveInline(has.user, policy=each.name, document=each.document) for each in has.inline),
    )


def _other_credentials(has: Everything) -> Changes:
    return (
        *(DeleteSigningCertificate(has.user, certificate_id=each) for each in has.certificates),
        *(DeleteSshKey(has.user, key_id=each) for each in has.ssh_keys),
        *(DeleteServiceCredential(has.user, credential_id=each) for each in has.service_credentials),
    )


def _title(user: reading.User, fate: aims.Fate) -> str:
    if fate == "delete":
        return f"offboard {user.name}: take everything away and delete the IAM user"
    return f"offboard {user.name}: take everything away and keep the IAM user, locked"


def _warnings(has: Everything, fate: aims.Fate, *, now: datetime) -> tuple[str, ...]:
    used = tuple(
        f"The access key {key.id} was used {_ago(now - key.used_at)} ago, for {key.used_in}: what runs with it stops."
        for key in has.keys
        if key.is_active and key.used_at is not None and now - key.used_at < _LATELY
    )
    final = "A deleted IAM user does not come back; one of the same name would be another."
    lost = "The password and what else was deleted does not come back; groups, policies and keys do, by Undo."
    return (*used, final if fate == "delete" else lost)


def _ago(length: timedelta) -> str:
    hours = int(length.total_seconds() // 3600)
    if hours < 1:
        return "less than an hour"
    return f"{hours} hours" if hours < 48 else f"{hours // 24} days"
