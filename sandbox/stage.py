"""The stage: a stand-in for Slack, an emulated AWS and the real bot, put up in a temporary folder and taken down."""

import os
import shutil
import signal
import socket
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPException
from pathlib import Path
from subprocess import SubprocessError

from sandbox import company
from sandbox.aws.driver import Emulated
from sandbox.bot import Bot
from sandbox.slack import driver_http
from sandbox.slack.driver import StandIn
from sandbox.slack.driver_http import StandInRefusedError

CATALOG = Path(__file__).with_name("catalog.yaml")
FOLDER = "leasehold-demo-"
TIED = (sys.executable, "-m", "sandbox.tied")


class NotAsPlannedError(Exception):
    """One line: what did not go as it should, and what to do."""


GOES_WRONG = (
    NotAsPlannedError,
    StandInRefusedError,
    AssertionError,
    LookupError,
    OSError,
    RuntimeError,
    HTTPException,
    SubprocessError,
)
"""What the drivers raise when the bot, or one of what it stands on, does not do its part."""


class Stage:
    """Everything there is to a demonstration."""

    def __init__(self, slack: StandIn, aws: Emulated, bot: Bot) -> None:
        self.slack, self.aws, self.bot = slack, aws, bot
        self.ann, self.bob = slack.person("U0ANN"), slack.person("U0BOB")

    def names(self) -> dict[str, str]:
        """The people of the workspace, by their ids."""
        people = driver_http.ask(self.slack.url, "about")["people"]
        return {person["id"]: person["name"] for person in people}


@contextmanager
def put_up(port: int = 0, *, beside: str | None = None) -> Iterator[Stage]:
    """Yield when the bot is ready; afterwards nothing of it is left, however it ends.

    The bot has a copy of the catalog, which may be changed; `beside` is the address of what stands beside the page.
    Raises NotAsPlannedError with the bot's last words when the bot does not come up.
    """
    check_is_free(port)
    with ExitStack() as ending:
        slack, aws = _both(port, beside)
        ending.enter_context(slack)
        ending.enter_context(aws)
        company.seed(aws)
        folder = Path(ending.enter_context(tempfile.TemporaryDirectory(prefix=FOLDER)))
        catalog = Path(shutil.copyfile(CATALOG, folder / "catalog.yaml"))
        bot = Bot(
            slack,
            aws,
            database_url=f"sqlite:///{folder / 'leasehold.db'}",
            catalog=catalog,
            log=folder / "bot.log",
            extra={
                "LEASEHOLD_LOG_LEVEL": "info",
                "AWS_CONFIG_FILE": os.devnull,
                "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
            },
        )
        ending.callback(bot.kill)
        migrated = bot.runs("migrate")
        if migrated.returncode != 0:
            raise NotAsPlannedError(f"leasehold migrate failed: {migrated.stderr.strip()}")
        bot.start(command=TIED)
        with _last_words(bot):
            yield Stage(slack, aws, bot)


@contextmanager
def _last_words(bot: Bot) -> Iterator[None]:
    """Whatever goes wrong from here on is told with what the bot logged last."""
    try:
        yield
    except GOES_WRONG as error:
        raise NotAsPlannedError(f"{error}\nthe bot's last words:\n{bot.tail(12) or '(none)'}") from error


def stage_folders(where: Path) -> Iterator[Path]:
    """Find what a stage keeps its files in, there as long as it stands."""
    return where.glob(f"{FOLDER}*")


def check_is_free(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except (OSError, OverflowError) as error:
            raise NotAsPlannedError(f"port {port} cannot be had ({error}): choose another with --port") from None


def forget_proxies() -> None:
    """Everything here is on loopback; a proxy of the machine's would stand in the way."""
    for name in [name for name in os.environ if name.lower().endswith("_proxy")]:
        del os.environ[name]


def _both(port: int, beside: str | None) -> tuple[StandIn, Emulated]:
    """Start the two side by side: each takes a second."""
    with _deaf_to_interrupts(), ThreadPoolExecutor(2) as pool:
        slack = pool.submit(StandIn.start, port=port, beside=beside)
        aws = pool.submit(Emulated.start)
        return slack.result(), aws.result()


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """What is started here inherits deafness to Ctrl-C, and ends with us instead, after the bot; ours waits."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
