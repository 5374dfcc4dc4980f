"""Socket Mode: WebSocket connections that an app opens, each of which may get any payload."""

import asyncio
import json
import random
from secrets import token_hex
from typing import Literal
from uuid import uuid4

from aiohttp import WSMsgType, web

from sandbox.slack.wire import Json

MOST_CONNECTIONS = 10
"""https://docs.slack.dev/apis/events-api/using-socket-mode#connections."""

Reason = Literal["warning", "refresh_requested", "link_disabled"]


class ConnectionLostError(Exception):
    """The connection died before the app acknowledged."""


class Links:
    """All open connections of the app."""

    def __init__(self, app_id: str) -> None:
        self.base = ""
        self._app_id = app_id
        self._tickets: set[str] = set()
        self._all: set[web.WebSocketResponse] = set()
        self._open: list[web.WebSocketResponse] = []
        self._waiting: dict[str, tuple[web.WebSocketResponse, asyncio.Future[Json]]] = {}

    @property
    def number(self) -> int:
        return len(self._open)

    def invite(self) -> str:
        """What apps.connections.open gives: a URL that is good for one connection."""
        ticket = token_hex(16)
        self._tickets.add(ticket)
        return f"{self.base.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={self._app_id}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=401, text="unknown or used ticket: call apps.connections.open")
        self._tickets.discard(ticket)
        socket = web.WebSocketResponse(autoping=True)
        await socket.prepare(request)
        if self.number >= MOST_CONNECTIONS:
            await socket.send_json(_goodbye("too_many_websockets"))
            await socket.close()
            return socket
        self._all.add(socket)
        self._open.append(socket)
        try:
            await socket.send_json(self._hello())
            await self._listen(socket)
        finally:
            self._forget(socket)
        return socket

    async def deliver(self, kind: str, payload: Json, *, retry: tuple[int, str] | None) -> Json:
        """To any one connection; gives the acknowledgement, or ConnectionLostError."""
        socket = random.choice(self._open)  # noqa: S311 - Slack promises no order
        envelope_id = str(uuid4())
        envelope: Json = {"envelope_id": envelope_id, "payload": payload, "type": kind}
        envelope["accepts_response_payload"] = kind != "events_api"
        if kind == "events_api":
            number, reason = retry or (0, "")
            envelope |= {"retry_attempt": number, "retry_reason": reason}
        acknowledged: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = (socket, acknowledged)
        try:
            await socket.send_json(envelope)
            return await acknowledged
        except ConnectionError as lost:
            raise ConnectionLostError from lost
        finally:
            self._waiting.pop(envelope_id, None)

    async def disconnect(self, reason: Reason) -> None:
        """What Slack says before it refreshes a connection; a warning leaves it in use.

        The app opens another one and closes this; what it still has to acknowledge comes by either.
        """
        for socket in list(self._open):
            if reason != "warning":
                self._open.remove(socket)
            await socket.send_json(_goodbye(reason))

    async def close(self) -> None:
        for socket in list(self._all):
            await socket.close()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                said = json.loads(message.data)
            except ValueError:
                continue
            _, acknowledged = self._waiting.get(said.get("envelope_id", ""), (None, None))
            if acknowledged is not None and not acknowledged.done():
                acknowledged.set_result(said)

    def _forget(self, socket: web.WebSocketResponse) -> None:
        self._all.discard(socket)
        if socket not in self._open:
            return
        self._open.remove(socket)
        for holder, acknowledged in list(self._waiting.values()):
            if holder is socket and not acknowledged.done():
                acknowledged.set_exception(ConnectionLostError())

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": self.number,
            "debug_info": {"host": "applink-sandbox", "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }


def _goodbye(reason: str) -> Json:
    return {"type": "disconnect", "reason": reason, "debug_info": {"host": "applink-sandbox"}}
