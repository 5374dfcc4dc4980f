"""Every element tells the app what was pressed, chosen or typed, by mouse and by keyboard."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App
from slack_sdk import WebClient

from tests.page.pieces import Json, Look, asked, button, modal, options, plain, section, text_field


def posted(client: WebClient, look: Look, *blocks: Json) -> Page:
    client.chat_postMessage(channel="C0GENERAL", text="all of it", blocks=list(blocks))
    return look()


PRESSED = {
    "static_select": ({"options": options("One", "Two")}, "Two", ("selected_option", "value"), "two"),
    "users_select": ({}, "Bob", ("selected_user",), "U0BOB"),
    "channels_select": ({}, "approvals", ("selected_channel",), "C0APPROVALS"),
    "conversations_select": ({}, "security", ("selected_conversation",), "C0SECURITY"),
}


@pytest.mark.parametrize("kind", PRESSED)
def test_a_menu_is_chosen_from_by_typing(client: WebClient, look: Look, app: App, kind: str) -> None:
    heard: list[Any] = []
    app.action("it")(lambda ack, action: (heard.append(action), ack()))
    more, typed, path, value = PRESSED[kind]
    page = posted(client, look, {"type": "actions", "elements": [{"type": kind, "action_id": "it", **more}]})
    page.get_by_role("combobox", name="Choose").click()
    page.keyboard.type(typed)
    expect(page.get_by_role("option")).to_have_count(1)
    with page.expect_response("**/fills"):
        page.keyboard.press("Enter")
    found = heard[0]
    for name in path:
        found = found[name]
    assert found == value


def test_several_are_chosen_and_taken_back(client: WebClient, look: Look, app: App) -> None:
    heard: list[Any] = []
    app.action("it")(lambda ack, action: (heard.append([one["value"] for one in action["selected_options"]]), ack()))
    element = {"type": "multi_static_select", "action_id": "it", "options": options("One", "Two", "Three")}
    page = posted(client, look, {"type": "actions", "elements": [element]})
    page.get_by_role("combobox").click()
    for name in ("One", "Three"):
        with page.expect_response("**/fills"):
            page.get_by_role("option", name=name).click()
    with page.expect_response("**/fills"):
        page.get_by_role("button", name="Remove One").click()
    assert heard == [["one"], ["one", "three"], ["three"]]


def test_boxes_radio_buttons_dates_and_times_tell_the_app(client: WebClient, look: Look, app: App) -> None:
    heard: list[Any] = []
    for action_id in ("boxes", "radio", "date", "time"):
        app.action(action_id)(lambda ack, action: (heard.append(action), ack()))
    page = posted(
        client,
        look,
        {
            "type": "actions",
            "elements": [
                {"type": "checkboxes", "action_id": "boxes", "options": options("One", "Two")},
                {"type": "radio_buttons", "action_id": "radio", "options": options("Red", "Blue")},
                {"type": "datepicker", "action_id": "date"},
                {"type": "timepicker", "action_id": "time"},
            ],
        },
    )
    with page.expect_response("**/fills"):
        page.get_by_label("Two").check()
    with page.expect_response("**/fills"):
        page.get_by_label("Blue").check()
    with page.expect_response("**/fills"):
        page.locator("[data-action-id=date]").fill("2026-12-24")
    with page.expect_response("**/fills"):
        page.locator("[data-action-id=time]").fill("16:30")
    boxes, radio, date, time = heard
    assert [one["value"] for one in boxes["selected_options"]] == ["two"]
    assert radio["selected_option"]["value"] == "blue"
    assert (date["selected_date"], time["selected_time"]) == ("2026-12-24", "16:30")


def test_an_overflow_menu_opens_by_the_keyboard(client: WebClient, look: Look, app: App) -> None:
    heard: list[Any] = []
    app.action("it")(lambda ack, action: (heard.append(action["selected_option"]["value"]), ack()))
    element = {"type": "overflow", "action_id": "it", "options": options("Snooze", "Ignore")}
    page = posted(client, look, section("A finding", accessory=element))
    page.get_by_role("button", name="More actions").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitem", name="Snooze")).to_be_focused()
    page.keyboard.press("ArrowDown")
    with page.expect_response("**/chooses"):
        page.keyboard.press("Enter")
    assert heard == ["ignore"]


def test_a_confirm_is_asked_before_and_may_be_declined(client: WebClient, look: Look, app: App) -> None:
    heard: list[Any] = []
    app.action("revoke")(lambda ack, action: (heard.append(action["value"]), ack()))
    sure = {
        "title": plain("Revoke this access?"),
        "text": plain("Now."),
        "confirm": plain("Revoke"),
        "deny": plain("Keep It"),
        "style": "danger",
    }
    element = button("Revoke Access", "revoke", value="7", style="danger", confirm=sure)
    page = posted(client, look, {"type": "actions", "elements": [element]})
    opener = page.get_by_role("button", name="Revoke Access")
    opener.click()
    expect(page.get_by_role("dialog", name="Revoke this access?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(opener).to_be_focused()
    opener.click()
    with page.expect_response("**/clicks"):
        page.get_by_role("button", name="Revoke", exact=True).click()
    assert heard == ["7"]


def test_a_link_button_leads_away_safely_and_is_told_too(client: WebClient, look: Look, app: App) -> None:
    heard: list[Any] = []
    app.action("docs")(lambda ack, action: (heard.append(action["action_id"]), ack()))
    page = posted(
        client, look, {"type": "actions", "elements": [button("Read", "docs", url="https://docs.example.com/")]}
    )
    link = page.get_by_role("link", name="Read")
    expect(link).to_have_attribute("rel", "noopener noreferrer")
    page.evaluate("document.addEventListener('click', (event) => event.preventDefault())")
    with page.expect_response("**/clicks"):
        link.click()
    assert heard == ["docs"]


def test_every_field_of_a_form_is_labelled_and_told(look: Look, app: App) -> None:
    heard: list[Any] = []
    form = modal(
        {"type": "alert", "text": plain("Read this"), "level": "warning"},
        text_field("line", "A line", placeholder=plain("such as this")),
        text_field("lines", "Lines", multiline=True),
        asked("number", "A number", {"type": "number_input", "action_id": "number", "is_decimal_allowed": False}),
        asked("mail", "An address", {"type": "email_text_input", "action_id": "mail"}),
        asked("site", "A site", {"type": "url_text_input", "action_id": "site"}),
        asked("boxes", "Boxes", {"type": "checkboxes", "action_id": "boxes", "options": options("One", "Two")}),
        asked("day", "A day", {"type": "datepicker", "action_id": "day"}, optional=True),
        asked("who", "Who", {"type": "users_select", "action_id": "who"}, hint=plain("One of us")),
    )
    app.command("/iam")(lambda ack, body, client: (client.views_open(trigger_id=body["trigger_id"], view=form), ack()))
    app.view("ask")(lambda ack, view: (heard.append(view["state"]["values"]), ack()))
    page = look()
    page.get_by_role("textbox").fill("/iam")
    page.keyboard.press("Enter")
    expect(page.get_by_role("note").filter(has_text="Read this")).to_be_visible()
    for label, value in {
        "A line": "one",
        "Lines": "two\nthree",
        "A number": "4",
        "An address": "a@example.com",
        "A site": "https://example.com",
    }.items():
        page.get_by_label(label).fill(value)
    page.get_by_role("group", name="Boxes").get_by_label("One").check()
    page.get_by_label("A day (optional)").fill("2026-12-24")
    page.get_by_role("combobox", name="Who").click()
    page.get_by_role("option", name="Bob Baker").click()
    page.get_by_role("button", name="File Request").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    [values] = heard
    told = {block: next(iter(fields.values())) for block, fields in values.items()}
    assert told["lines"]["value"] == "two\nthree"
    assert {told[name]["value"] for name in ("line", "number", "mail", "site")} == {
        "one",
        "4",
        "a@example.com",
        "https://example.com",
    }
    assert [option["value"] for option in told["boxes"]["selected_options"]] == ["one"]
    assert (told["day"]["selected_date"], told["who"]["selected_user"]) == ("2026-12-24", "U0BOB")
