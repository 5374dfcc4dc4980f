"""slackblocks knows the limits too: where it can judge, it and the stand-in agree."""

from collections.abc import Callable
from typing import Any

import pytest
import slackblocks as sb
from slack_sdk import WebClient
from slackblocks.blocks import Block
from slackblocks.errors import InvalidUsageError
from test_slack_limits import BLOCKS

JUDGED = [
    "50 blocks", "markdown in all", "markdown", "block_id", "section text", "section text empty",
    "section needs something", "field", "fields", "header", "context", "unknown block",
    "alert in a message", "image",
]  # fmt: skip
"""What slackblocks can read back from JSON; it reads no elements."""


def built(blocks: list[dict[str, Any]]) -> Any:
    return sb.Message(channel="C", text="t", blocks=[Block.from_dict(block) for block in blocks]).to_dict()


@pytest.mark.parametrize("name", JUDGED)
def test_both_judges_say_the_same_of_a_message(name: str) -> None:
    passes, refused, _ = BLOCKS[name]
    assert built(passes)
    with pytest.raises(InvalidUsageError):
        built(refused)


def many(number: int) -> list[Any]:
    return [sb.Option(text=sb.Text(f"o{one}", type_=sb.TextType.PLAINTEXT), value=str(one)) for one in range(number)]


def in_actions(element: Any) -> Any:
    return sb.ActionsBlock(elements=[element])


def confirm(*, title: int = 3, text: int = 3, deny: int = 3) -> Any:
    asked = sb.Confirm(title="x" * title, text="x" * text, confirm="Yes", deny="x" * deny)
    return in_actions(sb.Button(text="b", action_id="a", confirm=asked))


def cells(rows: int, columns: int) -> Any:
    return [[sb.RawText("x")] * columns] * rows


def chart(*, title: int = 3, segments: int = 1, label: int = 3) -> Any:
    pie = sb.PieChart([sb.ChartSegment("x" * label, 1)] * segments)
    return sb.DataVisualizationBlock(title="x" * title, chart=pie)


BUILT: dict[str, tuple[Callable[[int], Any], int]] = {
    "actions": (lambda n: sb.ActionsBlock(elements=[sb.Button(text="b", action_id=str(i)) for i in range(n)]), 25),
    "button text": (lambda n: in_actions(sb.Button(text="x" * n, action_id="a")), 75),
    "button value": (lambda n: in_actions(sb.Button(text="b", action_id="a", value="x" * n)), 2000),
    "action_id": (lambda n: in_actions(sb.Button(text="b", action_id="x" * n)), 255),
    "confirm title": (lambda n: confirm(title=n), 100),
    "confirm text": (lambda n: confirm(text=n), 300),
    "confirm deny": (lambda n: confirm(deny=n), 30),
    "select": (lambda n: in_actions(sb.StaticSelectMenu(action_id="a", placeholder="p", options=many(n))), 100),
    "overflow": (lambda n: in_actions(sb.OverflowMenu(action_id="a", options=many(n))), 5),
    "checkboxes": (lambda n: in_actions(sb.CheckboxGroup(action_id="a", options=many(n))), 10),
    "radio buttons": (lambda n: in_actions(sb.RadioButtonGroup(action_id="a", options=many(n))), 10),
    "label": (lambda n: sb.InputBlock(label="x" * n, element=sb.PlainTextInput(action_id="a")), 2000),
    "placeholder": (
        lambda n: sb.InputBlock(label="l", element=sb.PlainTextInput(action_id="a", placeholder="x" * n)),
        150,
    ),
    "table rows": (lambda n: sb.TableBlock(rows=cells(n, 1)), 100),
    "table columns": (lambda n: sb.TableBlock(rows=cells(1, n)), 20),
    "data table rows": (lambda n: sb.DataTableBlock(rows=cells(n, 1), caption="c"), 201),
    "data table columns": (lambda n: sb.DataTableBlock(rows=cells(2, n), caption="c"), 20),
    "chart title": (lambda n: chart(title=n), 50),
    "pie segments": (lambda n: chart(segments=n), 12),
    "chart label": (lambda n: chart(label=n), 20),
    "card body": (lambda n: sb.CardBlock(title="t", body="x" * n), 200),
    "card actions": (
        lambda n: sb.CardBlock(title="t", actions=[sb.Button(text="b", action_id=str(i)) for i in range(n)]),
        3,
    ),
    "container": (lambda n: sb.ContainerBlock(title="t", child_blocks=[sb.DividerBlock()] * n), 10),
}


@pytest.mark.parametrize("name", BUILT)
def test_what_slackblocks_builds_at_its_limit_is_taken(client: WebClient, name: str) -> None:
    build, most = BUILT[name]
    block = sb.Message(channel="C", text="t", blocks=[build(most)]).to_dict()["blocks"][0]
    for child in block.get("child_blocks", []):
        child.pop("block_id", None)
    assert client.chat_postMessage(channel="C0GENERAL", text="t", blocks=[block])["ok"]
    with pytest.raises(InvalidUsageError):
        build(most + 1)
