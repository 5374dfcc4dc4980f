"""Blocks, views and options judged as Slack judges them, and refused in Slack's error shapes."""

from typing import Any, cast

from sandbox.slack.block_kit import surfaces, texts
from sandbox.slack.block_kit.rules import Objection
from sandbox.slack.errors import SlackError
from sandbox.slack.wire import Json


def checked_blocks(blocks: Any, *, too_long: str = "msg_blocks_too_long") -> list[Json]:  # noqa: ANN401 - unjudged JSON
    """For a message; `invalid_blocks` with a line and a JSON pointer for each objection."""
    if not isinstance(blocks, list):
        raise SlackError("invalid_blocks_format")
    objections = judge_blocks(blocks)
    if objections:
        lines = [objection.line() for objection in objections]
        raise SlackError("invalid_blocks", errors=lines, response_metadata=_messages(lines))
    if surfaces.visible_characters(blocks) > surfaces.MESSAGE_CHARACTERS:
        raise SlackError(too_long)
    return cast("list[Json]", blocks)


def checked_view(view: Any) -> Json:  # noqa: ANN401 - unjudged JSON
    """For views.*; `invalid_arguments`, as Slack says there."""
    objections = judge_view(view)
    if any(objection.code == "view_too_large" for objection in objections):
        raise SlackError("view_too_large")
    if objections:
        lines = [objection.line() for objection in objections]
        raise SlackError("invalid_arguments", response_metadata=_messages(lines))
    return cast("Json", view)


def judge_blocks(blocks: Any) -> list[Objection]:  # noqa: ANN401 - unjudged JSON
    return surfaces.judge_message(blocks)


def judge_view(view: Any) -> list[Objection]:  # noqa: ANN401 - unjudged JSON
    return surfaces.judge_view(view)


def judge_options(offered: Any) -> list[Objection]:  # noqa: ANN401 - unjudged JSON
    """What an app answers when a menu loads its options; none found is an answer too."""
    if isinstance(offered, dict) and (offered.get("options") == [] or offered.get("option_groups") == []):
        return []
    return list(texts.OFFERED.judge(offered, ""))


def _messages(lines: list[str]) -> Json:
    return {"messages": [f"[ERROR] {line}" for line in lines]}
