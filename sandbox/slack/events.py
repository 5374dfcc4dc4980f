"""Events: told to the app, and told again at once, after a minute and after five if it does not take them."""

import asyncio

from sandbox.slack import gestures
from sandbox.slack.delivering import Answered, Delivery
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Person
from sandbox.slack.world import World

AGAIN_AFTER = (0.0, 60.0, 300.0)
"""Seconds, by the turnable clock; https://docs.slack.dev/apis/events-api#retries."""


class Events:
    def __init__(self, world: World) -> None:
        self._world = world
        self._repeating: set[asyncio.Task[None]] = set()

    async def tell(self, said: Json) -> Json:
        """Gives the first attempt's end; the others follow in the background.

        An event that the app did not subscribe to is not delivered.
        """
        if said["type"] not in self._world.workspace.app.events:
            return {"failed": "not_subscribed", "text": "", "delivery": None}
        payload = gestures.event(self._world, said)
        delivering = self._world.delivering
        delivery = delivering.begin("event", payload, envelope="events_api", settle=lambda _: {})
        answered = await delivering.send(delivery)
        if _wants_again(answered):
            task = asyncio.create_task(self._repeat(delivery, answered))
            self._repeating.add(task)
            task.add_done_callback(self._repeating.discard)
        told: Json = {"delivery": delivery.id, "status": answered.status, "body": answered.body}
        return told | {"failed": answered.failed, "text": ""}

    async def home_opened(self, person: Person) -> Json:
        world = self._world
        dm = world.workspace.dm(person.id)
        said: Json = {"type": "app_home_opened", "user": person.id, "channel": dm.id, "tab": "home"}
        if (home := world.views.home(person.id)) is not None:
            said["view"] = world.shown_view(home)
        return await self.tell(said)

    def forget(self) -> None:
        for task in self._repeating:
            task.cancel()

    async def _repeat(self, delivery: Delivery, answered: Answered) -> None:
        clock = self._world.clock
        for number, after in enumerate(AGAIN_AFTER, start=1):
            await clock.sleep_until(clock.now() + after)
            answered = await self._world.delivering.send(delivery, retry=(number, _reason(answered)))
            if not _wants_again(answered):
                return


def _wants_again(answered: Answered) -> bool:
    refused = any(name.lower() == "x-slack-no-retry" for name in answered.headers)
    return answered.failed is not None and not refused


def _reason(answered: Answered) -> str:
    """Slack's words in X-Slack-Retry-Reason."""
    if answered.failed == "operation_timeout":
        return "http_timeout"
    return "connection_failed" if answered.status is None else "http_error"
