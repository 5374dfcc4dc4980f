"""The parts of every process: what it takes to look at the database, the catalog, Slack and AWS.

They are apart from what answers and what works (bot/wiring.py), so that the checks before a start need not wait until
all of that is imported.
"""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from slack_sdk import WebClient
from structlog.typing import FilteringBoundLogger

from bot import home
from bot.catalog_in_force import CatalogInForce
from bot.home import Home
from bot.settings import Settings
from catalog.bundle import Catalog
from iam.aws import Accounts, Identity
from models.database import Database

SLACK_TIMEOUT = 10
"""Seconds; a call of the Web API that takes longer is tried again."""


def clock() -> datetime:
    return datetime.now(UTC)


class Parts:
    """A process builds its own: nothing here survives a fork."""

    def __init__(
        self,
        settings: Settings,
        *,
        log: FilteringBoundLogger,
        on_root: Callable[[str, Identity], None] | None = None,
    ) -> None:
        self.settings = settings
        self.log = log
        self.clock: Callable[[], datetime] = clock
        self.database = Database(settings.database_url)
        self.catalog = CatalogInForce(settings.leasehold_catalog, self.database, clock=clock, log=self.log)
        self.client = slack_client(settings)
        self.home = Home()
        self.accounts = Accounts({}, on_root=on_root)
        self.catalog.on_change.append(lambda catalog: self.accounts.reach(roles(catalog)))

    def begin(self) -> None:
        """Read the catalog and what is remembered of the workspace. Raises Unreadable."""
        self.accounts.reach(roles(self.catalog.start()))
        known = home.remembered(self.database)
        if known is not None:
            self.home.take_over(known)


def slack_client(settings: Settings) -> WebClient:
    """Neither Bolt nor the SDK has a variable for the base URL; retries are our rows' work, not the client's."""
    return WebClient(
        token=settings.bot_token, base_url=settings.slack_api_url, timeout=SLACK_TIMEOUT, retry_handlers=[]
    )


def roles(catalog: Catalog) -> Mapping[str, str | None]:
    return {account.name: account.role_arn for account in catalog.accounts.values()}
