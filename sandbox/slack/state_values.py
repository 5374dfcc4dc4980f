"""What stands in an element: `state.values` in exactly Slack's shapes."""

from dataclasses import dataclass
from typing import Any

from sandbox.slack.errors import SlackError
from sandbox.slack.reading import interactive, options
from sandbox.slack.wire import Json

Entries = dict[tuple[str, str], Json]
"""What one person filled in on one surface, by block_id and action_id."""


@dataclass(frozen=True)
class Slot:
    """Where an element keeps its value, and under which name the app may give a first one."""

    key: str
    initial: str
    many: bool = False


_TEXT = Slot("value", "initial_value")
_OPTION = Slot("selected_option", "initial_option")
_OPTIONS = Slot("selected_options", "initial_options", many=True)
SLOTS: dict[str, Slot] = {
    "plain_text_input": _TEXT,
    "email_text_input": _TEXT,
    "url_text_input": _TEXT,
    "number_input": _TEXT,
    "rich_text_input": Slot("rich_text_value", "initial_value"),
    "static_select": _OPTION,
    "external_select": _OPTION,
    "radio_buttons": _OPTION,
    "multi_static_select": _OPTIONS,
    "multi_external_select": _OPTIONS,
    "checkboxes": _OPTIONS,
    "users_select": Slot("selected_user", "initial_user"),
    "multi_users_select": Slot("selected_users", "initial_users", many=True),
    "channels_select": Slot("selected_channel", "initial_channel"),
    "multi_channels_select": Slot("selected_channels", "initial_channels", many=True),
    "conversations_select": Slot("selected_conversation", "initial_conversation"),
    "multi_conversations_select": Slot("selected_conversations", "initial_conversations", many=True),
    "datepicker": Slot("selected_date", "initial_date"),
    "timepicker": Slot("selected_time", "initial_time"),
    "datetimepicker": Slot("selected_date_time", "initial_date_time"),
    "file_input": Slot("files", "initial_files", many=True),
}


def of(blocks: list[Json], entries: Entries) -> Json:
    """Every element that keeps a value: what was filled in, or else what the app put there."""
    values: Json = {}
    for block, element in interactive(blocks):
        slot = SLOTS.get(element["type"])
        if slot is None:
            continue
        ids = (block["block_id"], element["action_id"])
        values.setdefault(ids[0], {})[ids[1]] = entries.get(ids) or _first(element, slot)
    return values


def filled(element: Json, value: Any, *, offered: list[Json]) -> Json:  # noqa: ANN401 - as typed or chosen
    """The element's value after a person typed that, or chose that (by value or by label)."""
    slot = SLOTS[element["type"]]
    choices = options(element) + offered
    given: Any = value
    if slot.key == "selected_options":
        given = [_choose(choices, one) for one in value]
    elif slot.key == "selected_option":
        given = None if value is None else _choose(choices, value)
    elif slot is _TEXT:
        given = None if value in {None, ""} else str(value)
    return {"type": element["type"], slot.key: given}


def choose(element: Json, wanted: str) -> Json:
    """One of the options that the app put there, by value or by label."""
    return _choose(options(element), wanted)


def chosen(element: Json, entry: Json | None) -> list[Json]:
    """The options that stand in a menu already: they may stay without being offered again."""
    slot = SLOTS[element["type"]]
    value: Any = (entry or _first(element, slot))[slot.key]
    if slot.key == "selected_options":
        return list(value)
    return [value] if slot.key == "selected_option" and value else []


def is_empty(entry: Json) -> bool:
    slot = SLOTS[entry["type"]]
    return entry[slot.key] in (None, "", [])


def _first(element: Json, slot: Slot) -> Json:
    empty: Any = [] if slot.many else None
    return {"type": element["type"], slot.key: element.get(slot.initial, empty)}


def _choose(choices: list[Json], wanted: str) -> Json:
    for option in choices:
        if wanted in {option.get("value"), option["text"]["text"]}:
            return option
    labels = ", ".join(option["text"]["text"] for option in choices) or "nothing"
    raise SlackError("no_such_option", wanted=wanted, offered=labels)
