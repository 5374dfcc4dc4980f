"""Wiring: the only place that builds things and puts them together."""

from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from slack_bolt import App
from slack_sdk import WebClient
from structlog.typing import FilteringBoundLogger

from bot import home, slack_app
from bot.catalog_in_force import CatalogInForce
from bot.directory import SlackDirectory
from bot.home import Home
from bot.settings import Settings
from bot.worker import Worker
from catalog.bundle import Catalog
from handlers.desk import Desk
from iam.aws import Accounts
from messages.posting import Posting
from messages.publishing import Publishing
from models.claims import Claims
from models.database import Database
from models.together import Together
from workflow.means import Means
from workflow.policy_search import PolicySearch

SLACK_TIMEOUT = 10
"""Seconds; a call of the Web API that takes longer is tried again."""
FORMS_AT_ONCE = 8
HANDS_AT_ONCE = 8
"""Clicks for which AWS is asked at one time; each is one person who looks at a modal."""


def clock() -> datetime:
    return datetime.now(UTC)


class Built:
    """Everything a process is made of. A process builds its own: nothing here survives a fork."""

    def __init__(self, settings: Settings, *, log: FilteringBoundLogger) -> None:
        self.settings = settings
        self.log = log
        self.clock: Callable[[], datetime] = clock
        self.database = Database(settings.database_url)
        self.catalog = CatalogInForce(settings.leasehold_catalog, self.database, clock=clock, log=self.log)
        self.client = slack_client(settings)
        self.home = Home()
        self.accounts = Accounts({})
        self.catalog.on_change.append(lambda catalog: self.accounts.reach(roles(catalog)))

    def begin(self) -> None:
        """Read the catalog and what is remembered of the workspace. Raises Unreadable."""
        self.accounts.reach(roles(self.catalog.start()))
        known = home.remembered(self.database)
        if known is not None:
            self.home.take_over(known)

    def slack_app(self) -> App:
        desk = Desk(
            database=self.database,
            together=Together(self.database),
            catalog=self.catalog.current,
            clock=clock,
            client=self.client,
            forms=ThreadPoolExecutor(FORMS_AT_ONCE, thread_name_prefix="form"),
            policies=PolicySearch(self.database),
            log=self.log,
            means=self.means(),
            hands=ThreadPoolExecutor(HANDS_AT_ONCE, thread_name_prefix="hand"),
        )
        secret = "" if self.settings.is_socket_mode else self.settings.signing_secret
        return slack_app.build(desk, token=self.settings.bot_token, signing_secret=secret, home=self.home, log=self.log)

    def means(self) -> Means:
        return Means(
            database=self.database,
            claims=Claims(self.database),
            directory=SlackDirectory(self.client, home=self.home),
            accounts=self.accounts,
            catalog=self.catalog.current,
            clock=clock,
            log=self.log,
        )

    def worker(self, give_way: Callable[[], None] = lambda: None) -> Worker:
        """`give_way` waits while somebody more urgent is at work."""
        self.database.before_write = give_way
        means = self.means()
        posting = Posting(self.database, means.claims, self.client, clock, self.log, patience=0)
        publishing = Publishing(
            self.database, means.claims, self.client, self.catalog.current, clock, self.log, patience=0
        )
        return Worker(means, posting, publishing, self.catalog, give_way=give_way)


def slack_client(settings: Settings) -> WebClient:
    """Neither Bolt nor the SDK has a variable for the base URL; retries are our rows' work, not the client's."""
    return WebClient(
        token=settings.bot_token, base_url=settings.slack_api_url, timeout=SLACK_TIMEOUT, retry_handlers=[]
    )


def roles(catalog: Catalog) -> Mapping[str, str | None]:
    return {account.name: account.role_arn for account in catalog.accounts.values()}
