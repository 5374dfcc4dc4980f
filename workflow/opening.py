"""An opening: what a request is put before its approvers with; frozen from then on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from catalog.bundle import Approver
from iam import account as reading
from workflow.planning import Proposal


@dataclass(frozen=True)
class Opening:
    """What checking found out. `user` is the IAM user it is about, None where a plan makes one or needs none."""

    email: str | None
    user: reading.User | None
    description: str
    steps: tuple[Mapping[str, Any], ...]
    approvers: tuple[Approver, ...]
    quorum: int
    warnings: tuple[str, ...]
    channel: str
    plan: Proposal | None = None
    """What a plan has come to; its title, changes and warnings are said here once more."""
