"""Where an element stands: in a message or in a view, and how a payload tells of that place."""

from dataclasses import dataclass

from sandbox.slack import gestures
from sandbox.slack.conversations import Message
from sandbox.slack.errors import SlackError
from sandbox.slack.reading import interactive
from sandbox.slack.views import View
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Person
from sandbox.slack.world import World


@dataclass(frozen=True)
class Surface:
    """One of the two."""

    place: Message | View

    @property
    def name(self) -> str:
        if isinstance(self.place, View):
            return self.place.id
        return f"{self.place.channel}/{self.place.ts}"

    @property
    def blocks(self) -> list[Json]:
        blocks: list[Json] = self.place.content["blocks"] if isinstance(self.place, View) else self.place.blocks
        return blocks

    def element(self, block_id: str, action_id: str, *, seen: Json | None = None) -> tuple[Json, Json]:
        """What was `seen` there stands in for an element that has gone since."""
        for block, element in interactive(self.blocks):
            if (block["block_id"], element["action_id"]) == (block_id, action_id):
                return block, element
        if seen is not None:
            return seen["block"], seen["element"]
        raise SlackError("no_such_element", block_id=block_id, action_id=action_id)

    def click(self, world: World, person: Person, *, action: Json, trigger_id: str) -> Json:
        place = self.place
        if isinstance(place, View):
            return gestures.click_in_view(world, person, view=place, action=action, trigger_id=trigger_id)
        return gestures.click_on_message(world, person, message=place, action=action, trigger_id=trigger_id)

    def told(self, world: World) -> Json:
        """The place in a block_suggestion."""
        place = self.place
        if isinstance(place, View):
            return {"container": {"type": "view", "view_id": place.id}, "view": world.shown_view(place)}
        ephemeral = place.ephemeral_to is not None
        container = {"type": "message", "message_ts": place.ts, "channel_id": place.channel, "is_ephemeral": ephemeral}
        channel = world.workspace.channel(place.channel)
        told = {"container": container, "channel": {"id": channel.id, "name": channel.name_in_command()}}
        return told if ephemeral else told | {"message": place.shown()}


def find(world: World, person: Person, *, named: Json) -> Surface:
    """By `view_id`, or by `channel` and `ts` of a message that this person can see."""
    if view_id := named.get("view_id"):
        view = world.views.find(view_id=str(view_id), external_id=None)
        if view.person != person.id:
            raise SlackError("not_found")
        return Surface(view)
    message = world.conversations.find(str(named.get("channel")), str(named.get("ts")))
    if message.ephemeral_to not in {None, person.id}:
        raise SlackError("message_not_found")
    return Surface(message)
