"""Modals: opened, filled in, refused, updated, pushed and closed."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App

from sandbox.slack.driver import StandIn
from tests.page.pieces import Json, Look, asked, button, modal, options, section, text_field

BUNDLE = asked("bundle", "What you need", {"type": "external_select", "action_id": "bundle", "min_query_length": 1})
MORE = asked("more", "More", {"type": "plain_text_input", "action_id": "more"}, optional=True)
FORM = modal(BUNDLE, text_field("why", "Why", max_length=20), MORE)


def opens(app: App, form: Json) -> None:
    app.command("/iam")(lambda ack, body, client: (client.views_open(trigger_id=body["trigger_id"], view=form), ack()))


def offers(app: App, *names: str) -> None:
    @app.options("bundle")
    def offer(ack: Any, payload: Json) -> None:
        found = [option for option in options(*names) if payload["value"] in option["value"]]
        ack(options=found)


def opened(page: Page) -> Page:
    page.get_by_role("textbox").fill("/iam")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    return page


@pytest.fixture
def form(app: App, look: Look) -> Page:
    opens(app, FORM)
    offers(app, "S3-access", "S3-admin", "Billing")
    return opened(look())


def test_the_first_field_has_the_focus_and_gives_it_back(form: Page) -> None:
    expect(form.get_by_role("combobox", name="What you need")).to_be_focused()
    form.keyboard.press("Escape")
    expect(form.get_by_role("dialog")).to_have_count(0)
    expect(form.get_by_role("textbox", name="Message #general")).to_be_focused()


def test_a_menu_that_loads_is_searched_by_the_keyboard_alone(form: Page) -> None:
    form.keyboard.press("ArrowDown")
    expect(form.get_by_text("Type 1 more character to search.")).to_be_visible()
    form.keyboard.type("s3")
    expect(form.get_by_role("option")).to_have_count(2)
    form.keyboard.press("ArrowDown")
    active = form.get_by_role("combobox").get_attribute("aria-activedescendant")
    expect(form.locator(f"#{active}")).to_contain_text("S3-admin")
    form.keyboard.press("Enter")
    expect(form.get_by_role("combobox")).to_have_value("S3-admin")
    form.keyboard.press("ArrowDown")
    form.keyboard.press("Escape")
    expect(form.get_by_role("option")).to_have_count(0)
    expect(form.get_by_role("dialog")).to_be_visible()


def test_nothing_found_is_said(form: Page) -> None:
    form.keyboard.type("zzz")
    expect(form.get_by_text("Nothing found.")).to_be_visible()


def test_what_is_missing_is_said_at_its_field_which_gets_the_focus(form: Page) -> None:
    form.get_by_role("button", name="File Request").click()
    errors = form.get_by_text("Please complete this required field.")
    expect(errors).to_have_count(2)
    field = form.get_by_role("combobox")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    assert errors.first.get_attribute("id") in str(field.get_attribute("aria-describedby"))


def test_an_error_of_the_app_leaves_what_was_typed(app: App, form: Page) -> None:
    app.view("ask")(lambda ack: ack(response_action="errors", errors={"why": "Say more than that."}))
    form.keyboard.type("bill")
    expect(form.get_by_role("option")).to_have_count(1)
    form.keyboard.press("Enter")
    form.get_by_label("Why").fill("because")
    form.keyboard.press("Control+Enter")
    expect(form.get_by_text("Say more than that.")).to_be_visible()
    expect(form.get_by_label("Why")).to_be_focused()
    expect(form.get_by_label("Why")).to_have_value("because")
    expect(form.get_by_role("combobox")).to_have_value("Billing")


def test_what_was_typed_stays_through_an_update(slack: StandIn, app: App, look: Look) -> None:
    first = modal(
        section("before"), text_field("why", "Why"), {"type": "actions", "elements": [button("Change", "change")]}
    )
    second = modal(section("after"), text_field("why", "Why"), text_field("new", "New"))
    opens(app, first)
    app.action("change")(
        lambda ack, body, client: (client.views_update(view_id=body["view"]["id"], view=second), ack())
    )
    page = opened(look())
    page.get_by_label("Why").fill("half typed")
    page.get_by_role("button", name="Change").click()
    expect(page.get_by_text("after")).to_be_visible()
    expect(page.get_by_label("Why")).to_have_value("half typed")
    modal_now = slack.person("U0ANN").modal()
    assert modal_now is not None
    assert modal_now.raw["state"]["values"]["why"]["why"]["value"] == "half typed"


def test_a_pushed_modal_lies_above_and_goes_back_to_the_one_below(app: App, look: Look) -> None:
    more = {"type": "actions", "elements": [button("More", "more")]}
    opens(app, modal(text_field("why", "Why"), more, title="First"))
    above = modal(text_field("deep", "Deep"), more, title="Above")
    app.action("more")(lambda ack, body, client: (client.views_push(trigger_id=body["trigger_id"], view=above), ack()))
    page = opened(look())
    page.get_by_label("Why").fill("kept below")
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("dialog", name="Above")).to_be_visible()
    expect(page.get_by_label("Deep")).to_be_focused()
    page.get_by_role("button", name="More").click()
    expect(page.get_by_role("button", name="Back")).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Back").click()
    expect(page.get_by_role("dialog", name="First")).to_be_visible()
    expect(page.get_by_label("Why")).to_have_value("kept below")


def test_an_app_that_does_not_answer_leaves_the_modal_with_slacks_words(slack: StandIn, form: Page) -> None:
    form.keyboard.type("bill")
    form.get_by_role("option", name="Billing").click()
    form.get_by_label("Why").fill("because")
    slack.point_at("http://127.0.0.1:9/slack/events")
    form.get_by_role("button", name="File Request").click()
    expect(form.get_by_role("alert").filter(has_text="We had some trouble connecting. Try again?")).to_be_visible()
    expect(form.get_by_label("Why")).to_have_value("because")


def test_a_form_is_filed_once_however_often_it_is_pressed(app: App, look: Look) -> None:
    opens(app, modal(text_field("why", "Why")))
    heard: list[Json] = []
    app.view("ask")(lambda ack, view: (time.sleep(0.3), heard.append(view), ack()))
    page = opened(look())
    page.get_by_label("Why").fill("because")
    page.get_by_role("button", name="File Request").dblclick()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert len(heard) == 1


def test_what_is_closed_half_typed_is_forgotten_without_a_word(look: Look, app: App) -> None:
    opens(app, modal(text_field("why", "Why")))
    page = opened(look())
    page.get_by_label("Why").press_sequentially("half")
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.wait_for_timeout(600)
    expect(page.locator(".note")).to_have_count(0)


def test_a_shortcut_opens_a_modal_by_the_lightning_button(app: App, look: Look) -> None:
    app.shortcut("request-access")(
        lambda ack, body, client: (client.views_open(trigger_id=body["trigger_id"], view=FORM), ack())
    )
    page = look()
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Ask for AWS access").click()
    expect(page.get_by_role("dialog", name="Ask for Access")).to_be_visible()


def test_several_are_chosen_from_one_search_after_another(slack: StandIn, app: App, look: Look) -> None:
    menu = {"type": "multi_external_select", "action_id": "bundle", "min_query_length": 1}
    opens(app, modal(asked("bundle", "What you need", menu)))
    offers(app, "S3-access", "Billing")
    page = opened(look())
    for typed, name in (("s3", "S3-access"), ("bill", "Billing")):
        page.get_by_role("combobox").fill(typed)
        with page.expect_response("**/fills"):
            page.get_by_role("option", name=name).click()
    slack.point_at(None)
    with page.expect_response("**/fills") as answered:
        page.get_by_role("button", name="Remove S3-access").click()
    assert answered.value.ok
    modal_now = slack.person("U0ANN").modal()
    assert modal_now is not None
    [kept] = modal_now.raw["state"]["values"]["bundle"]["bundle"]["selected_options"]
    assert kept["value"] == "billing"
