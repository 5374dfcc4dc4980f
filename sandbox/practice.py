"""The practice workspace: the stage with the page for people, and the bot watched over, until Ctrl-C."""

import contextlib
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from sandbox import stage
from sandbox.beside import server
from sandbox.beside.lease_length import LeaseLength
from sandbox.beside.telling import Means
from sandbox.beside.trouble import Troubles
from sandbox.stage import Stage
from sandbox.supervising import Supervisor

USUAL_PORT = 9009
STARTS = "leasehold demo: starting a stand-in for Slack, an emulated AWS and the bot …"
WHAT_TO_DO = (
    "Open it in a browser: the tour beside the chat leads from a request to the end of its lease in three minutes.\n"
    "Ctrl-C ends all of it; nothing is left behind."
)


def stand(port: int | None) -> None:
    """Without a port: the usual one, or any other when that is taken. Raises NotAsPlannedError as the stage does."""
    print(STARTS, file=sys.stderr, flush=True)  # noqa: T201  (a command says so)
    with put_up(_usual() if port is None else port) as (standing, supervisor), contextlib.suppress(KeyboardInterrupt):
        print(standing.slack.url, WHAT_TO_DO, sep="\n", flush=True)  # noqa: T201  (as above)
        supervisor.run()


@contextmanager
def put_up(port: int = 0) -> Iterator[tuple[Stage, Supervisor]]:
    """Yield when all of it answers; the bot is watched over by whoever runs the supervisor."""
    with ExitStack() as ending:
        door = ending.enter_context(server.listening())
        standing = ending.enter_context(stage.put_up(port, beside=server.address(door)))
        supervisor = Supervisor(standing.bot, command=stage.TIED)
        means = Means(
            aws=standing.aws,
            bot=standing.bot,
            supervisor=supervisor,
            length=LeaseLength(standing.bot.catalog),
            troubles=Troubles(standing.slack, standing.aws),
        )
        ending.enter_context(server.serving(door, means))
        yield standing, supervisor


def _usual() -> int:
    try:
        stage.check_is_free(USUAL_PORT)
    except stage.NotAsPlannedError:
        return 0
    return USUAL_PORT
