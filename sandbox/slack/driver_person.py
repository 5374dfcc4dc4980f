"""Somebody in the workspace, driven by a test: types, clicks, fills, submits, sees."""

from collections.abc import Mapping
from typing import Any

from sandbox.slack import driver_http, driver_seen, reading
from sandbox.slack.driver_seen import Answer, Message, Payload, View
from sandbox.slack.wire import Json


class NotThereError(LookupError):
    """What was to be pressed or filled in is not on the surface; the message tells what is."""


class Person:
    def __init__(self, base: str, person_id: str) -> None:
        self._base = base
        self.id = person_id

    def types(self, text: str, *, channel: str = "C0GENERAL", trigger_id: str | None = None) -> Answer:
        """A slash command. `trigger_id` makes two of them one delivery that came twice."""
        return self._does("types", text=text, channel=channel, trigger_id=trigger_id)

    def says(self, text: str, *, channel: str = "C0GENERAL") -> Message:
        return Message(self._asks("says", text=text, channel=channel))

    def sees(self, channel: str, *, after: str = "") -> list[Message]:
        """Oldest first, with the ephemeral messages that are for this person only; `after` is a ts."""
        return [Message(raw) for raw in self._asks("sees", channel=channel, after=after)]

    def dm(self) -> list[Message]:
        """What stands in the bot's direct message with this person."""
        return [Message(raw) for raw in self._asks("sees")]

    def modal(self) -> View | None:
        """The top of this person's stack."""
        raw = self._asks("modal")
        return None if raw is None else View(raw)

    def home(self) -> View | None:
        raw = self._asks("home")
        return None if raw is None else View(raw)

    def opens_home(self) -> Answer:
        return self._does("opens_home")

    def clicks(self, on: Message | View | None, label: str, *, confirm: bool = True) -> Answer:
        """The button, or the entry of an overflow menu, whose label begins so; None is the modal."""
        surface = self._surface(on)
        block, element = _pressable(surface, label)
        if element.get("confirm") and not confirm:
            return Answer(failed="not_confirmed")
        named = _named(surface, block, element)
        if element["type"] == "overflow":
            return self._does("chooses", option=_option(element, label), **named)
        return self._does("clicks", **named)

    def clicks_again(self, answer: Answer) -> Answer:
        """The very same delivery once more: same payload, same trigger id."""
        return driver_seen.answer(driver_http.ask(self._base, f"deliveries/{answer.delivery}/again"))

    def click_payload(self, on: Message | View | None, label: str) -> Payload:
        """What a click would send, signed now; for sending it from many threads at once."""
        surface = self._surface(on)
        block, element = _pressable(surface, label)
        told = self._asks("clicks", send=False, **_named(surface, block, element))
        return Payload(told["body"].encode(), told["headers"], told["payload"])

    def fills(self, values: Mapping[str, Any], *, on: Message | View | None = None) -> Answer:
        """By block_id, action_id or label; options by their value or their label, lists for many."""
        ended = Answer()
        for name, value in values.items():
            surface = self._surface(on)
            block, element = _fillable(surface, name)
            ended = self._does("fills", value=value, **_named(surface, block, element))
        return ended

    def submits(self) -> Answer:
        """The open modal; `errors` by block_id, whether Slack or the app refused."""
        return self._does("submits")

    def closes(self) -> Answer:
        return self._does("closes")

    def searches(self, name: str, query: str, *, on: Message | View | None = None) -> list[str]:
        """Types into a menu that loads its options; gives their labels."""
        surface = self._surface(on)
        block, element = _fillable(surface, name)
        told = self._asks("searches", query=query, **_named(surface, block, element))
        return [option["text"]["text"] for option in told["options"]]

    def uses_shortcut(self, callback_id: str) -> Answer:
        return self._does("shortcut", callback_id=callback_id)

    def _surface(self, on: Message | View | None) -> Message | View:
        surface = self.modal() if on is None else on
        if surface is None:
            raise NotThereError(f"expected an open modal of {self.id}; found none")
        return surface

    def _does(self, gesture: str, **said: object) -> Answer:
        return driver_seen.answer(self._asks(gesture, **said))

    def _asks(self, gesture: str, **said: object) -> Any:  # noqa: ANN401 - the control plane's JSON
        return driver_http.ask(self._base, f"people/{self.id}/{gesture}", **said)


def _named(surface: Message | View, block: Json, element: Json) -> Json:
    """The element as it was seen goes along: who looks at an old card can still press its buttons."""
    ids = {"block_id": block["block_id"], "action_id": element["action_id"]}
    return {**surface.place, **ids, "seen": {"block": block, "element": element}}


def _pressable(surface: Message | View, label: str) -> tuple[Json, Json]:
    for block, element in reading.interactive(surface.blocks):
        if element["type"] == "overflow" and _option(element, label):
            return block, element
        if element["type"] == "button" and element["text"]["text"].startswith(label):
            return block, element
    raise NotThereError(f"expected a button {label!r}; found {surface.buttons() or 'none'}")


def _option(element: Json, label: str) -> str:
    for option in element["options"]:
        if option["text"]["text"].startswith(label):
            return str(option["text"]["text"])
    return ""


def _fillable(surface: Message | View, name: str) -> tuple[Json, Json]:
    """An exact id or label wins over one that only begins so."""
    elements = list(reading.interactive(surface.blocks))
    for block, element in elements:
        if name in {block["block_id"], element["action_id"], reading.label(block, element)}:
            return block, element
    for block, element in elements:
        if reading.label(block, element).casefold().startswith(name.casefold()):
            return block, element
    found = [reading.label(block, element) for block, element in elements]
    raise NotThereError(f"expected something to fill in called {name!r}; found {found or 'nothing'}")
