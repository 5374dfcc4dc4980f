"""Every limit of Block Kit: what still passes, what is refused, and where the fault is said to be."""

from typing import Any

import pytest
from block_kit_builders import Json, modal, pie, plain, section, text_input
from block_kit_cases import ELEMENT_CASES, ID
from block_kit_newer_cases import NEWER_CASES
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

BLOCKS = ELEMENT_CASES | NEWER_CASES
SUBMIT = {"submit": plain(3)}
VIEWS: dict[str, tuple[Json, Json, str]] = {
    "100 blocks": (modal(*[section()] * 100), modal(*[section()] * 101), "/view/blocks"),
    "title": (modal(title=plain(24)), modal(title=plain(25)), "/view/title/text"),
    "submit": (modal(submit=plain(24)), modal(submit=plain(25)), "/view/submit/text"),
    "close": (modal(close=plain(24)), modal(close=plain(25)), "/view/close/text"),
    "callback_id": (modal(callback_id=ID), modal(callback_id=ID + "x"), "/view/callback_id"),
    "external_id": (modal(external_id=ID), modal(external_id=ID + "x"), "/view/external_id"),
    "private_metadata": (
        modal(private_metadata="x" * 3000),
        modal(private_metadata="x" * 3001),
        "/view/private_metadata",
    ),
    "submit with an input": (modal(text_input(), **SUBMIT), modal(text_input()), "/view"),
    "alert": (
        modal({"type": "alert", "text": plain(200)}),
        modal({"type": "alert", "text": plain(201)}),
        "/view/blocks/0/text/text",
    ),
    "block_id once": (
        modal(section(block_id="a"), section(block_id="b")),
        modal(section(block_id="a"), section(block_id="a")),
        "/view/blocks/0/block_id",
    ),
    "no charts": (modal(section()), modal(pie()), "/view/blocks/0/type"),
}


@pytest.mark.parametrize("name", BLOCKS)
def test_a_message_passes_at_the_limit_and_is_refused_beyond_it(client: WebClient, name: str) -> None:
    passes, refused, pointer = BLOCKS[name]
    assert client.chat_postMessage(channel="C0GENERAL", text="t", blocks=passes)["ok"]
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0GENERAL", text="t", blocks=refused)
    said = caught.value.response
    assert said["error"] == "invalid_blocks"
    assert said["errors"][0].endswith(f"[json-pointer:{pointer}]")
    assert said["response_metadata"]["messages"][0] == f"[ERROR] {said['errors'][0]}"


@pytest.mark.parametrize("name", VIEWS)
def test_a_view_passes_at_the_limit_and_is_refused_beyond_it(client: WebClient, name: str) -> None:
    passes, refused, pointer = VIEWS[name]
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id="none", view=passes)
    assert caught.value.response["error"] == "invalid_trigger_id", "the view itself is well"
    with pytest.raises(SlackApiError) as caught:
        client.views_open(trigger_id="none", view=refused)
    said = caught.value.response
    assert said["error"] == "invalid_arguments"
    assert said["response_metadata"]["messages"][0].endswith(f"[json-pointer:{pointer}]")


def test_the_message_is_slacks_own(client: WebClient) -> None:
    with pytest.raises(SlackApiError) as caught:
        client.chat_postMessage(channel="C0GENERAL", blocks=[section(3001)], text="t")
    expected = "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    assert caught.value.response["errors"] == [expected]


def test_a_view_of_more_than_250_kb_is_too_large(client: WebClient) -> None:
    with pytest.raises(SlackApiError, match="view_too_large"):
        client.views_open(trigger_id="none", view=modal(*[section(3000)] * 90))
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="none", view=modal(*[section(2500)] * 90))


def test_a_message_of_too_many_characters_in_all_is_refused(client: WebClient) -> None:
    assert client.chat_postMessage(channel="C0GENERAL", text="t", blocks=[section(2400)] * 4)["ok"]
    with pytest.raises(SlackApiError, match="msg_blocks_too_long"):
        client.chat_postMessage(channel="C0GENERAL", text="t", blocks=[section(2900)] * 4)


def test_a_home_tab_has_no_submit(client: WebClient) -> None:
    home = {"type": "home", "blocks": [section()]}
    assert client.views_publish(user_id="U0ANN", view=home)["ok"]
    with pytest.raises(SlackApiError, match="invalid_arguments"):
        client.views_publish(user_id="U0ANN", view=home | SUBMIT)


def test_text_over_4000_is_cut_nowhere_but_refused_in_an_update(client: WebClient) -> None:
    posted = client.chat_postMessage(channel="C0GENERAL", text="x" * 4001)
    where = {"channel": "C0GENERAL", "ts": posted["ts"]}
    assert client.chat_update(text="x" * 4000, **where)["ok"]
    with pytest.raises(SlackApiError, match="msg_too_long"):
        client.chat_update(text="x" * 4001, **where)


def test_blocks_validate_needs_no_token_and_tells_code_pointer_and_constraint(slack: Any) -> None:
    nobody = WebClient(base_url=slack.api_url)
    assert nobody.api_call("blocks.validate", json={"blocks": [section()]})["ok"]
    with pytest.raises(SlackApiError) as caught:
        nobody.api_call("blocks.validate", json={"blocks": [section(3001)]})
    [told] = caught.value.response["errors"]
    assert told == {
        "code": "failed_constraint",
        "message": "must be less than 3001 characters",
        "pointer": "/0/text/text",
        "constraint": {"type": "too_long", "expected": 3000},
    }
