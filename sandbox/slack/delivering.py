"""Bringing a payload to the app: by Socket Mode if a connection is open, by signed HTTP otherwise."""

import asyncio
import json
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from itertools import count
from typing import Any, Literal
from urllib.parse import urlencode

import aiohttp

from sandbox.slack import signing
from sandbox.slack.socket_mode import ConnectionLostError, Links
from sandbox.slack.wire import Json

CUT_OFF = 3.0
"""Seconds that an app has to answer; https://docs.slack.dev/interactivity/handling-user-interaction."""

Envelope = Literal["slash_commands", "interactive", "events_api"]
REMEMBERED = 20_000


@dataclass
class Answered:
    """How one attempt ended. `failed` is Slack's word for what went wrong, None when it went well."""

    status: int | None
    body: Any
    failed: Literal["operation_timeout", "dispatch_failed"] | None
    headers: dict[str, str]


@dataclass
class Delivery:
    """A payload, and what its answer changes in the workspace."""

    id: str
    kind: str
    envelope: Envelope
    payload: Json
    settle: Callable[[Answered], Json]


@dataclass
class Attempt:
    """A line of the log."""

    delivery: str
    kind: str
    via: Literal["http", "socket"]
    payload: Json
    at: float
    took: float
    status: int | None
    body: Any
    failed: str | None
    retry: int | None


class Delivering:
    def __init__(self, links: Links, *, signing_secret: str, bot_url: str | None) -> None:
        self._links = links
        self._secret = signing_secret
        self._session: aiohttp.ClientSession | None = None
        self._serial = count(1)
        self._log: deque[Attempt] = deque(maxlen=REMEMBERED)
        self._known: dict[str, Delivery] = {}
        self.bot_url = bot_url

    def begin(self, kind: str, payload: Json, *, envelope: Envelope, settle: Callable[[Answered], Json]) -> Delivery:
        delivery = Delivery(f"P{next(self._serial)}", kind, envelope, payload, settle)
        self._known[delivery.id] = delivery
        return delivery

    def find(self, delivery_id: str) -> Delivery:
        return self._known[delivery_id]

    def body_of(self, delivery: Delivery) -> tuple[bytes, dict[str, str]]:
        """What goes over HTTP, freshly signed."""
        if delivery.envelope == "events_api":
            body, form = json.dumps(delivery.payload).encode(), "application/json"
        else:
            is_command = delivery.envelope == "slash_commands"
            fields = delivery.payload if is_command else {"payload": json.dumps(delivery.payload)}
            body, form = urlencode(fields).encode(), "application/x-www-form-urlencoded"
        headers = {"Content-Type": form, "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)"}
        return body, headers | signing.sign(self._secret, body)

    async def send(self, delivery: Delivery, *, retry: tuple[int, str] | None = None) -> Answered:
        """One attempt, in the log whatever comes of it."""
        via: Literal["http", "socket"] = "socket" if self._links.number else "http"
        began, at = time.monotonic(), time.time()
        try:
            async with asyncio.timeout(CUT_OFF):
                attempt = self._by_socket if via == "socket" else self._by_http
                answered = await attempt(delivery, retry)
        except TimeoutError:
            answered = Answered(None, None, "operation_timeout", {})
        except (aiohttp.ClientError, OSError, ConnectionLostError):
            answered = Answered(None, None, "dispatch_failed", {})
        took = time.monotonic() - began
        number = retry[0] if retry else None
        self._log.append(
            Attempt(
                delivery.id,
                delivery.kind,
                via,
                delivery.payload,
                at,
                took,
                answered.status,
                answered.body,
                answered.failed,
                number,
            )
        )
        return answered

    def told(self) -> list[Json]:
        return [dict(vars(attempt)) for attempt in self._log]

    def clear(self) -> None:
        self._log.clear()
        self._known.clear()

    async def close(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _by_socket(self, delivery: Delivery, retry: tuple[int, str] | None) -> Answered:
        said = await self._links.deliver(delivery.envelope, delivery.payload, retry=retry)
        return Answered(200, said.get("payload", ""), None, {})

    async def _by_http(self, delivery: Delivery, retry: tuple[int, str] | None) -> Answered:
        if self.bot_url is None:
            return Answered(None, None, "dispatch_failed", {})
        if self._session is None:
            # A bot that was killed and started again must not be met on its old connection.
            connector = aiohttp.TCPConnector(force_close=True, limit=0)
            self._session = aiohttp.ClientSession(connector=connector, trust_env=False)
        body, headers = self.body_of(delivery)
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        async with self._session.post(self.bot_url, data=body, headers=headers, allow_redirects=False) as answer:
            text = await answer.text()
            taken = answer.status == 200 or (answer.ok and delivery.envelope == "events_api")
            failed: Literal["dispatch_failed"] | None = None if taken else "dispatch_failed"
            return Answered(answer.status, _parsed(text), failed, dict(answer.headers))


def _parsed(text: str) -> Any:  # noqa: ANN401 - JSON if it is some, text otherwise
    try:
        return json.loads(text)
    except ValueError:
        return text
