"""All kinds of steps, and how they are kept: stored steps outlive code."""

from collections.abc import Mapping
from dataclasses import asdict
from typing import Any, get_args

from iam.attach_policy import AttachPolicy
from iam.join_group import JoinGroup

AnyStep = JoinGroup | AttachPolicy

_KINDS: Mapping[str, type[AnyStep]] = {each.kind: each for each in get_args(AnyStep)}


class UnknownStep(ValueError):
    """A stored step of a kind that this release does not know: it was written by a newer one."""


def stored(step: AnyStep) -> dict[str, Any]:
    """The step as it is kept: its kind and its fields."""
    return {"kind": step.kind, **asdict(step)}


def restored(kept: Mapping[str, Any]) -> AnyStep:
    fields = dict(kept)
    kind = fields.pop("kind")
    if kind not in _KINDS:
        raise UnknownStep(f"a stored step of kind {kind!r}: this database was written by a newer release of Leasehold")
    return _KINDS[kind](**fields)
