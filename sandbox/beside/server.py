"""The server beside the page: the panel's modules, what it shows, and what a visitor may turn."""

import asyncio
import json
import socket
import threading
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import TypeVar

from aiohttp import web

from sandbox.beside.telling import Json, Means, Telling
from sandbox.beside.trouble import Trouble
from sandbox.slack.server import loopback_only
from sandbox.supervising import Wish

PAGE = Path(__file__).with_name("page")
Word = TypeVar("Word", bound=StrEnum)
TYPES = {".js": "text/javascript", ".css": "text/css"}


@contextmanager
def listening() -> Iterator[socket.socket]:
    """Yield a socket on any free port of loopback: its address is known before there is anything to tell."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        yield door


def address(door: socket.socket) -> str:
    host, port = door.getsockname()
    return f"http://{host}:{port}"


@contextmanager
def serving(door: socket.socket, means: Means) -> Iterator[None]:
    """Answer at the door, in a thread with a loop of its own."""
    loop, ready = asyncio.new_event_loop(), threading.Event()
    ended = asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(_serve(door, means, ready, ended)), name="beside")
    thread.start()
    try:
        ready.wait()
        yield
    finally:
        loop.call_soon_threadsafe(ended.set)
        thread.join()
        loop.close()


async def _serve(door: socket.socket, means: Means, ready: threading.Event, ended: asyncio.Event) -> None:
    telling = Telling(means)
    runner = web.AppRunner(build(means, telling), access_log=None, shutdown_timeout=0.5, handler_cancellation=True)
    await runner.setup()
    await web.SockSite(runner, door.dup()).start()
    looking = asyncio.create_task(telling.go_on())
    ready.set()
    await ended.wait()
    looking.cancel()
    await asyncio.wait([looking])
    await runner.cleanup()


def build(means: Means, telling: Telling) -> web.Application:
    app = web.Application(middlewares=[loopback_only, _words_for_wrong])
    handlers = _Handlers(means, telling)
    app.add_routes(
        [
            web.get("/account", handlers.account),
            web.post("/lease-length", handlers.lease_length),
            web.post("/bot", handlers.bot),
            web.post("/trouble", handlers.trouble),
            web.get("/{file}", _file),
        ]
    )
    return app


class _Handlers:
    """What changes something is done in a thread: it asks other processes, and the panel is told meanwhile."""

    def __init__(self, means: Means, telling: Telling) -> None:
        self._means, self._telling = means, telling

    async def account(self, request: web.Request) -> web.Response:
        return web.json_response(await self._telling.answer(int(request.query.get("version", "0"))))

    async def lease_length(self, request: web.Request) -> web.Response:
        """`default`: a duration of the catalog, or null for what the catalog itself says."""
        default = (await _said(request)).get("default")
        if default is not None and not isinstance(default, str):
            raise ValueError("`default`: expected a duration such as 45s, 2m or 8h, or null")
        await asyncio.to_thread(self._means.length.choose, default)
        return await self._done()

    async def bot(self, request: web.Request) -> web.Response:
        self._means.supervisor.wants(_one_of(Wish, (await _said(request)).get("do")))
        return await self._done()

    async def trouble(self, request: web.Request) -> web.Response:
        """`do`: a trouble, or `none` to end all."""
        do = (await _said(request)).get("do")
        if do == "none":
            await asyncio.to_thread(self._means.troubles.end)
        else:
            await asyncio.to_thread(self._means.troubles.begin, _one_of(Trouble, do))
        return await self._done()

    async def _done(self) -> web.Response:
        await self._telling.look()
        return web.json_response({"ok": True})


async def _said(request: web.Request) -> Json:
    said = json.loads(await request.text() or "{}")
    if not isinstance(said, dict):
        raise TypeError("expected a JSON object")
    return said


def _one_of(words: type[Word], found: object) -> Word:
    for word in words:
        if word == found:
            return word
    raise ValueError(f"`do`: expected one of {', '.join(words)}, found {found!r}")


async def _file(request: web.Request) -> web.StreamResponse:
    """One of the folder's own files, named exactly: there is no way to another folder."""
    files = {path.name: path for path in PAGE.iterdir() if path.suffix in TYPES}
    found = files.get(request.match_info["file"])
    if found is None:
        raise web.HTTPNotFound
    headers = {"Cache-Control": "no-cache", "X-Content-Type-Options": "nosniff"}
    return web.Response(
        text=found.read_text(encoding="utf-8"), content_type=TYPES[found.suffix], charset="utf-8", headers=headers
    )


@web.middleware
async def _words_for_wrong(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    try:
        return await handler(request)
    except (TypeError, ValueError) as wrong:
        return web.json_response({"ok": False, "error": str(wrong)}, status=400)
