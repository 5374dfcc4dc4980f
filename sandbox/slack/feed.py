"""The live feed of a page: all that one person sees, and then each change of it, as lines of JSON over a WebSocket."""

import asyncio
import json
from collections import deque
from dataclasses import asdict
from typing import assert_never

from aiohttp import web

from sandbox.slack.conversations import Message
from sandbox.slack.onlooking import Anew, AtHome, Called, Change, Gone, Said, Stacked
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Channel, Person
from sandbox.slack.world import World

BEHIND = 500
"""Changes that may wait for a reader; one who is further behind is shown everything anew."""
CALLS = 50
"""What of the app's calls a page is told when it connects."""
HEARTBEAT = 20.0


class Feed:
    """Shown when it is sent, not when it changed: a reader who is behind gets the latest state, and holds up nobody."""

    def __init__(self, world: World, *, beside: bool) -> None:
        self._world = world
        self._beside = beside
        self._sockets: set[web.WebSocketResponse] = set()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Of `/sandbox/feed?person=ID`; without one, or after that one is gone, the first in the workspace."""
        socket = web.WebSocketResponse(heartbeat=HEARTBEAT, compress=False)
        await socket.prepare(request)
        reader = _Reader()
        self._sockets.add(socket)
        self._world.onlookers.add(reader.told)
        writing = asyncio.create_task(self._write(socket, reader, request.query.get("person", "")))
        try:
            async for _ in socket:
                pass
        finally:
            writing.cancel()
            self._world.onlookers.remove(reader.told)
            self._sockets.discard(socket)
        return socket

    async def close(self) -> None:
        for socket in list(self._sockets):
            await socket.close()

    async def _write(self, socket: web.WebSocketResponse, reader: "_Reader", person_id: str) -> None:
        while True:
            changes = await reader.take()
            person = self._who(person_id)
            lines = (json.dumps(line) for change in changes if (line := self._line(change, person)))
            if said := "\n".join(lines):
                try:
                    await socket.send_str(said)
                except ConnectionError:
                    return

    def _who(self, person_id: str) -> Person:
        people = self._world.workspace.people
        return people.get(person_id) or next(person for person in people.values() if not person.is_bot)

    def _line(self, change: Change, person: Person) -> Json | None:
        """What this person is told of it, if anything."""
        match change:
            case Anew():
                return self._all(person)
            case Said(message):
                shown = {"kind": "message", "channel": message.channel, "message": message.seen()}
                return shown if self._is_seen(message, person) else None
            case Gone(message):
                return {"kind": "gone", "channel": message.channel, "ts": message.ts}
            case Stacked(whose):
                return {"kind": "views", "views": self._views(person)} if whose == person.id else None
            case AtHome(whose):
                return {"kind": "home", "view": self._home(person)} if whose == person.id else None
            case Called(call):
                return {"kind": "call", "call": call.shown()}
            case _:
                assert_never(change)

    def _is_seen(self, message: Message, person: Person) -> bool:
        room = self._world.workspace.channels.get(message.channel)
        return room is not None and person.id in room.members and message.ephemeral_to in {None, person.id}

    def _all(self, person: Person) -> Json:
        rooms, seen_by = self._rooms(person), self._world.conversations.seen_by
        return {
            "kind": "all",
            "person": person.id,
            "workspace": self._workspace(rooms),
            "rooms": {room.id: [said.seen() for said in seen_by(person.id, channel=room.id)] for room in rooms},
            "views": self._views(person),
            "home": self._home(person),
            "calls": self._world.calls.last(CALLS),
            "refused": self._world.calls.last(CALLS, refused=True),
            "beside": self._beside,
            "clock": self._world.clock.ahead,
        }

    def _rooms(self, person: Person) -> list[Channel]:
        """The channels, and this person's direct message with the app."""
        workspace = self._world.workspace
        public = [room for room in workspace.channels.values() if not room.is_im and person.id in room.members]
        return [*public, workspace.dm(person.id)]

    def _workspace(self, rooms: list[Channel]) -> Json:
        """No token and no secret of the app's."""
        workspace = self._world.workspace
        app = workspace.app
        return {
            "team": {"id": workspace.id, "domain": workspace.domain, "name": workspace.name},
            "people": [asdict(person) for person in workspace.people.values()],
            "channels": [room.shown() | {"members": sorted(room.members)} for room in rooms],
            "groups": [asdict(group) for group in workspace.groups.values()],
            "app": {
                "id": app.id,
                "name": app.name,
                "bot_user": app.bot_user,
                "commands": [_worded(app.words, name) | {"command": name} for name in app.commands],
                "shortcuts": [_worded(app.words, name) | {"callback_id": name} for name in app.shortcuts],
            },
        }

    def _views(self, person: Person) -> list[Json]:
        return [self._world.shown_modal(view) for view in self._world.views.stack(person.id)]

    def _home(self, person: Person) -> Json | None:
        view = self._world.views.home(person.id)
        return None if view is None else self._world.shown_view(view)


class _Reader:
    """What one page has yet to be told; everything, to begin with."""

    def __init__(self) -> None:
        self._changes: deque[Change] = deque([Anew()])
        self._more = asyncio.Event()
        self._more.set()

    def told(self, change: Change) -> None:
        if isinstance(change, Anew) or len(self._changes) >= BEHIND:
            self._changes.clear()
            change = Anew()
        self._changes.append(change)
        self._more.set()

    async def take(self) -> list[Change]:
        await self._more.wait()
        self._more.clear()
        changes = list(self._changes)
        self._changes.clear()
        return changes


def _worded(words: dict[str, Json], name: str) -> Json:
    said = words.get(name, {})
    return {key: said[key] for key in ("name", "description", "usage_hint", "type") if key in said}
