"""The control plane: /sandbox/…, by which a test, a demo or a page plays everybody but the bot."""

import json
from collections.abc import Awaitable, Callable
from typing import Any

from aiohttp import web

from sandbox.slack import surfaces
from sandbox.slack.doing import Doing
from sandbox.slack.errors import SlackError
from sandbox.slack.events import Events
from sandbox.slack.staging import Staging
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Person
from sandbox.slack.world import World

Told = Callable[[web.Request, Json], Awaitable[Any]]


class Control:
    """JSON in, JSON out; what cannot be done is 400 with `error` and what was expected."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._doing = Doing(world)
        self.events = Events(world)
        self._staging = Staging(world, self.events)

    def routes(self) -> list[web.RouteDef]:
        gestures: dict[str, Told] = {
            "types": self._types,
            "says": self._says,
            "clicks": self._clicks,
            "chooses": self._chooses,
            "fills": self._fills,
            "searches": self._searches,
            "submits": self._submits,
            "closes": self._closes,
            "shortcut": self._shortcut,
            "opens_home": self._opens_home,
            "sees": self._sees,
            "modal": self._modal,
            "home": self._home,
        }
        staged = [web.post(f"/sandbox/{name}", _json(told)) for name, told in self._staging.routes().items()]
        doing = [web.post(f"/sandbox/people/{{person}}/{name}", _json(told)) for name, told in gestures.items()]
        return [*staged, *doing, web.post("/sandbox/deliveries/{delivery}/again", _json(self._again))]

    async def _types(self, request: web.Request, said: Json) -> Json:
        person, trigger_id = self._person(request), said.get("trigger_id")
        return await self._doing.types(person, text=said["text"], channel=said["channel"], trigger_id=trigger_id)

    async def _says(self, request: web.Request, said: Json) -> Json:
        message = self._doing.says(self._person(request), text=said["text"], channel=said["channel"])
        return message.seen()

    async def _clicks(self, request: web.Request, said: Json) -> Json:
        person = self._person(request)
        surface = surfaces.find(self._world, person, named=said)
        delivery = self._doing.clicked(person, surface, ids=_ids(said), seen=said.get("seen"))
        if said.get("send", True):
            return await self._doing.send(delivery)
        body, headers = self._world.delivering.body_of(delivery)
        return {"body": body.decode(), "headers": headers, "payload": delivery.payload}

    async def _chooses(self, request: web.Request, said: Json) -> Json:
        person = self._person(request)
        surface = surfaces.find(self._world, person, named=said)
        return await self._doing.chooses(person, surface, ids=_ids(said), option=said["option"])

    async def _fills(self, request: web.Request, said: Json) -> Json:
        person = self._person(request)
        surface = surfaces.find(self._world, person, named=said)
        return await self._doing.fills(
            person, surface, ids=_ids(said), value=said["value"], tell=said.get("tell", True)
        )

    async def _searches(self, request: web.Request, said: Json) -> Json:
        person = self._person(request)
        surface = surfaces.find(self._world, person, named=said)
        return await self._doing.searches(person, surface, ids=_ids(said), query=said["query"])

    async def _submits(self, request: web.Request, said: Json) -> Json:
        del said
        return await self._doing.submits(self._person(request))

    async def _closes(self, request: web.Request, said: Json) -> Json:
        del said
        return await self._doing.closes(self._person(request))

    async def _shortcut(self, request: web.Request, said: Json) -> Json:
        return await self._doing.uses_shortcut(self._person(request), callback_id=said["callback_id"])

    async def _opens_home(self, request: web.Request, said: Json) -> Json:
        del said
        return await self.events.home_opened(self._person(request))

    async def _sees(self, request: web.Request, said: Json) -> list[Json]:
        """`channel` by its id; without one, the bot's direct message with this person."""
        person, workspace = self._person(request), self._world.workspace
        room = workspace.room(said.get("channel") or workspace.dm(person.id).id, person=person)
        seen = self._world.conversations.seen_by(person.id, channel=room.id, after=said.get("after", ""))
        return [message.seen() for message in seen]

    async def _modal(self, request: web.Request, said: Json) -> Json | None:
        del said
        view = self._world.views.top(self._person(request).id)
        return None if view is None else self._world.shown_modal(view)

    async def _home(self, request: web.Request, said: Json) -> Json | None:
        del said
        view = self._world.views.home(self._person(request).id)
        return None if view is None else self._world.shown_view(view)

    async def _again(self, request: web.Request, said: Json) -> Json:
        del said
        return await self._doing.send(self._world.delivering.find(request.match_info["delivery"]))

    def _person(self, request: web.Request) -> Person:
        return self._world.workspace.person(request.match_info["person"])


def _ids(said: Json) -> tuple[str, str]:
    return said["block_id"], said["action_id"]


def _json(told: Told) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def answer(request: web.Request) -> web.Response:
        try:
            said = json.loads(await request.text() or "{}")
            return web.json_response(await told(request, said))
        except SlackError as refused:
            return web.json_response(refused.body(), status=400)
        except (KeyError, TypeError, ValueError) as wrong:
            error = f"{type(wrong).__name__}: {wrong}"
            return web.json_response({"ok": False, "error": error}, status=400)

    return answer
