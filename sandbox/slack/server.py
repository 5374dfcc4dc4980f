"""One server for everything: the Web API, response URLs, Socket Mode, the control plane, the page."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.slack import page_files
from sandbox.slack.beside import Beside
from sandbox.slack.control import Control
from sandbox.slack.feed import Feed
from sandbox.slack.web_api import ResponseUrl, WebApi
from sandbox.slack.world import World

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LARGEST_BODY = 4 * 1024 * 1024


def build(world: World, *, beside: str | None = None) -> web.Application:
    """`beside` is the address of what the page shows beside the chat, passed on under this one."""
    web_api = WebApi(world)
    control = Control(world)
    feed = Feed(world, beside=beside is not None)
    beyond = None if beside is None else Beside(beside)
    app = web.Application(middlewares=[loopback_only], client_max_size=LARGEST_BODY)
    app.add_routes(
        [
            web.route("*", "/api/{method}", web_api.answer),
            web.post("/response/{name}", ResponseUrl(world, web_api).answer),
            web.get("/link/", world.links.serve),
            web.get("/", page_files.index),
            web.get("/page/{file:.*}", page_files.file),
            web.get("/sandbox/feed", feed.serve),
            *([] if beyond is None else beyond.routes()),
            *control.routes(),
        ]
    )

    async def close(_: web.Application) -> None:
        control.events.forget()
        world.faults.release()
        await feed.close()
        if beyond is not None:
            await beyond.close()
        await world.links.close()
        await world.delivering.close()

    app.on_shutdown.append(close)
    return app


@web.middleware
async def loopback_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A page from elsewhere, another port too, must not reach the control plane, nor may it under a name of its own."""
    origin = request.headers.get("Origin")
    is_ours = origin is None or urlsplit(origin).netloc == request.host
    if not is_ours or urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return web.Response(status=403, text="The stand-in for Slack answers on loopback only.\n")
    return await handler(request)
