"""A plan's work: the plan as it stands, with its request, its changes and what has been done of them."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from iam import changes
from models.deed import Deed
from models.plan import Plan
from models.request import Request

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


@dataclass(frozen=True)
class Work:
    """One plan as it stands; deeds by their place."""

    plan: Plan
    request: Request
    changes: tuple[changes.AnyChange, ...]
    deeds: Mapping[int, Deed]
    iam: "IAMClient"
