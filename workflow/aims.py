"""Aims: what a plan is to achieve, as it was asked for. The changes are worked out when the account is looked at.

A person is kept as Slack writes one (`<@U0ANN|ann>`), an IAM user by name; no name of IAM's holds a `<`.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, ClassVar, Literal, get_args

Fate = Literal["delete", "keep"]


@dataclass(frozen=True)
class NewGroup:
    """A group with policies, each by name or ARN."""

    group: str
    policies: tuple[str, ...]
    kind: ClassVar[str] = "new-group"


@dataclass(frozen=True)
class AddPeople:
    group: str
    people: tuple[str, ...]
    kind: ClassVar[str] = "add-people"


@dataclass(frozen=True)
class RemovePeople:
    group: str
    people: tuple[str, ...]
    kind: ClassVar[str] = "remove-people"


@dataclass(frozen=True)
class AttachPolicies:
    group: str
    policies: tuple[str, ...]
    kind: ClassVar[str] = "attach-policies"


@dataclass(frozen=True)
class DetachPolicies:
    group: str
    policies: tuple[str, ...]
    kind: ClassVar[str] = "detach-policies"


@dataclass(frozen=True)
class DropGroup:
    """Delete a group, which has to be empty."""

    group: str
    kind: ClassVar[str] = "drop-group"


@dataclass(frozen=True)
class Move:
    """A change of job: out of one group, into another."""

    who: str
    leaves: str
    joins: str
    kind: ClassVar[str] = "move"


@dataclass(frozen=True)
class Offboard:
    """Somebody leaves: all is taken away, and the IAM user is deleted or kept without any of it."""

    who: str
    fate: Fate
    kind: ClassVar[str] = "offboard"


@dataclass(frozen=True)
class Lock:
    """A laptop is lost: nobody gets in as this user from now on, nor stays in."""

    who: str
    kind: ClassVar[str] = "lock"


@dataclass(frozen=True)
class Unlock:
    """What the locks of this user took is given back."""

    who: str
    kind: ClassVar[str] = "unlock"


@dataclass(frozen=True)
class Undo:
    """What the plan of this request changed is changed back."""

    number: int
    kind: ClassVar[str] = "undo"


@dataclass(frozen=True)
class Mend:
    """What this item of a checkup found wrong is put right, as far as a plan can."""

    checkup: int
    """The number of the round."""
    place: int
    """Which of its items, from 0."""
    kind: ClassVar[str] = "mend"


AnyAim = (
    NewGroup
    | AddPeople
    | RemovePeople
    | AttachPolicies
    | DetachPolicies
    | DropGroup
    | Move
    | Offboard
    | Lock
    | Unlock
    | Undo
    | Mend
)

_KINDS: Mapping[str, type[AnyAim]] = {each.kind: each for each in get_args(AnyAim)}


class UnknownAim(ValueError):
    """A stored aim of a kind that this release does not know: it was written by a newer one."""


def stored(aim: AnyAim) -> dict[str, Any]:
    """The aim as it is kept, and as JSON gives it back: its kind and its fields, tuples as lists."""
    fields = {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(aim).items()}
    return {"kind": aim.kind, **fields}


def restored(kept: Mapping[str, Any]) -> AnyAim:
    """Raises UnknownAim."""
    fields: dict[str, Any] = {name: tuple(each) if isinstance(each, list) else each for name, each in kept.items()}
    kind = fields.pop("kind")
    if kind not in _KINDS:
        raise UnknownAim(f"a stored aim of kind {kind!r}: this database was written by a newer release of Leasehold")
    return _KINDS[kind](**fields)
