"""The options of a menu that chooses a managed policy: its name, and in a line what it allows.

An option stands for the number of a row: an ARN may be longer than the 75 characters that Slack takes as a value.
"""

from collections.abc import Iterable
from typing import Protocol

from messages import blocks
from messages.blocks import Element

OWN = "Own policy"
"""Said of what AWS did not write: the account may have one of the same name."""
UNTOLD = "Not looked at yet"


class Policy(Protocol):
    """What an option is made of; workflow/policy_search.py finds them."""

    @property
    def id(self) -> int: ...
    @property
    def name(self) -> str: ...
    @property
    def is_of_aws(self) -> bool: ...
    @property
    def description(self) -> str: ...
    @property
    def risk(self) -> str: ...


def options(policies: Iterable[Policy]) -> list[Element]:
    return [option(policy) for policy in policies]


def option(policy: Policy) -> Element:
    """One choice: the risk line first, which says more than AWS's description; of that as much as there is room for."""
    said = " · ".join(each for each in (policy.risk, policy.description.strip()) if each) or UNTOLD
    told = said if policy.is_of_aws else f"{OWN} · {said}"
    return blocks.option(policy.name, description=told) | {"value": str(policy.id)}


def number(value: object) -> int | None:
    """The row that a chosen option stands for; None for what is none of ours."""
    return int(value) if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 20 else None
