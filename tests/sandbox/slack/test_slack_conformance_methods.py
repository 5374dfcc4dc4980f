"""Every method answers in Slack's shape, takes Slack's arguments, and is understood by slack_sdk's own models."""

import inspect
from typing import Any

import arguments_read
import pytest
from calls import CALLS, HOME, METADATA, Stage
from cards_and_forms import CARD, FORM
from shapes import faults
from slack_methods import METHODS as PUBLISHED
from slack_sdk import WebClient
from slack_sdk.models.blocks import Block
from slack_sdk.models.metadata import Metadata
from slack_sdk.models.views import View

from sandbox.slack.driver import StandIn
from sandbox.slack.methods.table import METHODS

Json = dict[str, Any]
EACH = pytest.mark.parametrize("method", METHODS)


@pytest.fixture
def stage(slack: StandIn, client: WebClient) -> Stage:
    return Stage(slack, client)


def test_every_method_of_the_table_is_compared_with_slacks() -> None:
    assert set(METHODS) == set(PUBLISHED) == set(CALLS)


@EACH
def test_an_answer_has_slacks_fields_and_no_others(stage: Stage, method: str) -> None:
    answers = list(CALLS[method](stage))
    assert answers
    assert [line for answer in answers for line in faults(answer, PUBLISHED[method].answer)] == []


@EACH
def test_a_method_needs_what_slack_requires_and_reads_only_what_slack_takes(method: str) -> None:
    published = PUBLISHED[method]
    assert set(METHODS[method].needs) == published.required
    assert arguments_read.of(method) <= published.required | published.optional


@EACH
def test_slack_sdk_gives_no_argument_that_is_not_known_here(method: str) -> None:
    signature = inspect.signature(getattr(WebClient, method.replace(".", "_")))
    names = set(signature.parameters) - {"self", "kwargs", "app_token"}
    assert names <= PUBLISHED[method].required | PUBLISHED[method].optional


def test_what_is_stored_of_blocks_is_read_back_by_slack_sdk(client: WebClient) -> None:
    stored = client.chat_postMessage(channel="C0GENERAL", text="t", blocks=CARD)["message"]["blocks"]
    assert [block.to_dict() for block in Block.parse_all(stored)] == stored


def test_views_are_read_back_by_slack_sdk(stage: Stage, client: WebClient) -> None:
    modal = client.views_open(trigger_id=stage.trigger(), view=FORM)["view"]
    home = client.views_publish(user_id="U0ANN", view=HOME)["view"]
    for view in (modal, home):
        known = {name: value for name, value in view.items() if value not in (None, "")}
        del known["app_installed_team_id"]
        assert View(**known).to_dict() == known, "slack_sdk leaves out what is empty, and that one field"


def test_metadata_is_read_back_by_slack_sdk(client: WebClient) -> None:
    stored = client.chat_postMessage(channel="C0GENERAL", text="t", metadata=METADATA)["message"]["metadata"]
    assert Metadata(**stored).to_dict() == stored == METADATA
