"""Wiring: the only place that builds things and puts them together."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import NoReturn

from slack_bolt import App
from structlog.typing import FilteringBoundLogger

from bot import slack_app
from bot.directory import SlackDirectory
from bot.parts import Parts, clock
from bot.preflight import root_words
from bot.settings import Settings
from bot.worker import Worker
from handlers.desk import Desk
from iam.aws import Identity
from messages.posting import Posting
from messages.publishing import Publishing
from models.claims import Claims
from models.together import Together
from workflow import asking
from workflow.means import Means
from workflow.policy_search import PolicySearch

FORMS_AT_ONCE = 8
HANDS_AT_ONCE = 8
"""Clicks for which AWS is asked at one time; each is one person who looks at a modal."""


class Built(Parts):
    """Everything a process is made of, which ends when AWS takes it for the root user."""

    def __init__(self, settings: Settings, *, log: FilteringBoundLogger, exit_status: int = 1) -> None:
        super().__init__(settings, log=log, on_root=self._end)
        self._exit_status = exit_status

    def _end(self, account: str, identity: Identity) -> NoReturn:
        """Refuse root as at the start, when AWS could not be asked: the rows are as after any other sudden end."""
        self.log.error("aws.root", say=root_words(account, identity.arn))
        os._exit(self._exit_status)

    def slack_app(self) -> App:
        desk = Desk(
            database=self.database,
            filings=Together(partial(asking.file_all, self.database)),
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
