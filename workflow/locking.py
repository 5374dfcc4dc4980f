"""Locking: a laptop is lost, and nobody gets in as this IAM user any more; and unlocking it."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import changes, entities, everything_of
from iam.access_keys import DeactivateKey
from iam.deny_old_sessions import DenyOldSessions
from iam.remove_password import RemovePassword
from iam.user_policies import AttachToUser
from models.principal import Principal
from models.request import Request
from models.snapshot import Taking
from workflow import aims, handing_over, undoing, whom
from workflow.means import Means
from workflow.planning import Proposal
from workflow.refusals.plans import NotLocked

QUARANTINE = "AWSCompromisedKeyQuarantineV3"
"""AWS's own answer to a leaked key: a denial of what is done with stolen ones.

https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AWSCompromisedKeyQuarantineV3.html
"""


def lock(means: Means, aim: aims.Lock, request: Request) -> Proposal:
    """The most urgent first. What keeps one of these from being made keeps none of the others."""
    iam = means.accounts.iam(request.account)
    user = whom.user(means, aim.who, account=request.account, asked_at=request.asked_at)
    keys = everything_of.keys(iam, user.name)
    has_password = everything_of.has_password(iam, user.name)
    quarantine, left_out = _quarantine(means, request.account, user)
    return Proposal(
        title=f"lock {user.name}: keys, console and sessions, now",
        about=f"lock/{user.name}",
        account=request.account,
        changes=(
            *(DeactivateKey(user.name, key_id=key.id) for key in keys if key.is_active),
            *((RemovePassword(user.name),) if has_password else ()),
            *quarantine,
            DenyOldSessions(user.name, before=written(request.asked_at)),
        ),
        user=user.name,
        whose=request.whose,
        warnings=(*left_out, "Sessions of roles that this user has taken on go on until they end by themselves."),
        is_urgent=True,
        ends_leases=True,
    )


def unlock(means: Means, aim: aims.Unlock, request: Request) -> Proposal:
    """The inverse of what the locks did since the last unlocking: what stood so before them stays so."""
    user = whom.user(means, aim.who, account=request.account, asked_at=request.asked_at)
    with means.database.read() as session:
        made = _locked(session, user, account=request.account)
        whose = request.whose or whom.person(session, user, tag=means.catalog().identity_tag)
    iam = means.accounts.iam(request.account)
    back = undoing.still_to_do(iam, changes.taken_back(made))
    offers, told = undoing.new_password(iam, made, user.name, whose=whose)
    if not back and not offers:
        raise NotLocked(user=user.name)
    needed = undoing.still_to_do(iam, handing_over.needs(means, request.account, offers))
    return Proposal(
        title=f"unlock {user.name}: give back what the lock took",
        about=f"user/{user.name}",
        account=request.account,
        changes=(*back, *needed),
        user=user.name,
        whose=whose,
        offers=offers,
        warnings=told,
    )


def written(moment: datetime) -> str:
    """As a condition of IAM has it, in whole seconds: 2026-11-27T09:58:26Z."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _quarantine(means: Means, account: str, user: reading.User) -> tuple[tuple[AttachToUser, ...], tuple[str, ...]]:
    """AWS's policy, where the account has it and the user room for it; or why it is left out."""
    iam = means.accounts.iam(account)
    arn = f"arn:{user.arn.split(':')[1]}:iam::aws:policy/{QUARANTINE}"
    if not entities.has_policy(iam, arn):
        return (), (f"AWS's policy {QUARANTINE} is not attached: the account does not show it.",)
    with means.database.read() as session:
        quotas = session.get(Taking, account)
    held = reading.held(iam, user.name).policies
    if quotas is not None and arn not in held and len(held) >= quotas.policies_a_user:
        return (), (f"AWS's policy {QUARANTINE} is not attached: {user.name} has {len(held)} policies, and no room.",)
    return (AttachToUser(user.name, arn=arn),), ()


def _locked(session: Session, user: reading.User, *, account: str) -> Sequence[changes.AnyChange]:
    """What the locks of this very user have made that stand still."""
    query = select(Principal.id).where(Principal.account == account, Principal.unique_id == user.unique_id)
    number = session.scalar(query)
    return undoing.made_by(session, undoing.locks(session, number)) if number is not None else ()
