"""One request and its answer, by the plainest means there are."""

import json
from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 30.0
"""Seconds; longer than any gesture takes, an app's three seconds included."""


class StandInRefusedError(Exception):
    """The control plane could not do what was asked; its reason is the message."""


@dataclass(frozen=True)
class Reply:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")


def post(url: str, body: bytes, headers: dict[str, str]) -> Reply:
    """A connection of its own for each, so that threads share nothing and none is left open."""
    parts = urlsplit(url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=PATIENCE)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path or "/", body=body, headers=headers)
        answer = connection.getresponse()
        return Reply(answer.status, dict(answer.getheaders()), answer.read())
    finally:
        connection.close()


def ask(base: str, path: str, **said: object) -> Any:  # noqa: ANN401 - the control plane's JSON
    reply = post(f"{base}/sandbox/{path}", json.dumps(said).encode(), {"Content-Type": "application/json"})
    told = json.loads(reply.body) if reply.status in {200, 400} else {"error": reply.text}
    if reply.status != 200:
        reason = {name: value for name, value in told.items() if name != "ok"}
        raise StandInRefusedError(f"{path}: {reason}")
    return told
