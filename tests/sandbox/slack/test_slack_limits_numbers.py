"""The numbers of the tables are those that slackblocks and slack_sdk have written down from Slack's reference."""

from collections.abc import Iterator

import pytest
from slack_sdk.models import blocks as sdk
from slack_sdk.models.views import View
from slackblocks import _limits

from sandbox.slack.block_kit import charts, surfaces, texts
from sandbox.slack.block_kit.blocks import ALL_BLOCKS, MARKDOWN_CHARACTERS
from sandbox.slack.block_kit.elements import ELEMENTS
from sandbox.slack.block_kit.rich_text import RICH_TEXT_ELEMENTS
from sandbox.slack.block_kit.rules import ByType, Items, Number, Rule, Shape, Whole, Words

CHARTS = charts.CHART.shapes
SERIES = CHARTS["bar"].must["series"]
SHAPES: dict[str, Rule] = {
    **{kind.upper(): shape for kind, shape in ALL_BLOCKS.shapes.items()},
    **{kind.upper(): shape for kind, shape in ELEMENTS.shapes.items() if kind != "image"},
    **{kind.upper(): shape for kind, shape in RICH_TEXT_ELEMENTS.shapes.items()},
    "IMAGE_ELEMENT": ELEMENTS.shapes["image"],
    "SELECT": ELEMENTS.shapes["static_select"],
    "MULTI_SELECT": ELEMENTS.shapes["multi_static_select"],
    "DATE_PICKER": ELEMENTS.shapes["datepicker"],
    "TIME_PICKER": ELEMENTS.shapes["timepicker"],
    "EMAIL_INPUT": ELEMENTS.shapes["email_text_input"],
    "URL_INPUT": ELEMENTS.shapes["url_text_input"],
    "FEEDBACK_BUTTON": ELEMENTS.shapes["feedback_buttons"].must["positive_button"],
    "CONFIRMATION": texts.CONFIRM,
    "OPTION": texts.OPTION_WITH_URL,
    "OPTION_GROUP": texts.OPTION_GROUP,
    "DISPATCH_ACTION_CONFIGURATION": texts.DISPATCH_CONFIG,
    "CONVERSATION_FILTER": texts.CONVERSATION_FILTER,
    "VIEW": surfaces.VIEWS.shapes["modal"],
}
"""By the names that slackblocks gives them."""


def _numbers(name: str, rule: Rule) -> Iterator[tuple[str, float]]:
    """A rule's limits under slackblocks' names."""
    match rule:
        case Words(most, least):
            yield f"{name}_MAX_LENGTH", most
            yield f"{name}_MIN_LENGTH", least
        case Items(_, most, least):
            yield f"{name}_MAX_ITEMS", most
            yield f"{name}_MIN_ITEMS", least
        case Whole(least, most):
            yield f"{name}_MAX", most
            yield f"{name}_MIN", least
        case Number(above) if above is not None:
            yield f"{name}_EXCLUSIVE_MIN", above
        case ByType(shapes) if "plain_text" in shapes:
            yield from _numbers(name, shapes["plain_text"].must["text"])
        case Shape(must, may):
            for field, one in {**must, **may}.items():
                yield from _numbers(f"{name}_{field.upper()}", one)


def _items(rule: Rule) -> Rule:
    assert isinstance(rule, Items)
    return rule.rule


def _field(rule: Rule, name: str) -> Rule:
    assert isinstance(rule, Shape)
    return {**rule.must, **rule.may}[name]


POINTS = _field(_items(SERIES), "data")
AXIS = CHARTS["bar"].must["axis_config"]
SEGMENTS = CHARTS["pie"].must["segments"]
DEEPER: dict[str, Rule] = {
    "BLOCK_ID": texts.ID,
    "ACTION_ID": texts.ID,
    "MESSAGE_BLOCKS": surfaces.MESSAGE_BLOCKS,
    "SECTION_FIELDS_ITEM": _items(ALL_BLOCKS.shapes["section"].may["fields"]),
    "SELECT_MIN_QUERY_LENGTH": ELEMENTS.shapes["external_select"].may["min_query_length"],
    "TABLE_COLUMNS": _items(charts.TABLE.must["rows"]),
    "DATA_TABLE_COLUMNS": _items(charts.DATA_TABLE.must["rows"]),
    "DATA_VISUALIZATION_SEGMENTS": SEGMENTS,
    "DATA_VISUALIZATION_SEGMENT_LABEL": _field(_items(SEGMENTS), "label"),
    "DATA_VISUALIZATION_SEGMENT_VALUE": _field(_items(SEGMENTS), "value"),
    "DATA_VISUALIZATION_SERIES": SERIES,
    "DATA_VISUALIZATION_SERIES_NAME": _field(_items(SERIES), "name"),
    "DATA_VISUALIZATION_DATA": POINTS,
    "DATA_VISUALIZATION_POINT_LABEL": _field(_items(POINTS), "label"),
    "DATA_VISUALIZATION_CATEGORIES": _field(AXIS, "categories"),
    "DATA_VISUALIZATION_CATEGORY_LABEL": _items(_field(AXIS, "categories")),
    "DATA_VISUALIZATION_AXIS_LABEL": _field(AXIS, "x_label"),
}
OURS: dict[str, float] = {
    **{name: number for kind, rule in {**SHAPES, **DEEPER}.items() for name, number in _numbers(kind, rule)},
    "MARKDOWN_TOTAL_TEXT_MAX_LENGTH": MARKDOWN_CHARACTERS,
    "DATA_TABLE_CONTENT_MAX_LENGTH": charts.DATA_TABLE_CHARACTERS,
    "DATA_TABLE_TOTAL_CONTENT_MAX_LENGTH": charts.DATA_TABLE_CHARACTERS,
    "MESSAGE_DATA_VISUALIZATIONS_MAX_ITEMS": 2,
}
NOT_HERE = {
    "MESSAGE_ATTACHMENTS_MAX_ITEMS": "attachments are not taken at all",
    "MESSAGE_CHANNEL_MIN_LENGTH": "no limit of Block Kit",
    "TEXT_MAX_LENGTH": "each place has its own",
    "TEXT_MIN_LENGTH": "each place has its own",
    "DATA_TABLE_CELL_TEXT_MIN_LENGTH": "Slack takes an empty cell",
}
THEIRS = {name: value for name, value in vars(_limits).items() if name.isupper() and isinstance(value, int)}
OF_SLACK_SDK: dict[type, str] = {
    sdk.Option: "OPTION",
    sdk.OptionGroup: "OPTION_GROUP",
    sdk.ConfirmObject: "CONFIRMATION",
    sdk.ButtonElement: "BUTTON",
    sdk.ImageElement: "IMAGE_ELEMENT",
    sdk.StaticSelectElement: "STATIC_SELECT",
    sdk.StaticMultiSelectElement: "MULTI_STATIC_SELECT",
    sdk.OverflowMenuElement: "OVERFLOW",
    sdk.SectionBlock: "SECTION",
    sdk.ImageBlock: "IMAGE",
    sdk.ActionsBlock: "ACTIONS",
    sdk.ContextBlock: "CONTEXT",
    sdk.InputBlock: "INPUT",
    sdk.HeaderBlock: "HEADER",
    sdk.MarkdownBlock: "MARKDOWN",
    sdk.VideoBlock: "VIDEO",
    View: "VIEW",
}
ELSEWHERE = {"OPTION_LABEL_MAX_LENGTH": "OPTION_TEXT_MAX_LENGTH"}
"""slack_sdk's name, and the one it has here."""


@pytest.mark.parametrize("name", sorted(set(THEIRS) - set(NOT_HERE)))
def test_a_number_is_that_of_slackblocks(name: str) -> None:
    assert OURS.get(name) == THEIRS[name]


@pytest.mark.parametrize("model", OF_SLACK_SDK, ids=lambda model: str(model.__name__))
def test_a_number_is_that_of_slack_sdk(model: type) -> None:
    """slack_sdk says `max_length` of lists too."""
    found = 0
    for field, number in vars(model).items():
        if field.endswith("_max_length") and isinstance(number, int):
            name = f"{OF_SLACK_SDK[model]}_{field.upper()}"
            name = ELSEWHERE.get(name, name)
            assert number == OURS.get(name, OURS.get(name.replace("_MAX_LENGTH", "_MAX_ITEMS"))), name
            found += 1
    assert found
