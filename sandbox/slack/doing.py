"""People do things: each gesture is delivered to the app, and its answer takes effect."""

from collections.abc import Callable
from typing import Any

from sandbox.slack import gestures, settling, state_values
from sandbox.slack.conversations import Message
from sandbox.slack.delivering import Answered, Delivery, Envelope
from sandbox.slack.errors import SlackError
from sandbox.slack.reading import interactive
from sandbox.slack.surfaces import Surface
from sandbox.slack.views import View
from sandbox.slack.wire import Json
from sandbox.slack.workspace import Person
from sandbox.slack.world import World

LEAST_QUERY = 3
"""Characters that a person types before Slack asks the app, unless min_query_length says otherwise."""
REQUIRED = "Please complete this required field."


class Doing:
    """What comes back is told to the control plane: how it ended, and what the person saw of it."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def send(self, delivery: Delivery) -> Json:
        """Once more, if it was sent before: the payload is the same, byte for byte of its meaning."""
        answered = await self._world.delivering.send(delivery)
        told: Json = {"delivery": delivery.id, "status": answered.status, "body": answered.body}
        told["trigger_id"] = delivery.payload.get("trigger_id")
        return told | delivery.settle(answered)

    async def types(self, person: Person, *, text: str, channel: str, trigger_id: str | None) -> Json:
        world = self._world
        room = world.workspace.room(channel, person=person)
        name = gestures.split_command(text)[0]
        if name not in world.workspace.app.commands:
            said = world.slackbot_says(room.id, f"{name} is not a valid command.", to=person.id)
            return {"failed": "unknown_command", "text": said.text}
        trigger = self._trigger(person, trigger_id)
        payload = gestures.command(world, person, typed=text, channel=room, trigger_id=trigger)
        settle = _settling(settling.command, world, sent=payload)
        return await self.send(self._delivery("command", payload, "slash_commands", settle))

    def clicked(self, person: Person, surface: Surface, *, ids: tuple[str, str], seen: Json | None = None) -> Delivery:
        """A button pressed, or a filled-in element that tells the app at once.

        `seen` is the element as this person still has it on the screen, should it be gone since.
        """
        block, element = surface.element(*ids, seen=seen)
        entry = self._world.entries(person.id, surface.name).get((block["block_id"], element["action_id"]))
        return self._click(person, surface, action=gestures.action(block, element, entry))

    async def chooses(self, person: Person, surface: Surface, *, ids: tuple[str, str], option: str) -> Json:
        """An entry of an overflow menu."""
        block, element = surface.element(*ids)
        chosen = state_values.choose(element, option)
        action = gestures.action(block, element, {"selected_option": chosen})
        return await self.send(self._click(person, surface, action=action))

    async def fills(
        self,
        person: Person,
        surface: Surface,
        *,
        ids: tuple[str, str],
        value: Any,  # noqa: ANN401 - as typed or chosen
        tell: bool = True,
    ) -> Json:
        """What was typed or chosen stays there; outside of inputs the app is told at once, unless it is half typed."""
        block, element = surface.element(*ids)
        ids = (block["block_id"], element["action_id"])
        entries = self._world.entries(person.id, surface.name)
        offered = list(self._world.offered.get((person.id, surface.name, element["action_id"]), []))
        offered += state_values.chosen(element, entries.get(ids))
        if "external" in element["type"] and value:
            offered = await self._offered(person, surface, ids=ids, wanted=value, loaded=offered)
        entry = state_values.filled(element, value, offered=offered)
        entries[ids] = entry
        if not tell or (block["type"] == "input" and not block.get("dispatch_action")):
            return {"failed": None, "text": "", "entry": entry}
        delivery = self.clicked(person, surface, ids=ids)
        return {"entry": entry, **await self.send(delivery)}

    async def searches(self, person: Person, surface: Surface, *, ids: tuple[str, str], query: str) -> Json:
        block, element = surface.element(*ids)
        if len(query) < (least := element.get("min_query_length", LEAST_QUERY)):
            raise SlackError("query_too_short", expected=least, found=len(query))
        named = element | {"block_id": block["block_id"]}
        world = self._world
        where = surface.told(world)
        payload = gestures.suggestion(world, person, surface=where, element=named, query=query)
        delivery = self._delivery("block_suggestion", payload, "interactive", lambda _: {})
        answered = await world.delivering.send(delivery)
        told, options = settling.suggestion(world, answered)
        world.offered[person.id, surface.name, element["action_id"]] = options
        return {"delivery": delivery.id, "status": answered.status, "body": answered.body, **told}

    async def submits(self, person: Person) -> Json:
        """What is missing or too short is refused by Slack itself: the app hears nothing of it."""
        view = self._top(person)
        errors = self._incomplete(person, view)
        if errors:
            self._world.views.object_to(view, errors)
            return {"failed": None, "text": "", "errors": errors, "delivery": None}
        trigger = self._trigger(person, None)
        payload = gestures.submission(self._world, person, view=view, trigger_id=trigger)
        settle = _settling(settling.submission, self._world, view=view)
        return await self.send(self._delivery("view_submission", payload, "interactive", settle))

    async def closes(self, person: Person) -> Json:
        """The app hears of it only where the view asks for it (notify_on_close)."""
        view = self._top(person)
        is_cleared = bool(view.content.get("clear_on_close"))
        payload = gestures.closing(self._world, person, view=view, is_cleared=is_cleared)
        if is_cleared:
            self._world.views.clear(person.id)
        else:
            self._world.views.close(view)
        if not view.content.get("notify_on_close"):
            return {"failed": None, "text": "", "delivery": None}
        settle = _settling(settling.click, self._world)
        return await self.send(self._delivery("view_closed", payload, "interactive", settle))

    async def uses_shortcut(self, person: Person, *, callback_id: str) -> Json:
        if callback_id not in self._world.workspace.app.shortcuts:
            raise SlackError("no_such_shortcut", known=self._world.workspace.app.shortcuts)
        trigger = self._trigger(person, None)
        payload = gestures.shortcut(self._world, person, callback_id=callback_id, trigger_id=trigger)
        settle = _settling(settling.click, self._world)
        return await self.send(self._delivery("shortcut", payload, "interactive", settle))

    def says(self, person: Person, *, text: str, channel: str) -> Message:
        """Plain words, which no app hears without an event for them."""
        world = self._world
        room = world.workspace.room(channel, person=person)
        said = Message(world.conversations.next_ts(), room.id, person.id, text, [], team=person.team_id)
        return world.conversations.add(said)

    def _click(self, person: Person, surface: Surface, *, action: Json) -> Delivery:
        payload = surface.click(self._world, person, action=action, trigger_id=self._trigger(person, None))
        settle = _settling(settling.click, self._world)
        return self._delivery("block_actions", payload, "interactive", settle)

    async def _offered(
        self, person: Person, surface: Surface, *, ids: tuple[str, str], wanted: str | list[str], loaded: list[Json]
    ) -> list[Json]:  # fmt: skip
        """Nobody can choose what was never loaded: what is wanted is searched for first."""
        options = list(loaded)
        for one in wanted if isinstance(wanted, list) else [wanted]:
            if not any(one in {option["value"], option["text"]["text"]} for option in options):
                options += (await self.searches(person, surface, ids=ids, query=str(one)))["options"]
        return options

    def _incomplete(self, person: Person, view: View) -> dict[str, str]:
        entries = self._world.entries(person.id, view.id)
        values = state_values.of(view.content["blocks"], entries)
        errors = {}
        for block, element in interactive(view.content["blocks"]):
            if block["type"] != "input":
                continue
            entry = values[block["block_id"]][element["action_id"]]
            if said := _objection(block, element, entry):
                errors[block["block_id"]] = said
        return errors

    def _top(self, person: Person) -> View:
        view = self._world.views.top(person.id)
        if view is None:
            raise SlackError("no_modal_open")
        return view

    def _trigger(self, person: Person, trigger_id: str | None) -> str:
        return self._world.triggers.give(person.id, team=self._world.workspace.id, trigger_id=trigger_id)

    def _delivery(self, kind: str, payload: Json, envelope: Envelope, settle: Callable[[Answered], Json]) -> Delivery:
        return self._world.delivering.begin(kind, payload, envelope=envelope, settle=settle)


def _settling(settle: Callable[..., Json], world: World, **known: object) -> Callable[[Answered], Json]:
    return lambda answered: settle(world, answered, **known)


def _objection(block: Json, element: Json, entry: Json) -> str | None:
    """What Slack itself says about an input before it asks the app."""
    if state_values.is_empty(entry):
        return None if block.get("optional") else REQUIRED
    typed = str(entry.get("value") or "")
    if len(typed) < element.get("min_length", 0):
        return f"Please enter at least {element['min_length']} characters."
    if "value" in entry and len(typed) > element.get("max_length", 3000):
        return f"Please enter no more than {element.get('max_length', 3000)} characters."
    return None
