"""Identifying: who or what a name, a key id or an ARN is, looked up in IAM right now."""

import re
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from iam import account as reading
from iam import entities, everything_of, user_seen
from iam.everything_of import Everything
from iam.user_seen import UserSeen
from models.inquiry import Inquiry
from models.lease import Lease
from models.lease_states import WANTED
from models.principal import Principal
from models.request import Request
from models.snapshot import SnapshotGroup, SnapshotUser
from workflow import inquirers, policy, whom
from workflow.means import Means
from workflow.refusals.plans import NobodyKnown

_KEY = re.compile(r"A[KS]IA[A-Z0-9]{12,124}")
_ARN = re.compile(r"arn:aws[a-z-]*:iam::\d{12}:(?P<kind>user|group)/(?:.*/)?(?P<name>[^/]+)")


def found(means: Means, inquiry: Inquiry, asker: policy.Somebody) -> dict[str, Any]:
    """The answer as JSON, its `kind` user, group or root. Raises a Refusal, Later or Never."""
    inquirers.check_may_know(means, asker, inquiry.about)
    about = inquiry.about.strip()
    if (slack := whom.slack_id(about)) is not None:
        user = whom.user(means, about, account=inquiry.account, asked_at=inquiry.asked_at)
        return _user(means, user.name, account=inquiry.account) | {"person": slack}
    if _KEY.fullmatch(about):
        return _key(means, about, account=inquiry.account)
    written = _ARN.fullmatch(about)
    if written:
        look = _user if written["kind"] == "user" else _group
        return look(means, written["name"], account=inquiry.account)
    return _named(means, about, account=inquiry.account)


def _key(means: Means, key_id: str, *, account: str) -> dict[str, Any]:
    owner = user_seen.owner_of_key(means.accounts.iam(account), key_id)
    if owner is None:
        raise NobodyKnown(name=key_id, account=account, hint="")
    return _user(means, owner, account=account) | {"asked_key": key_id} if owner else {"kind": "root", "key": key_id}


def _named(means: Means, name: str, *, account: str) -> dict[str, Any]:
    """A user of that name, whatever its capitals; else a group."""
    iam = means.accounts.iam(account)
    if user := entities.user_named(iam, name):
        return _user(means, user, account=account)
    return _group(means, name, account=account)


def _group(means: Means, name: str, *, account: str) -> dict[str, Any]:
    iam = means.accounts.iam(account)
    group = entities.group_named(iam, name)
    if group is None:
        with means.database.read() as session:
            users = session.scalars(select(SnapshotUser.name).where(SnapshotUser.account == account)).all()
            groups = session.scalars(select(SnapshotGroup.name).where(SnapshotGroup.account == account)).all()
        raise NobodyKnown(name=name[:128], account=account, hint=whom.hint(name, [*users, *groups]))
    inside = entities.in_group(iam, group)
    return {
        "kind": "group",
        "name": group,
        "account": account,
        "members": sorted(inside.members),
        "policies": sorted(inside.policies),
        "inline": sorted(inside.inline),
    }


def _user(means: Means, name: str, *, account: str) -> dict[str, Any]:
    iam = means.accounts.iam(account)
    seen = user_seen.seen(iam, name)
    if seen is None:
        raise NobodyKnown(name=name[:128], account=account, hint="")
    has = everything_of.everything(iam, seen.name)
    tag = means.catalog().identity_tag
    with means.database.read() as session:
        as_read = reading.User(name=seen.name, unique_id=seen.unique_id, arn=seen.arn, tags=seen.tags)
        person = whom.person(session, as_read, tag=tag)
        leases = _leases(session, seen.unique_id, account=account)
    return _told(seen, has) | {"account": account, "person": person, "leases": leases}


def _told(seen: UserSeen, has: Everything) -> dict[str, Any]:
    """Times as ISO text."""
    return {
        "kind": "user",
        "name": seen.name,
        "arn": seen.arn,
        "unique_id": seen.unique_id,
        "made_at": seen.made_at.isoformat(),
        "tags": [list(tag) for tag in seen.tags],
        "boundary": seen.boundary,
        "groups": list(has.groups),
        "policies": list(has.attached),
        "inline": [each.name for each in has.inline],
        "has_password": has.has_password,
        "password_used_at": seen.password_used_at.isoformat() if seen.password_used_at else None,
        "mfa": len(has.mfa),
        "keys": [
            {
                "id": key.id,
                "is_active": key.is_active,
                "made_at": key.made_at.isoformat(),
                "used_at": key.used_at.isoformat() if key.used_at else None,
                "used_in": key.used_in,
            }
            for key in has.keys
        ],
    }


def _leases(session: Session, unique_id: str, *, account: str) -> list[dict[str, Any]]:
    query = (
        select(Request.id, Request.bundle, Lease.ends_at)
        .join(Lease, Lease.request_id == Request.id)
        .join(Principal, Principal.id == Lease.principal_id)
        .where(Principal.account == account, Principal.unique_id == unique_id, Lease.state.in_(WANTED))
    )
    return [
        {"number": number, "bundle": bundle, "ends_at": ends_at.isoformat() if ends_at else None}
        for number, bundle, ends_at in session.execute(query.order_by(Request.id))
    ]
