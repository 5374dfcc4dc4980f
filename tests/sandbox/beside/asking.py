"""What stands beside the page, asked as the page asks it: through the stand-in's own address."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

from sandbox import practice
from sandbox.stage import Stage


@contextmanager
def practising() -> Iterator[Stage]:
    """The practice workspace as `leasehold demo` puts it up, with its bot watched over."""
    with practice.put_up() as (stage, supervisor):
        watching = threading.Thread(target=supervisor.run)
        watching.start()
        try:
            yield stage
        finally:
            supervisor.end()
            watching.join()


@dataclass(frozen=True)
class Beside:
    """`stage` is what it all stands on."""

    stage: Stage

    def tells(self, version: int = 0) -> dict[str, Any]:
        status, _, text = ask(self.stage.slack.url, f"/beside/account?version={version}")
        assert status == 200, text
        told: dict[str, Any] = json.loads(text)
        return told

    def orders(self, path: str, **said: object) -> tuple[int, dict[str, Any]]:
        status, _, text = ask(self.stage.slack.url, f"/beside/{path}", json.dumps(said))
        return status, json.loads(text)


def ask(base: str, path: str, body: str | None = None) -> tuple[int, str, str]:
    """Give status, content type and text."""
    connection = HTTPConnection(urlsplit(base).netloc, timeout=40)
    try:
        connection.request("GET" if body is None else "POST", path, body=body)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Type", ""), answer.read().decode()
    finally:
        connection.close()
