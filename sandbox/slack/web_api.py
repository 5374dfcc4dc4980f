"""The Web API: one door for every method, where tokens, scopes, rates and faults are met."""

import asyncio
import json
import time
from collections.abc import Callable
from secrets import token_hex

from aiohttp import web

from sandbox.slack import arguments, settling
from sandbox.slack.call_log import Call
from sandbox.slack.errors import RateLimited, SlackError
from sandbox.slack.faults import Fault, Held
from sandbox.slack.methods.table import METHODS, Method, Token
from sandbox.slack.wire import Json
from sandbox.slack.workspace import App
from sandbox.slack.world import World

HOLD_LOOK = 0.02
"""Seconds between looks whether the caller of a held call is still there."""


Perform = Callable[[], web.Response]


class Dropped(Exception):
    """The connection is cut without an answer."""


class WebApi:
    def __init__(self, world: World) -> None:
        self._world = world

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """Of /api/{method}; a business error is HTTP 200 with ok false, as Slack does it."""
        method = request.match_info["method"]
        try:
            args = await arguments.read(request)
        except SlackError as refused:
            return web.json_response(refused.body())
        return await self.meet_faults(request, method, args, lambda: self._answer(request, method, args))

    async def meet_faults(self, request: web.Request, method: str, args: Json, perform: Perform) -> web.StreamResponse:
        """Log the call, let it meet what was ordered for it, perform it, answer."""
        calls = self._world.calls
        call = calls.begin(method, args, at=time.time())
        began = time.monotonic()
        try:
            response = await self._struck(request, call, perform)
            call.status = response.status
        except Dropped:
            call.error = call.error or "dropped"
            cut(request)
            return web.Response()
        finally:
            calls.end(call, took=time.monotonic() - began)
        return response

    async def _struck(self, request: web.Request, call: Call, perform: Perform) -> web.Response:
        faults = self._world.faults
        if faults.down:
            raise Dropped
        struck = faults.strike(call.method, call.args)
        await asyncio.sleep(sum(one.seconds for one in struck if one.do == "latency"))
        orders = {one.do: one for one in struck}
        if "hold-before" in orders:
            await self._hold(request, faults.hold(call.method, call.args, when="before"))
        if "drop-before" in orders or faults.down or faults is not self._world.faults:
            # The last: a reset came while the call waited, and it belongs to a world that is gone.
            raise Dropped
        ordered = _ordered(call, orders.get("error") or orders.get("status") or orders.get("rate_limited"))
        if ordered is not None:
            return ordered
        response = _noted(call, perform)
        if "drop-after" in orders:
            raise Dropped
        if "hold-after" in orders:
            await self._hold(request, faults.hold(call.method, call.args, when="after"))
        return response

    async def _hold(self, request: web.Request, held: Held) -> None:
        """Until it is released, or its caller is gone: then the call counts as dropped."""
        try:
            while not held.released.is_set():
                if request.transport is None or request.transport.is_closing():
                    raise Dropped
                await asyncio.sleep(HOLD_LOOK)
        finally:
            self._world.faults.held.pop(held.id, None)

    def _answer(self, request: web.Request, method: str, args: Json) -> web.Response:
        body, app = self._performed(request, method, args), self._world.workspace.app
        headers = {"x-slack-req-id": token_hex(16), "x-oauth-scopes": ",".join(app.scopes)}
        if (known := METHODS.get(method)) is not None and known.scope:
            headers["x-accepted-oauth-scopes"] = known.scope
        return web.json_response(body, headers=headers)

    def _performed(self, request: web.Request, name: str, args: Json) -> Json:
        method = METHODS.get(name)
        if method is None:
            return SlackError("unknown_method", req_method=name).body()
        try:
            _admit(self._world.workspace.app, method, arguments.token(request, args))
            self._world.rates.take(name, args)
            given = {key: value for key, value in args.items() if key != "token"}
            given = arguments.opened(given) if method.opens else given
            _need(method, given)
            return {"ok": True, **method.perform(self._world, given)}
        except SlackError as refused:
            return refused.body()


class ResponseUrl:
    """Where a response_url leads: it meets faults and the log as the method `response_url`."""

    def __init__(self, world: World, web_api: WebApi) -> None:
        self._world = world
        self._web_api = web_api

    async def answer(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await arguments.read(request)
        except SlackError as refused:
            return web.json_response(refused.body(), status=400)
        name = request.match_info["name"]
        return await self._web_api.meet_faults(request, "response_url", body, lambda: self._perform(name, body))

    def _perform(self, name: str, body: Json) -> web.Response:
        """A worn-out URL is 404; what is wrong with the message is 400."""
        try:
            way = self._world.response_urls.use(name)
        except SlackError as refused:
            return web.json_response(refused.body(), status=404)
        try:
            settling.message_back(self._world, body, person=way.person, channel=way.channel, replaces=way.message)
        except SlackError as refused:
            return web.json_response(refused.body(), status=400)
        return web.json_response({"ok": True})


def cut(request: web.Request) -> None:
    """A reset, not a goodbye."""
    if request.transport is not None:
        request.transport.abort()


def _noted(call: Call, perform: Perform) -> web.Response:
    try:
        response = perform()
    except RateLimited as limited:
        return _rate_limited(call, limited.retry_after)
    body = json.loads(response.text or "{}")
    call.ok, call.error = bool(body.get("ok")), body.get("error")
    call.answer = None if call.ok else body
    return response


def _ordered(call: Call, order: Fault | None) -> web.Response | None:
    """The answer that a fault gives in place of the method's own."""
    if order is None:
        return None
    if order.do == "rate_limited":
        return _rate_limited(call, order.retry_after)
    if order.do == "status":
        call.error = f"status {order.status}"
        return web.Response(status=order.status, text="upstream connect error")
    call.error = order.error
    return web.json_response(SlackError(order.error).body())


def _rate_limited(call: Call, retry_after: int) -> web.Response:
    call.error = "ratelimited"
    headers = {"Retry-After": str(retry_after)}
    return web.json_response({"ok": False, "error": "ratelimited"}, status=429, headers=headers)


def _admit(app: App, method: Method, token: str | None) -> None:
    if method.token is Token.NONE:
        return
    if token is None:
        raise SlackError("not_authed")
    kinds = {app.bot_token: Token.BOT, app.app_token: Token.APP}
    if token not in kinds:
        raise SlackError("invalid_auth")
    if app.token_error is not None:
        raise SlackError(app.token_error)
    if kinds[token] is not method.token:
        raise SlackError("not_allowed_token_type")
    provided = app.scopes if method.token is Token.BOT else app.app_scopes
    if method.scope is not None and method.scope not in provided:
        raise SlackError("missing_scope", needed=method.scope, provided=",".join(provided))


def _need(method: Method, args: Json) -> None:
    absent = [name for name in method.needs if args.get(name) in (None, "")]
    if absent:
        raise arguments.missing(*absent)
