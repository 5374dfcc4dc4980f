"""Each limit of a message's blocks and their elements: what passes, what is refused, and where."""

from block_kit_builders import Json, actions, button, confirm, groups, menu, option, options, pie, plain, section, table

Case = tuple[list[Json], list[Json], str]
ID = "x" * 255
URL = "https://x.example/" + "x" * (3000 - 18)
ELEMENT_CASES: dict[str, Case] = {
    "50 blocks": ([section()] * 50, [section()] * 51, "/blocks"),
    "1 table": ([table()], [table(), table()], "/blocks"),
    "2 charts": ([pie()] * 2, [pie()] * 3, "/blocks"),
    "markdown in all": (
        [{"type": "markdown", "text": "x" * 6000}] * 2,
        [{"type": "markdown", "text": "x" * 6001}] * 2,
        "/blocks",
    ),
    "markdown": (
        [{"type": "markdown", "text": "x" * 12_000}],
        [{"type": "markdown", "text": "x" * 12_001}],
        "/blocks/0/text",
    ),
    "block_id": ([section(block_id=ID)], [section(block_id=ID + "x")], "/blocks/0/block_id"),
    "block_id once": (
        [section(block_id="a"), section(block_id="b")],
        [section(block_id="a"), section(block_id="a")],
        "/blocks/0/block_id",
    ),
    "action_id": (
        [actions(button(action_id=ID))],
        [actions(button(action_id=ID + "x"))],
        "/blocks/0/elements/0/action_id",
    ),
    "action_id once": (
        [actions(button(action_id="a"), button(action_id="b"))],
        [actions(button(action_id="a"), button(action_id="a"))],
        "/blocks/0/elements/0/action_id",
    ),
    "section text": ([section(3000)], [section(3001)], "/blocks/0/text/text"),
    "section text empty": ([section(1)], [section(0)], "/blocks/0/text/text"),
    "section needs something": ([section()], [{"type": "section"}], "/blocks/0"),
    "field": (
        [{"type": "section", "fields": [plain(2000)]}],
        [{"type": "section", "fields": [plain(2001)]}],
        "/blocks/0/fields/0/text",
    ),
    "fields": (
        [{"type": "section", "fields": [plain(1)] * 10}],
        [{"type": "section", "fields": [plain(1)] * 11}],
        "/blocks/0/fields",
    ),
    "header": (
        [{"type": "header", "text": plain(150)}],
        [{"type": "header", "text": plain(151)}],
        "/blocks/0/text/text",
    ),
    "header is plain": (
        [{"type": "header", "text": plain(3)}],
        [{"type": "header", "text": {"type": "mrkdwn", "text": "x"}}],
        "/blocks/0/text/type",
    ),
    "actions": ([actions(*[button()] * 25)], [actions(*[button()] * 26)], "/blocks/0/elements"),
    "actions not empty": ([actions(button())], [actions()], "/blocks/0/elements"),
    "context": (
        [{"type": "context", "elements": [plain(1)] * 10}],
        [{"type": "context", "elements": [plain(1)] * 11}],
        "/blocks/0/elements",
    ),
    "button text": (
        [actions(button(text=plain(75)))],
        [actions(button(text=plain(76)))],
        "/blocks/0/elements/0/text/text",
    ),
    "button value": (
        [actions(button(value="x" * 2000))],
        [actions(button(value="x" * 2001))],
        "/blocks/0/elements/0/value",
    ),
    "button url": (
        [actions(button(url=URL))],
        [actions(button(url=URL + "x"))],
        "/blocks/0/elements/0/url",
    ),
    "button style": (
        [actions(button(style="primary"), button(style="danger"))],
        [actions(button(style="green"))],
        "/blocks/0/elements/0/style",
    ),
    "confirm title": (
        [confirm(title=plain(100))],
        [confirm(title=plain(101))],
        "/blocks/0/elements/0/confirm/title/text",
    ),
    "confirm text": (
        [confirm(text=plain(300))],
        [confirm(text=plain(301))],
        "/blocks/0/elements/0/confirm/text/text",
    ),
    "confirm button": (
        [confirm(confirm=plain(30), deny=plain(30))],
        [confirm(deny=plain(31))],
        "/blocks/0/elements/0/confirm/deny/text",
    ),
    "option text": (
        [menu("static_select", options=[option(text=75)])],
        [menu("static_select", options=[option(text=76)])],
        "/blocks/0/elements/0/options/0/text/text",
    ),
    "option value": (
        [menu("static_select", options=[option(value=150)])],
        [menu("static_select", options=[option(value=151)])],
        "/blocks/0/elements/0/options/0/value",
    ),
    "option description": (
        [menu("static_select", options=[option(description=plain(75))])],
        [menu("static_select", options=[option(description=plain(76))])],
        "/blocks/0/elements/0/options/0/description/text",
    ),
    "select most": (
        [menu("static_select", options=options(100))],
        [menu("static_select", options=options(101))],
        "/blocks/0/elements/0/options",
    ),
    "select least": (
        [menu("static_select", options=options(1))],
        [menu("static_select", options=[])],
        "/blocks/0/elements/0/options",
    ),
    "option groups": (
        [menu("static_select", option_groups=groups(100, 1))],
        [menu("static_select", option_groups=groups(101, 1))],
        "/blocks/0/elements/0/option_groups",
    ),
    "options of a group": (
        [menu("static_select", option_groups=groups(1, 100))],
        [menu("static_select", option_groups=groups(1, 101))],
        "/blocks/0/elements/0/option_groups/0/options",
    ),
    "overflow least": (
        [menu("overflow", options=options(1))],
        [menu("overflow", options=[])],
        "/blocks/0/elements/0/options",
    ),
    "overflow": (
        [menu("overflow", options=options(5))],
        [menu("overflow", options=options(6))],
        "/blocks/0/elements/0/options",
    ),
    "checkboxes least": (
        [menu("checkboxes", options=options(1))],
        [menu("checkboxes", options=[])],
        "/blocks/0/elements/0/options",
    ),
    "checkboxes": (
        [menu("checkboxes", options=options(10))],
        [menu("checkboxes", options=options(11))],
        "/blocks/0/elements/0/options",
    ),
    "radio buttons least": (
        [menu("radio_buttons", options=options(1))],
        [menu("radio_buttons", options=[])],
        "/blocks/0/elements/0/options",
    ),
    "radio buttons": (
        [menu("radio_buttons", options=options(10))],
        [menu("radio_buttons", options=options(11))],
        "/blocks/0/elements/0/options",
    ),
    "initial option": (
        [menu("static_select", options=options(2), initial_option=option(1))],
        [menu("static_select", options=options(2), initial_option=option(2))],
        "/blocks/0/elements/0/initial_option",
    ),
    "initial options": (
        [menu("checkboxes", options=options(2), initial_options=[option(1)])],
        [menu("checkboxes", options=options(2), initial_options=[option(1), option(2)])],
        "/blocks/0/elements/0/initial_options/1",
    ),
}
