"""A bot that dies at a named step: `python -m tests.stories.dying_bot EVENT NTH serve|worker|once`.

It is the bot as it is, with a logger that kills the whole of it, as kill -9 does, at the moment when the n-th event of
that name passes. Nothing of the bot is replaced: a logger is what it is handed anyway.
"""

import json
import os
import signal
import sys
import threading
from collections.abc import Callable, Mapping, MutableMapping
from typing import Any

import structlog
from structlog.typing import FilteringBoundLogger

from bot import logs, parts, preflight, serve, settings, working
from bot.settings import Settings

LAST_WORD = "bot.killed"
"""What the log says last: `at` has the event."""


class Death:
    """A processor of log events that lets all pass but one."""

    def __init__(self, event: str, nth: int) -> None:
        self._event, self._left = event, nth
        self._guard = threading.Lock()

    def __call__(self, _logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
        if event["event"] == self._event:
            with self._guard:
                self._left -= 1
                if self._left == 0:
                    os.write(2, json.dumps({"event": LAST_WORD, "at": self._event}).encode() + b"\n")
                    os.killpg(0, signal.SIGKILL)
        return event


def main(event: str, nth: str, role: str) -> int:
    found = settings.read()
    logs.configure("debug")
    processors = structlog.get_config()["processors"]
    structlog.configure(processors=[Death(event, int(nth)), *processors])
    log = logs.logger()
    found.check_complete()
    checked = parts.Parts(found, log=log)
    preflight.all_of(checked)
    checked.database.close()
    return _ROLES[role](found, log)


def _serve(found: Settings, log: FilteringBoundLogger) -> int:
    serve.get_ready(found)
    return serve.serve(found, log=log)


def _work(found: Settings, log: FilteringBoundLogger) -> int:
    working.work(found, log=log)
    return 0


def _work_once(found: Settings, log: FilteringBoundLogger) -> int:
    working.work_once(found, log=log)
    return 0


_ROLES: Mapping[str, Callable[[Settings, FilteringBoundLogger], int]] = {
    "serve": _serve,
    "worker": _work,
    "once": _work_once,
}

if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
