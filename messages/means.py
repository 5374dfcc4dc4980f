"""What the mirror of Slack works with."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from slack_sdk import WebClient

from iam.faults import Later
from messages import slack_faults
from messages.pace import Pace
from models.claims import Claims
from models.database import Database

if TYPE_CHECKING:
    from structlog.typing import FilteringBoundLogger


@dataclass(frozen=True)
class Means:
    """One for a process."""

    database: Database
    claims: Claims
    client: WebClient
    clock: Callable[[], datetime]
    log: "FilteringBoundLogger"
    pace: Pace

    @contextmanager
    def calling(self, method: str) -> Iterator[None]:
        """Around one call: raises Later or Never; after a Retry-After nobody calls the method for so long."""
        try:
            with slack_faults.told():
                yield
        except Later as fault:
            if fault.after is not None:
                self.pace.told_to_wait(method, None, fault.after)
            raise
