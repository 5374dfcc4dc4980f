"""What happens is on the page at once: messages, changes, unread marks, threads; and after a break it goes on."""

import time

import pytest
from playwright.sync_api import Browser, expect
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from tests.page.pieces import Look, button, section


def test_a_message_appears_changes_and_goes_without_a_reload(client: WebClient, look: Look) -> None:
    page = look()
    posted = client.chat_postMessage(channel="C0GENERAL", text="one")
    expect(page.locator(".message .mrkdwn")).to_have_text("one")
    client.chat_update(channel="C0GENERAL", ts=str(posted["ts"]), text="two", blocks=[section("*two*")])
    expect(page.locator(".message strong")).to_have_text("two")
    expect(page.get_by_text("(edited)")).to_be_visible()
    client.chat_delete(channel="C0GENERAL", ts=str(posted["ts"]))
    expect(page.locator(".message")).to_have_count(0)


def test_a_change_leaves_the_other_messages_standing(client: WebClient, look: Look) -> None:
    first = client.chat_postMessage(channel="C0GENERAL", text="one")
    client.chat_postMessage(channel="C0GENERAL", text="another")
    page = look()
    page.locator(".message").nth(1).evaluate("(node) => { node.dataset.untouched = 'yes' }")
    client.chat_update(channel="C0GENERAL", ts=str(first["ts"]), text="two")
    expect(page.locator(".message").nth(0)).to_contain_text("two")
    expect(page.locator(".message").nth(1)).to_have_attribute("data-untouched", "yes")


def test_what_only_you_see_is_marked_and_seen_by_nobody_else(client: WebClient, look: Look) -> None:
    ann, bob = look("U0ANN"), look("U0BOB")
    client.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="a secret")
    client.chat_postMessage(channel="C0GENERAL", text="for all")
    expect(ann.locator(".message")).to_have_count(2)
    expect(ann.get_by_text("Only visible to you")).to_be_visible()
    expect(bob.locator(".message .mrkdwn")).to_have_text("for all")


def test_what_is_unread_is_bold_and_counted_until_it_is_read(client: WebClient, look: Look) -> None:
    page = look()
    for text in ("one", "two"):
        client.chat_postMessage(channel="C0APPROVALS", text=text)
    row = page.get_by_role("button", name="approvals")
    expect(row.get_by_label("2 unread")).to_be_visible()
    assert row.evaluate("(node) => getComputedStyle(node).fontWeight") == "700"
    expect(page).to_have_title("(2) #general · Practice workspace")
    row.click()
    expect(page.locator(".message")).to_have_count(2)
    expect(row.get_by_label("2 unread")).to_have_count(0)
    page.get_by_role("button", name="general").click()
    expect(row.get_by_label("2 unread")).to_have_count(0)


def test_each_person_has_unread_marks_of_their_own(client: WebClient, look: Look) -> None:
    page = look()
    client.chat_postMessage(channel="U0BOB", text="Bob, please decide")
    client.chat_postMessage(channel="C0APPROVALS", text="a card")
    page.get_by_role("button", name="approvals").click()
    page.get_by_role("button", name="You are Ann Archer").click()
    page.get_by_role("menuitemradio", name="Bob Baker").click()
    expect(page.get_by_role("button", name="Leasehold").get_by_label("1 unread")).to_be_visible()
    page.get_by_role("button", name="Leasehold").click()
    expect(page.locator(".message .mrkdwn")).to_have_text("Bob, please decide")
    expect(page.get_by_role("tab", name="Messages")).to_have_attribute("aria-selected", "true")


def test_a_thread_opens_under_what_it_answers(client: WebClient, look: Look) -> None:
    parent = str(client.chat_postMessage(channel="C0GENERAL", text="the card")["ts"])
    for text in ("first", "second"):
        client.chat_postMessage(channel="C0GENERAL", text=text, thread_ts=parent)
    page = look()
    toggle = page.get_by_role("button", name="2 replies")
    expect(page.get_by_text("second")).to_have_count(0)
    toggle.click()
    expect(toggle).to_have_attribute("aria-expanded", "true")
    expect(page.locator(".thread .message .mrkdwn")).to_have_text(["first", "second"])
    client.chat_postMessage(channel="C0GENERAL", text="third", thread_ts=parent)
    expect(page.get_by_role("button", name="3 replies")).to_be_visible()
    expect(page.locator(".thread .message")).to_have_count(3)


def test_a_click_is_answered_on_the_page(client: WebClient, look: Look, app: App) -> None:
    app.action("approve")(lambda ack, respond: (ack(), respond("Decided.", replace_original=True)))
    blocks = [{"type": "actions", "elements": [button("Approve Request", "approve", style="primary")]}]
    client.chat_postMessage(channel="C0GENERAL", text="a card", blocks=blocks)
    page = look()
    page.get_by_role("button", name="Approve Request").click()
    expect(page.get_by_text("Decided.")).to_be_visible()


def test_a_bot_that_is_down_is_told_in_slacks_words(slack: StandIn, client: WebClient, look: Look) -> None:
    blocks = [{"type": "actions", "elements": [button("Approve Request", "approve")]}]
    client.chat_postMessage(channel="C0GENERAL", text="a card", blocks=blocks)
    page = look()
    slack.point_at("http://127.0.0.1:9/slack/events")
    page.get_by_role("textbox").fill("/iam my")
    page.keyboard.press("Enter")
    expect(page.get_by_text("/iam failed with the error “dispatch_failed”")).to_be_visible()
    page.get_by_role("button", name="Approve Request").click()
    expect(page.get_by_role("img", name="The app could not be reached (dispatch_failed).")).to_be_visible()


def test_a_bot_that_is_too_slow_is_told_of_after_three_seconds(client: WebClient, look: Look, app: App) -> None:
    app.command("/iam")(lambda ack: (time.sleep(3.3), ack("too late")))
    app.action("approve")(lambda ack: (time.sleep(3.3), ack()))
    blocks = [{"type": "actions", "elements": [button("Approve Request", "approve")]}]
    client.chat_postMessage(channel="C0GENERAL", text="a card", blocks=blocks)
    page = look()
    page.get_by_role("button", name="Approve Request").click()
    page.get_by_role("textbox").fill("/iam my")
    page.keyboard.press("Enter")
    expect(page.get_by_text("/iam failed with the error “operation_timeout”")).to_be_visible()
    expect(page.get_by_title("The app did not answer within three seconds (operation_timeout).")).to_be_visible()


def test_a_bot_that_was_started_again_is_heard_on_the_same_page(slack: StandIn, look: Look, app: App) -> None:
    bot = slack.bot_url
    app.command("/iam")(lambda ack: ack("here again"))
    page = look()
    for url, words in (("http://127.0.0.1:9/slack/events", "/iam failed"), (bot, "here again")):
        slack.point_at(url)
        page.get_by_role("textbox").fill("/iam my")
        page.keyboard.press("Enter")
        expect(page.get_by_text(words)).to_be_visible()


def test_the_home_tab_is_asked_for_and_kept_up_to_date(client: WebClient, look: Look, app: App) -> None:
    def home(text: str) -> dict[str, object]:
        return {"type": "home", "blocks": [section(text)]}

    app.event("app_home_opened")(lambda event, client: client.views_publish(user_id=event["user"], view=home("yours")))
    page = look("U0ANN", "dm")
    page.get_by_role("tab", name="Messages").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_role("tabpanel", name="Home").get_by_text("yours")).to_be_visible()
    expect(page.get_by_role("tab", name="Home")).to_be_focused()
    client.views_publish(user_id="U0ANN", view=home("two requests wait"))
    expect(page.get_by_role("tabpanel").get_by_text("two requests wait")).to_be_visible()
    client.views_publish(user_id="U0ANN", view=home("one request waits"))
    expect(page.get_by_text("one request waits")).to_be_visible()


@pytest.mark.parametrize(("place", "name"), [("D0ANN", "Leasehold"), ("C9GONE", "#general"), ("", "#general")])
def test_any_address_leads_somewhere(look: Look, place: str, name: str) -> None:
    page = look("U0ANN", place)
    expect(page.get_by_role("heading", name=name, level=1)).to_be_visible()


def test_a_person_who_is_gone_is_followed_by_the_first_one(slack: StandIn, look: Look) -> None:
    slack.add_person("U0ZOE", "zoe", real_name="Zoe Zed")
    page = look("U0ZOE")
    expect(page.get_by_role("button", name="You are Zoe Zed")).to_be_visible()
    slack.reset()
    expect(page.get_by_role("button", name="You are Ann Archer")).to_be_visible()


def test_two_tabs_follow_the_same_workspace(look: Look) -> None:
    first, second = look(), look()
    first.get_by_role("textbox").fill("said in the first")
    first.keyboard.press("Enter")
    expect(second.locator(".message .mrkdwn")).to_have_text("said in the first")


def test_a_reset_clears_the_page(slack: StandIn, client: WebClient, look: Look) -> None:
    client.chat_postMessage(channel="C0GENERAL", text="before")
    page = look()
    expect(page.locator(".message")).to_have_count(1)
    slack.reset()
    expect(page.locator(".message")).to_have_count(0)


def test_people_and_channels_that_come_are_there_at_once(slack: StandIn, look: Look) -> None:
    page = look()
    slack.set_channel("C0NEW", name="brand-new")
    expect(page.get_by_role("button", name="brand-new")).to_be_visible()
    slack.add_person("U0ZOE", "zoe", real_name="Zoe Zed", title="Auditor")
    page.get_by_role("button", name="You are Ann Archer").click()
    expect(page.get_by_role("menuitemradio", name="Zoe Zed")).to_be_visible()


def test_the_page_goes_on_after_a_restart_of_the_stand_in(browser: Browser) -> None:
    with StandIn.start() as first:
        port = int(first.url.rsplit(":", 1)[1])
        page = browser.new_page()
        page.goto(f"{first.url}/#/U0BOB/C0APPROVALS")
        expect(page.get_by_role("heading", name="#approvals", level=1)).to_be_visible()
    expect(page.get_by_text("Reconnecting …")).to_be_visible()
    page.get_by_role("textbox").fill("nobody hears this")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert").get_by_text("The practice workspace does not answer.")).to_be_visible()
    expect(page.get_by_role("textbox")).to_have_value("nobody hears this")
    with StandIn.start(port=port) as second:
        expect(page.get_by_text("Reconnecting …")).to_have_count(0)
        WebClient(token=second.bot_token, base_url=second.api_url).chat_postMessage(channel="C0APPROVALS", text="again")
        expect(page.locator(".message .mrkdwn")).to_have_text("again")
    page.close()
