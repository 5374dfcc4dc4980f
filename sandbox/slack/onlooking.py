"""Who looks on is told of each change, at once and in order."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandbox.slack.call_log import Call
    from sandbox.slack.conversations import Message


@dataclass(frozen=True)
class Said:
    """A message that is new, or is another than before."""

    message: "Message"


@dataclass(frozen=True)
class Gone:
    """A message that was taken back."""

    message: "Message"


@dataclass(frozen=True)
class Stacked:
    """That person's modals."""

    person: str


@dataclass(frozen=True)
class AtHome:
    """That person's Home tab."""

    person: str


@dataclass(frozen=True)
class Called:
    """A call of the app's that was answered."""

    call: "Call"


@dataclass(frozen=True)
class Anew:
    """So much that it is shortest to look at everything again."""


Change = Said | Gone | Stacked | AtHome | Called | Anew
Tell = Callable[[Change], None]


class Onlookers:
    """They must not be slow: whoever changes something waits for them."""

    def __init__(self) -> None:
        self._all: list[Tell] = []

    def add(self, told: Tell) -> None:
        self._all.append(told)

    def remove(self, told: Tell) -> None:
        self._all.remove(told)

    def tell(self, change: Change) -> None:
        for told in self._all:
            told(change)
