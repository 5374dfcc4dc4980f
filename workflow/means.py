"""What the workflow works with; wiring builds it and hands it in."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from catalog.bundle import Catalog
from iam.aws import Way
from iam.last_reached import Reports
from models.claims import Claims
from models.database import Database
from models.person import Standing

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient
    from structlog.typing import FilteringBoundLogger

Clock = Callable[[], datetime]


@dataclass(frozen=True)
class Profile:
    """Somebody as Slack shows them right now."""

    slack_id: str
    name: str
    email: str | None
    tz: str
    standing: Standing


class Directory(Protocol):
    """Slack, asked live. Raises iam.faults.Later or Never."""

    def profile(self, slack_id: str) -> Profile: ...

    def by_address(self, address: str) -> Profile | None:
        """Who has this address at this moment; None: nobody who is not deactivated."""
        ...

    def members(self, handle: str) -> frozenset[str]:
        """Who is in the user group at this moment; empty when there is no such group."""
        ...


class Accounts(Protocol):
    """AWS, by the catalog's name of the account. Raises iam.faults.Later or Never."""

    def iam(self, account: str) -> "IAMClient": ...

    def iam_once(self, account: str) -> "IAMClient":
        """One that calls once and no more: for what must not be done twice."""
        ...

    def way(self, account: str) -> Way:
        """How a process of its own reaches it."""
        ...

    def ses(self, account: str) -> Any:  # noqa: ANN401 (a client of which we have no types)
        """For mail; calls once."""
        ...

    def reach(self, roles: Mapping[str, str | None]) -> None: ...


@dataclass(frozen=True)
class Means:
    """One for a process. `catalog` gives the one in force at the moment of the call."""

    database: Database
    claims: Claims
    directory: Directory
    accounts: Accounts
    catalog: Callable[[], Catalog]
    clock: Clock
    log: "FilteringBoundLogger"
    reports: Reports = field(default_factory=Reports)
