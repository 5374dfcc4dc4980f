"""One's own keys: seen, made inactive, active again, deleted. Giving up is the holder's own right."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import assert_never

from iam import keys
from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.changes import AnyChange
from models.move import Move
from models.rotation import Rotation
from workflow import planning, policy, recognising, rotating
from workflow.means import Means
from workflow.refusals.own_keys import KeyStillActive, NotYourKey
from workflow.rotating import Owner

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
"""The snapshot that is there will do: to take one is the worker's work, and too much for a click that anybody has."""


class Gesture(StrEnum):
    """What its owner may do with a key at once."""

    deactivate = "deactivate"
    activate = "activate"
    delete = "delete"


@dataclass(frozen=True)
class Held:
    """One key as AWS shows it, with its last use, and the rotation in which it is the old one."""

    key: keys.Key
    use: keys.Use | None
    rotation: Rotation | None = None


def owner(means: Means, slack_id: str) -> Owner:
    """Whose keys somebody may see: those of the IAM user that is theirs at this moment. Raises a Refusal or a Fault."""
    profile = recognising.live_person(means, slack_id)
    policy.check_may_have(recognising.somebody(means, profile))
    account = _account(means)
    user = recognising.iam_user(means, profile, account=account, asked_at=LONG_AGO)
    return Owner(slack_id, account, user)


def held(means: Means, whose: Owner) -> tuple[Held, ...]:
    """Three calls of AWS at most. Raises a Fault."""
    iam = means.accounts.iam(whose.account)
    with means.database.read() as session:
        rotations = rotating.of(session, whose.account, whose.user.unique_id)
    theirs = keys.listed(iam, whose.user.name)
    return tuple(Held(key, keys.last_use(iam, key.id), rotations.get(key.id)) for key in theirs)


def do(means: Means, whose: Owner, key_id: str, gesture: Gesture) -> None:
    """Do it, once it is written down who did. Raises a Refusal or a Fault."""
    planning.rule(means.catalog())
    iam = means.accounts.iam(whose.account)
    theirs = {key.id: key for key in keys.listed(iam, whose.user.name)}
    if key_id not in theirs:
        raise NotYourKey(user=whose.user.name)
    if gesture is Gesture.delete and theirs[key_id].is_active:
        raise KeyStillActive(key=key_id)
    if gesture is Gesture.activate and not _may_wake(means, whose, key_id):
        raise NotYourKey(user=whose.user.name)
    _write_down(means, whose, theirs[key_id], gesture)
    means.log.debug("key.changing", key=key_id, gesture=gesture.value)
    _change(gesture, whose.user.name, key_id).make(iam)
    means.log.debug("key.changed", key=key_id, gesture=gesture.value)


def _may_wake(means: Means, whose: Owner, key_id: str) -> bool:
    """Active again is more access than before, unless it is the old key of one's own rotation."""
    with means.database.read() as session:
        return key_id in rotating.of(session, whose.account, whose.user.unique_id)


def _write_down(means: Means, whose: Owner, key: keys.Key, gesture: Gesture) -> None:
    before = "active" if key.is_active else "inactive"
    with means.database.write() as session:
        session.add(
            Move(
                at=means.clock(),
                subject="key",
                subject_id=0,
                name=gesture.value,
                from_state=before,
                to_state=_AFTER[gesture],
                by=whose.person,
                detail={"account": whose.account, "user": whose.user.name, "key_id": key.id},
            )
        )


def _change(gesture: Gesture, user: str, key_id: str) -> AnyChange:
    match gesture:
        case Gesture.deactivate:
            return DeactivateKey(user, key_id)
        case Gesture.activate:
            return ActivateKey(user, key_id)
        case Gesture.delete:
            return DeleteKey(user, key_id)
        case _:
            assert_never(gesture)


def _account(means: Means) -> str:
    """Where plans are made; else the catalog's first."""
    catalog = means.catalog()
    return catalog.users.account if catalog.users else next(iter(catalog.accounts))


_AFTER: Mapping[Gesture, str] = {
    Gesture.deactivate: "inactive",
    Gesture.activate: "active",
    Gesture.delete: "deleted",
}
