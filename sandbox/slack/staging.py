"""The stage: faults, the clock, who is who, and the logs, each by one request."""

from collections.abc import Awaitable, Callable
from dataclasses import asdict, fields
from typing import Any

from aiohttp import web

from sandbox.slack.errors import SlackError
from sandbox.slack.events import Events
from sandbox.slack.onlooking import Anew
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Channel, Group, Person
from sandbox.slack.world import World

Told = Callable[[web.Request, Json], Awaitable[Any]]


class Staging:
    def __init__(self, world: World, events: Events) -> None:
        self._world = world
        self._events = events

    def routes(self) -> dict[str, Told]:
        """The last part of the address, and what is done."""
        return {
            "about": self._about,
            "reset": self._reset,
            "bot_url": self._bot_url,
            "clock": self._clock,
            "rate_limits": self._rate_limits,
            "token": self._token,
            "scopes": self._scopes,
            "faults": self._fault,
            "faults/clear": self._clear_faults,
            "held": self._held,
            "held/release": self._release,
            "calls": self._calls,
            "deliveries": self._deliveries,
            "messages": self._messages,
            "person": self._person,
            "channel": self._channel,
            "group": self._group,
            "event": self._event,
            "disconnect": self._disconnect,
        }

    async def _about(self, request: web.Request, said: Json) -> Json:
        """What a driver that finds a running stand-in has to know, and what a page lists."""
        del request, said
        workspace = self._world.workspace
        app = workspace.app
        return {
            "team": {"id": workspace.id, "domain": workspace.domain, "name": workspace.name},
            "app": asdict(app),
            "people": [asdict(person) for person in workspace.people.values()],
            "channels": [channel.shown() for channel in workspace.channels.values()],
            "groups": [asdict(group) for group in workspace.groups.values()],
            "bot_url": self._world.delivering.bot_url,
            "now": self._world.clock.now(),
            "connections": self._world.links.number,
        }

    async def _reset(self, request: web.Request, said: Json) -> Json:
        del request, said
        self._events.forget()
        self._world.reset()
        return {}

    async def _bot_url(self, request: web.Request, said: Json) -> Json:
        del request
        self._world.delivering.bot_url = said["url"]
        return {}

    async def _clock(self, request: web.Request, said: Json) -> Json:
        del request
        self._world.clock.forward(float(said.get("forward", 0)))
        self._world.onlookers.tell(Anew())
        return {"now": self._world.clock.now()}

    async def _rate_limits(self, request: web.Request, said: Json) -> Json:
        del request
        self._world.rates.on = bool(said["on"])
        return {}

    async def _token(self, request: web.Request, said: Json) -> Json:
        """`error`: how every call with a token is answered from now on; null: as usual."""
        del request
        self._world.workspace.app.token_error = said["error"]
        return {}

    async def _scopes(self, request: web.Request, said: Json) -> Json:
        del request
        self._world.workspace.app.scopes = list(said["scopes"])
        return {}

    async def _fault(self, request: web.Request, said: Json) -> Json:
        """`down` refuses everything; the others are one order each, for a method or for `*`."""
        del request
        faults = self._world.faults
        if said.get("do") == "down":
            faults.down = True
            return {"id": "down"}
        return {"id": faults.add(said).id}

    async def _clear_faults(self, request: web.Request, said: Json) -> Json:
        del request
        if said.get("id") == "down":
            self._world.faults.down = False
        else:
            self._world.faults.clear(said.get("id"))
        return {}

    async def _held(self, request: web.Request, said: Json) -> list[Json]:
        del request, said
        return [
            {"id": held.id, "method": held.method, "args": _without_token(held.args), "when": held.when}
            for held in self._world.faults.held.values()
        ]

    async def _release(self, request: web.Request, said: Json) -> Json:
        del request
        self._world.faults.release(said.get("id"))
        return {}

    async def _calls(self, request: web.Request, said: Json) -> list[Json]:
        del request
        return self._world.calls.told(said.get("method"), after=int(said.get("after", 0)))

    async def _deliveries(self, request: web.Request, said: Json) -> list[Json]:
        del request, said
        return self._world.delivering.told()

    async def _messages(self, request: web.Request, said: Json) -> list[Json]:
        del request
        everybody = self._world.conversations.seen_by("", channel=said["channel"], after=said.get("after", ""))
        return [message.seen() for message in everybody]

    async def _person(self, request: web.Request, said: Json) -> Json:
        """A new person, or a change of a known one; `tell` sends user_change to the app."""
        del request
        tell = said.pop("tell", False)
        workspace = self._world.workspace
        person = workspace.people.get(said["id"])
        if person is None:
            person = self._joined(said)
        else:
            _change(person, said)
        person.updated = int(self._world.clock.now())
        self._world.onlookers.tell(Anew())
        if tell:
            user = person.shown(with_email="users:read.email" in workspace.app.scopes)
            await self._events.tell({"type": "user_change", "user": user, "cache_ts": person.updated})
        return asdict(person)

    async def _channel(self, request: web.Request, said: Json) -> Json:
        del request
        channels = self._world.workspace.channels
        if "members" in said:
            said["members"] = set(said["members"])
        if said["id"] in channels:
            _change(channels[said["id"]], said)
        else:
            said.setdefault("members", set(self._world.workspace.people))
            channels[said["id"]] = Channel(**said)
        self._world.onlookers.tell(Anew())
        return channels[said["id"]].shown()

    async def _group(self, request: web.Request, said: Json) -> Json:
        """`name` is its id or handle; a handle that nobody has makes a new group."""
        del request
        workspace = self._world.workspace
        name = said.pop("group")
        try:
            group = workspace.group(name)
        except SlackError:
            group = Group(f"S0{name.upper().replace('-', '')}", name, name)
            workspace.groups[group.id] = group
        _change(group, said)
        self._world.onlookers.tell(Anew())
        return asdict(group)

    async def _event(self, request: web.Request, said: Json) -> Json:
        del request
        return await self._events.tell(said)

    async def _disconnect(self, request: web.Request, said: Json) -> Json:
        del request
        await self._world.links.disconnect(said.get("reason", "refresh_requested"))
        return {}

    def _joined(self, said: Json) -> Person:
        """Somebody new is in the channels that are named, or in all of them."""
        workspace = self._world.workspace
        rooms = said.pop("channels", None)
        joined: Json = {"team_id": workspace.id} | said
        person = Person(**joined)
        workspace.people[person.id] = person
        for channel in workspace.channels.values():
            if not channel.is_im and (rooms is None or channel.id in rooms):
                channel.members.add(person.id)
        return person


def _change(row: Person | Channel | Group, said: Json) -> None:
    known = {field.name for field in fields(row)}
    unknown = sorted(set(said) - known)
    if unknown:
        raise ValueError(f"expected {', '.join(sorted(known))}; found {', '.join(unknown)}")
    for name, value in said.items():
        setattr(row, name, value)


def _without_token(args: Json) -> Json:
    return {name: value for name, value in args.items() if name != "token"}
