"""The drawer 'What the bot sent': what was refused, why, and where in it."""

import pytest
from playwright.sync_api import expect
from slack_bolt import App
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from tests.page.pieces import Look, section, text_field


def test_a_refused_block_is_shown_with_slacks_error_and_its_place(client: WebClient, look: Look) -> None:
    page = look()
    with pytest.raises(SlackApiError):
        client.chat_postMessage(channel="C0GENERAL", text="x", blocks=[section("fine"), section("y" * 3001)])
    opener = page.get_by_role("button", name="What the bot sent, 1 refused")
    opener.click()
    refused = page.locator(".call.is-refused")
    expect(refused).to_contain_text("chat.postMessage")
    expect(refused).to_contain_text("in #general")
    expect(refused.locator(".refusal")).to_have_text("Refused: invalid_blocks")
    expect(refused.locator(".pointer")).to_have_text("/blocks/1/text/text")
    expect(refused).to_contain_text("must be less than 3001 characters")
    refused.get_by_text("The payload").click()
    expect(refused.locator("mark")).to_contain_text('"text": "yyy')
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="What the bot sent")).to_have_count(0)
    expect(opener).to_be_focused()


def test_a_refused_view_names_its_place_too(client: WebClient, look: Look) -> None:
    with pytest.raises(SlackApiError):
        client.views_publish(user_id="U0ANN", view={"type": "home", "blocks": [text_field("a", "A" * 2001)]})
    page = look()
    page.get_by_role("button", name="What the bot sent").click()
    expect(page.locator(".pointer")).to_have_text("/view/blocks/0/label/text")
    expect(page.locator(".call.is-refused")).to_contain_text("for Ann Archer")


def test_every_call_is_listed_newest_first_and_its_payload_is_text(client: WebClient, look: Look) -> None:
    client.chat_postMessage(channel="U0ANN", text="<b>hello</b>")
    client.auth_test()
    page = look()
    page.get_by_role("button", name="What the bot sent").click()
    expect(page.locator(".method")).to_have_text(["auth.test", "chat.postMessage"])
    page.locator(".call").nth(1).get_by_text("The payload").click()
    expect(page.locator(".call pre")).to_contain_text('"text": "<b>hello</b>"')
    assert "xoxb" not in page.content()
    page.get_by_label("Refused only").check()
    expect(page.get_by_text("Nothing was refused.")).to_be_visible()


def test_an_answer_to_a_command_that_slack_would_refuse_stands_there_too(look: Look, app: App) -> None:
    app.command("/iam")(lambda ack: ack(blocks=[section("y" * 3001)]))
    page = look()
    page.get_by_role("textbox").fill("/iam my")
    page.keyboard.press("Enter")
    expect(page.get_by_text("/iam failed with the error “invalid_command_response”")).to_be_visible()
    page.get_by_role("button", name="What the bot sent, 1 refused").click()
    expect(page.locator(".method").first).to_have_text("answer to /iam")
    expect(page.locator(".pointer")).to_have_text("/blocks/0/text/text")
