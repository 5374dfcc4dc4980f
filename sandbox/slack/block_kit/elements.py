"""Elements: what can be pressed and filled in (docs.slack.dev/reference/block-kit/block-elements)."""

from collections.abc import Iterator

from sandbox.slack.block_kit.rules import (
    ByType,
    Flag,
    Items,
    Objection,
    OneOf,
    Rule,
    Shape,
    Whatever,
    Whole,
    Words,
    not_both,
    one_needed,
)
from sandbox.slack.block_kit.texts import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    ID,
    OPTION,
    OPTION_GROUP,
    OPTION_WITH_MARKUP,
    OPTION_WITH_URL,
    SLACK_FILE,
    URL,
    initial_among_options,
    plain,
)
from sandbox.slack.wire import Json

STYLE = OneOf(("primary", "danger"))
_ACTION: dict[str, Rule] = {"action_id": ID}
_ASKED: dict[str, Rule] = _ACTION | {"confirm": CONFIRM}
_PLACEHOLDER: dict[str, Rule] = {"placeholder": plain(150)}
_FOCUS: dict[str, Rule] = {"focus_on_load": Flag()}
_MENU = _ASKED | _PLACEHOLDER | _FOCUS
_TYPED = _ACTION | _PLACEHOLDER | _FOCUS | {"dispatch_action_config": DISPATCH_CONFIG}
_MANY: dict[str, Rule] = {"max_selected_items": Whole(1, 100)}
_QUERY: dict[str, Rule] = {"min_query_length": Whole(0, 255)}
_OPTIONS: dict[str, Rule] = {"options": Items(OPTION, 100), "option_groups": Items(OPTION_GROUP, 100)}
_ROOMS: dict[str, Rule] = {"default_to_current_conversation": Flag(), "filter": CONVERSATION_FILTER}
_ONE_LIST = (one_needed("options", "option_groups"), not_both("options", "option_groups"), initial_among_options)
_IDS = Items(ID, 100)


def _least_below_most(value: Json, at: str) -> Iterator[Objection]:
    if value.get("min_length", 0) > value.get("max_length", 3000):
        yield Objection(f"{at}/min_length", "must be less than max_length", "too_large", "max_length")


_FEEDBACK = Shape({"text": plain(75), "value": Words(2000)}, {"accessibility_label": Words(75)})
IMAGE = Shape(
    must={"alt_text": Words(2000)},
    may={"image_url": URL, "slack_file": SLACK_FILE},
    also=(one_needed("image_url", "slack_file"), not_both("image_url", "slack_file")),
)
BUTTON = Shape(
    must={"text": plain(75)},
    may=_ASKED
    | {
        "value": Words(2000),
        "url": URL,
        "style": STYLE,
        "accessibility_label": Words(75),
        "agent_prompt": Words(4000),
        "agent_prompt_display": Words(4000),
    },
)

ELEMENTS = ByType(
    {
        "image": IMAGE,
        "button": BUTTON,
        "workflow_button": Shape(
            must={"text": plain(75), "workflow": Whatever()},
            may=_ACTION | {"style": STYLE, "accessibility_label": Words(75)},
        ),
        "feedback_buttons": Shape({"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, _ACTION),
        "icon_button": Shape(
            must={"icon": OneOf(("trash",)), "text": plain(75)},
            may=_ASKED
            | {"value": Words(2000), "accessibility_label": Words(75), "visible_to_user_ids": Items(ID, 10)},
        ),
        "overflow": Shape({"options": Items(OPTION_WITH_URL, 5)}, _ASKED),
        "static_select": Shape(may=_MENU | _OPTIONS | {"initial_option": OPTION}, also=_ONE_LIST),
        "external_select": Shape(may=_MENU | _QUERY | {"initial_option": OPTION}),
        "users_select": Shape(may=_MENU | {"initial_user": ID}),
        "channels_select": Shape(may=_MENU | {"initial_channel": ID, "response_url_enabled": Flag()}),
        "conversations_select": Shape(
            may=_MENU | _ROOMS | {"initial_conversation": ID, "response_url_enabled": Flag()}
        ),
        "multi_static_select": Shape(
            may=_MENU | _MANY | _OPTIONS | {"initial_options": Items(OPTION, 100)}, also=_ONE_LIST
        ),
        "multi_external_select": Shape(may=_MENU | _MANY | _QUERY | {"initial_options": Items(OPTION, 100)}),
        "multi_users_select": Shape(may=_MENU | _MANY | {"initial_users": _IDS}),
        "multi_channels_select": Shape(may=_MENU | _MANY | {"initial_channels": _IDS}),
        "multi_conversations_select": Shape(may=_MENU | _MANY | _ROOMS | {"initial_conversations": _IDS}),
        "checkboxes": Shape(
            must={"options": Items(OPTION_WITH_MARKUP, 10)},
            may=_ASKED | _FOCUS | {"initial_options": Items(OPTION_WITH_MARKUP, 10)},
            also=(initial_among_options,),
        ),
        "radio_buttons": Shape(
            must={"options": Items(OPTION_WITH_MARKUP, 10)},
            may=_ASKED | _FOCUS | {"initial_option": OPTION_WITH_MARKUP},
            also=(initial_among_options,),
        ),
        "datepicker": Shape(may=_MENU | {"initial_date": Words(10)}),
        "timepicker": Shape(may=_MENU | {"initial_time": Words(5), "timezone": Words(255)}),
        "datetimepicker": Shape(may=_ASKED | _FOCUS | {"initial_date_time": Whole(10**9, 10**10 - 1)}),
        "plain_text_input": Shape(
            may=_TYPED
            | {
                "initial_value": Words(3000, least=0),
                "multiline": Flag(),
                "min_length": Whole(0, 3000),
                "max_length": Whole(1, 3000),
            },
            also=(_least_below_most,),
        ),
        "email_text_input": Shape(may=_TYPED | {"initial_value": Words(3000, least=0)}),
        "url_text_input": Shape(may=_TYPED | {"initial_value": Words(3000, least=0)}),
        "number_input": Shape(
            must={"is_decimal_allowed": Flag()},
            may=_TYPED | {"initial_value": Words(255), "min_value": Words(255), "max_value": Words(255)},
        ),
        "rich_text_input": Shape(
            may=_TYPED | {"initial_value": Whatever(), "min_lines": Whole(1, 100), "max_lines": Whole(1, 100)}
        ),
        "file_input": Shape(may=_ACTION | {"filetypes": Items(Words(255), 100), "max_files": Whole(1, 10)}),
    }
)  # fmt: skip

_SELECTS = ("static_select", "external_select", "users_select", "channels_select", "conversations_select")
_PICKED = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
_MULTI = tuple(f"multi_{kind}" for kind in _SELECTS)
_WRITTEN = ("plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input")
_INPUT_ONLY = ("datetimepicker", "file_input")

IN_SECTION = ELEMENTS.only(
    "image", "button", "workflow_button", "overflow", *_SELECTS, *_MULTI, *_PICKED
)  # fmt: skip
IN_ACTIONS = ELEMENTS.only(
    "button", "workflow_button", "overflow", "datetimepicker", *_SELECTS, *_MULTI, *_PICKED
)  # fmt: skip
IN_INPUT = ELEMENTS.only(*_SELECTS, *_MULTI, *_PICKED, *_WRITTEN, *_INPUT_ONLY)
IN_CONTEXT_ACTIONS = ELEMENTS.only("feedback_buttons", "icon_button")
