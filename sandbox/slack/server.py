"""One server for everything: the Web API, response URLs, Socket Mode, the control plane."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

from sandbox.slack.control import Control
from sandbox.slack.web_api import ResponseUrl, WebApi
from sandbox.slack.world import World

LOOPBACK = ("127.0.0.1", "localhost", "::1")
LARGEST_BODY = 4 * 1024 * 1024


def build(world: World) -> web.Application:
    web_api = WebApi(world)
    control = Control(world)
    app = web.Application(middlewares=[_loopback_only], client_max_size=LARGEST_BODY)
    app.add_routes(
        [
            web.route("*", "/api/{method}", web_api.answer),
            web.post("/response/{name}", ResponseUrl(world, web_api).answer),
            web.get("/link/", world.links.serve),
            *control.routes(),
        ]
    )

    async def close(_: web.Application) -> None:
        control.events.forget()
        world.faults.release()
        await world.links.close()
        await world.delivering.close()

    app.on_shutdown.append(close)
    return app


@web.middleware
async def _loopback_only(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """A page from elsewhere must not reach the control plane, nor under a name of its own."""
    origin = request.headers.get("Origin")
    named = {urlsplit(f"//{request.host}").hostname, urlsplit(origin).hostname if origin else "localhost"}
    if not named <= set(LOOPBACK):
        return web.Response(status=403, text="The stand-in for Slack answers on loopback only.\n")
    return await handler(request)
