"""Block Kit with every field of every kind filled in: what each limit is tried on, one at a time."""

from typing import Any

import block_kit_builders as build
from block_kit_builders import Json, actions


def plain(length: int) -> Json:
    return {**build.plain(length), "emoji": True}


def option(number: int, **more: Any) -> Json:
    return {"text": plain(3), "value": str(number), "description": plain(3), **more}


def options(number: int) -> list[Json]:
    return [option(one) for one in range(number)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(3), **more}


def section(**more: Any) -> Json:
    return {"type": "section", "text": plain(3), **more}


def asked(element: Json) -> Json:
    more = {"hint": plain(3), "optional": True, "dispatch_action": True}
    return {"type": "input", "label": plain(3), "element": element, **more}


URL = "https://x.example/p"
CONFIRM = {"title": plain(3), "text": plain(3), "confirm": plain(3), "deny": plain(3), "style": "danger"}
PICTURE = {"type": "image", "image_url": URL, "alt_text": "a"}
FILE_OF_SLACK = {"type": "image", "slack_file": {"id": "F1"}, "alt_text": "a"}
ON = {"action_id": "a", "focus_on_load": True}
MENU = ON | {"confirm": CONFIRM, "placeholder": plain(3)}
TYPED = ON | {"placeholder": plain(3), "dispatch_action_config": {"trigger_actions_on": ["on_enter_pressed"]}}
FILTER = {"include": ["im"], "exclude_external_shared_channels": True, "exclude_bot_users": True}
ROOMS = {"default_to_current_conversation": True, "filter": FILTER}
GROUPS = [{"label": plain(3), "options": options(1)}]
MARKUP = options(1)
FEEDBACK = {"text": plain(3), "value": "v", "accessibility_label": "l"}
STYLED = {"style": {"bold": True}}
RUN = {"type": "text", "text": "t"} | STYLED

IN_ACTIONS: list[Json] = [
    button(action_id="a", value="v", url=URL, style="primary", accessibility_label="l", confirm=CONFIRM)
    | {"agent_prompt": "p", "agent_prompt_display": "d"},
    {"type": "workflow_button", "text": plain(3), "workflow": {}, "action_id": "a", "style": "danger"}
    | {"accessibility_label": "l"},
    {"type": "overflow", "action_id": "a", "confirm": CONFIRM, "options": [option(0, url=URL)]},
    {"type": "static_select", "options": options(1)} | MENU,
    {"type": "static_select", "options": options(1), "initial_option": option(0)} | MENU,
    {"type": "static_select", "option_groups": GROUPS} | MENU,
    {"type": "external_select", "min_query_length": 1, "initial_option": option(0)} | MENU,
    {"type": "users_select", "initial_user": "U1"} | MENU,
    {"type": "channels_select", "initial_channel": "C1", "response_url_enabled": True} | MENU,
    {"type": "conversations_select", "initial_conversation": "C1", "response_url_enabled": True} | MENU | ROOMS,
    {"type": "multi_static_select", "options": options(1), "max_selected_items": 1} | MENU,
    {"type": "multi_static_select", "options": options(1), "initial_options": options(1)} | MENU,
    {"type": "multi_static_select", "option_groups": GROUPS} | MENU,
    {"type": "multi_external_select", "min_query_length": 1, "initial_options": options(1), "max_selected_items": 1}
    | MENU,
    {"type": "multi_users_select", "initial_users": ["U1"], "max_selected_items": 1} | MENU,
    {"type": "multi_channels_select", "initial_channels": ["C1"], "max_selected_items": 1} | MENU,
    {"type": "multi_conversations_select", "initial_conversations": ["C1"], "max_selected_items": 1} | MENU | ROOMS,
    {"type": "checkboxes", "options": MARKUP, "confirm": CONFIRM} | ON,
    {"type": "checkboxes", "options": MARKUP, "initial_options": MARKUP} | ON,
    {"type": "radio_buttons", "options": MARKUP, "confirm": CONFIRM} | ON,
    {"type": "radio_buttons", "options": MARKUP, "initial_option": MARKUP[0]} | ON,
    {"type": "datepicker", "initial_date": "2026-11-27"} | MENU,
    {"type": "timepicker", "initial_time": "12:00", "timezone": "UTC"} | MENU,
    {"type": "datetimepicker", "initial_date_time": 10**9, "confirm": CONFIRM} | ON,
]
IN_INPUT: list[Json] = [
    {"type": "plain_text_input", "initial_value": "v", "multiline": True, "min_length": 1} | TYPED,
    {"type": "plain_text_input", "max_length": 5} | TYPED,
    {"type": "email_text_input", "initial_value": "v"} | TYPED,
    {"type": "url_text_input", "initial_value": "v"} | TYPED,
    {"type": "number_input", "is_decimal_allowed": True, "initial_value": "1", "min_value": "1", "max_value": "2"}
    | TYPED,
    {"type": "rich_text_input", "initial_value": {}, "min_lines": 1, "max_lines": 2} | TYPED,
    {"type": "file_input", "action_id": "a", "filetypes": ["pdf"], "max_files": 1},
]
RUNS: list[Json] = [
    RUN,
    {"type": "link", "url": URL, "text": "t", "unsafe": True} | STYLED,
    {"type": "user", "user_id": "U1"} | STYLED,
    {"type": "usergroup", "usergroup_id": "S1"} | STYLED,
    {"type": "channel", "channel_id": "C1"} | STYLED,
    {"type": "team", "team_id": "T1"} | STYLED,
    {"type": "broadcast", "range": "here"} | STYLED,
    {"type": "emoji", "name": "e", "unicode": "u", "skin_tone": 1} | STYLED,
    {"type": "date", "timestamp": 1, "format": "f", "url": URL, "fallback": "f"} | STYLED,
    {"type": "color", "value": "#fff"},
]
PARAGRAPHS: list[Json] = [
    {"type": "rich_text_section", "elements": RUNS},
    {"type": "rich_text_quote", "elements": [RUN], "border": 1},
    {"type": "rich_text_preformatted", "elements": [RUN], "border": 1, "language": "l"},
    {"type": "rich_text_list", "style": "bullet", "elements": [{"type": "rich_text_section", "elements": [RUN]}]}
    | {"border": 1, "indent": 1, "offset": 1},
]
RICH: Json = {"type": "rich_text", "elements": PARAGRAPHS}
TASK: Json = {"type": "task_card", "task_id": "t", "title": "t", "status": "error", "details": 1, "output": 1}
TASK |= {"sources": 1}
CARD: Json = {
    "type": "card",
    "hero_image": PICTURE,
    "icon": PICTURE,
    "title": plain(3),
    "subtitle": plain(3),
    "body": plain(3),
    "subtext": plain(3),
    "actions": [button(action_id="a")],
}
CONTAINER: Json = {
    "type": "container",
    "child_blocks": [section()],
    "title": plain(3),
    "rich_text_title": RICH,
    "subtitle": plain(3),
    "width": "wide",
    "icon": PICTURE,
    "is_collapsible": True,
    "default_collapsed": True,
    "has_header_divider": True,
}


EMPTY = {"type": "raw_text", "text": ""}
NUMBER = {"type": "raw_number", "value": 1, "text": "1"}
RICH_CELL = {"type": "rich_text", "elements": [PARAGRAPHS[1]], "block_id": "b"}
POINT = {"label": "c", "value": 1}
AXIS_CHART: Json = {
    "series": [{"name": "s", "data": [POINT]}],
    "axis_config": {"categories": ["c"], "x_label": "x", "y_label": "y"},
}


def _chart(chart: Json) -> Json:
    return {"type": "data_visualization", "title": "t", "chart": chart}


IN_MESSAGE: list[Json] = [
    section(block_id="b", expand=True, fields=[plain(3)], accessory=PICTURE),
    {"type": "section", "text": plain(3) | {"emoji": True}, "accessory": FILE_OF_SLACK},
    {"type": "header", "text": plain(3)},
    {"type": "divider"},
    *(actions(element) for element in IN_ACTIONS),
    *(asked(element) for element in IN_INPUT),
    {"type": "context", "elements": [plain(3), {"type": "mrkdwn", "text": "m", "verbatim": True}, PICTURE]},
    {
        "type": "context_actions",
        "elements": [
            {"type": "feedback_buttons", "action_id": "a", "positive_button": FEEDBACK, "negative_button": FEEDBACK},
            {"type": "icon_button", "icon": "trash", "text": plain(3), "action_id": "i", "confirm": CONFIRM}
            | {"value": "v", "accessibility_label": "l", "visible_to_user_ids": ["U1"]},
        ],
    },
    PICTURE | {"title": plain(3)},
    FILE_OF_SLACK | {"slack_file": {"url": URL}},
    RICH,
    {"type": "markdown", "text": "m"},
    {"type": "video", "alt_text": "a", "title": plain(3), "thumbnail_url": URL, "video_url": URL, "author_name": "n"}
    | {"description": plain(3), "provider_name": "p", "provider_icon_url": URL, "title_url": URL},
    {"type": "file", "external_id": "f", "source": "remote"},
    {
        "type": "data_table",
        "caption": "c",
        "page_size": 1,
        "row_header_column_index": 0,
        "rows": [[EMPTY], [dict(EMPTY)]],
    },
    {"type": "table", "rows": [[NUMBER, RICH_CELL]], "column_settings": [{"align": "left", "is_wrapped": True}]},
    _chart({"type": "pie", "segments": [POINT]}),
    *(_chart({"type": kind} | AXIS_CHART) for kind in ("bar", "line", "area")),
    CARD,
    {"type": "card", "slack_icon": {}, "title": plain(3)},
    {"type": "carousel", "elements": [CARD]},
    CONTAINER,
    TASK,
    {"type": "plan", "title": "t", "tasks": [TASK]},
]
VIEWS: list[Json] = [
    {
        "type": "modal",
        "title": plain(3),
        "blocks": [{"type": "alert", "text": plain(3), "level": "info"}],
        "submit": plain(3),
        "close": plain(3),
        "private_metadata": "m",
        "callback_id": "c",
        "external_id": "e",
        "clear_on_close": True,
        "notify_on_close": True,
        "submit_disabled": True,
    },
    {"type": "home", "blocks": [section()], "private_metadata": "m", "callback_id": "c", "external_id": "e"},
]
