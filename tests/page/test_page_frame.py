"""The page as a page: its policy, its weight, its looks by day and night, wide and narrow, and by keyboard alone."""

import re
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect
from slack_bolt import App
from slack_sdk import WebClient

from sandbox.beside import server
from sandbox.slack import page_files
from sandbox.slack.driver import StandIn
from tests.page.pieces import Look, button, modal, section, text_field

OWN = sorted(page_files.FOLDER.glob("*.js"))
HEAVIEST = 150_000


def test_nothing_from_elsewhere_is_let_in(slack: StandIn) -> None:
    for path in ("/", "/page/main.js", "/page/style.css"):
        with urlopen(slack.url + path) as answer:  # noqa: S310 - loopback
            policy = answer.headers["Content-Security-Policy"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert policy.startswith("default-src 'self'; img-src 'self' data:;")
        assert "unsafe" not in policy


def test_text_is_never_handed_to_the_browser_as_html() -> None:
    ways = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|dangerouslySet|\beval\(|new Function|srcdoc"
    )
    assert [path.name for path in OWN if ways.search(path.read_text())] == []


def test_the_html_holds_no_script_and_no_style_of_its_own() -> None:
    page = (page_files.FOLDER / "index.html").read_text()
    assert not re.search(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", page)


def test_all_script_of_our_own_is_light_what_stands_beside_the_chat_included() -> None:
    beside = server.PAGE.glob("*.js")
    assert sum(path.stat().st_size for path in (*OWN, *beside)) < HEAVIEST


def test_every_module_is_asked_for_at_once() -> None:
    page = (page_files.FOLDER / "index.html").read_text()
    asked = set(re.findall(r"/page/([\w.-]+\.js)\"", page))
    assert asked == {path.name for path in OWN}


def test_the_libraries_that_came_along_have_their_licences() -> None:
    vendor = page_files.FOLDER / "vendor"
    assert "Apache License" in (vendor / "LICENSE-htm.txt").read_text()
    assert "Jason Miller" in (vendor / "LICENSE-preact.txt").read_text()


def card(client: WebClient) -> None:
    blocks = [section("<@U0ANN> asks for *s3-access*"), {"type": "actions", "elements": [button("Approve", "approve")]}]
    client.chat_postMessage(channel="C0GENERAL", text="a card", blocks=blocks)


def ground(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


def test_it_is_dark_where_the_system_is_and_where_it_is_switched(look: Look) -> None:
    assert ground(look(scheme="light")) == "rgb(255, 255, 255)"
    page = look(scheme="dark")
    assert ground(page) == "rgb(23, 27, 28)"
    page.get_by_role("button", name="Switch to light").click()
    assert ground(page) == "rgb(255, 255, 255)"
    page.reload()
    page.get_by_role("button", name="Switch to dark").wait_for()
    assert page.evaluate("document.documentElement.dataset.theme") == "light"


CONTRAST = Path(__file__).with_name("contrast.js").read_text()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_stands_out_from_its_ground(client: WebClient, look: Look, scheme: str) -> None:
    card(client)
    client.chat_postMessage(channel="C0GENERAL", text="`code` <https://a.example|link> <@U0BOB> <@U0ANN>\n> quote")
    client.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="for you, <@U0BOB> and `code`")
    client.chat_postMessage(channel="C0APPROVALS", text="unread")
    with pytest.raises(Exception, match="invalid_blocks"):
        client.chat_postMessage(channel="C0GENERAL", text="x", blocks=[section("x" * 3001)])
    page = look(scheme=scheme)
    expect(page.locator(".message")).to_have_count(3)
    assert page.evaluate(CONTRAST) == []
    page.get_by_role("button", name="What the bot sent").click()
    expect(page.locator(".call")).to_have_count(5)
    assert page.evaluate(CONTRAST) == []


def test_at_390_pixels_the_channels_are_a_drawer_and_nothing_hangs_over(client: WebClient, look: Look) -> None:
    card(client)
    client.chat_postMessage(channel="C0GENERAL", text="an-unbreakable-" * 30)
    page = look(width=390)
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    assert page.evaluate("document.querySelector('.room').scrollWidth <= 390")
    row = page.get_by_role("button", name="approvals")
    expect(row).to_have_count(0)
    client.chat_postMessage(channel="C0APPROVALS", text="unread")
    page.get_by_role("button", name="Channels, 1 unread").click()
    expect(row).to_be_visible()
    row.click()
    expect(page.get_by_role("heading", name="#approvals", level=1)).to_be_visible()
    expect(row).to_have_count(0)
    page.get_by_role("button", name="Channels").click()
    page.keyboard.press("Escape")
    expect(row).to_have_count(0)


def test_a_form_fits_into_390_pixels(app: App, look: Look) -> None:
    form = modal(*(text_field(f"field{number}", f"Field {number}", multiline=True) for number in range(8)))
    app.command("/iam")(lambda ack, body, client: (client.views_open(trigger_id=body["trigger_id"], view=form), ack()))
    page = look(width=390)
    page.get_by_role("textbox").fill("/iam")
    page.keyboard.press("Enter")
    box = page.get_by_role("dialog").bounding_box()
    assert box is not None
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert box["y"] + box["height"] <= 844
    expect(page.get_by_role("button", name="File Request")).to_be_in_viewport()


def test_enter_sends_and_shift_enter_breaks_the_line(slack: StandIn, look: Look) -> None:
    page = look()
    page.get_by_role("textbox").focus()
    page.keyboard.type("one")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("two")
    page.keyboard.press("Enter")
    expect(page.locator(".message .mrkdwn p")).to_have_text("onetwo")
    assert slack.messages("C0GENERAL")[0].text == "one\ntwo"


def test_a_slash_completes_the_commands_and_then_their_words(look: Look, app: App) -> None:
    heard: list[Any] = []
    app.command("/iam")(lambda ack, body: (heard.append(body["text"]), ack("Nothing.")))
    page = look()
    field = page.get_by_role("textbox")
    field.focus()
    page.keyboard.type("/i")
    expect(page.get_by_role("option")).to_have_count(1)
    page.keyboard.press("Tab")
    expect(field).to_have_value("/iam ")
    expect(page.get_by_role("option")).to_have_count(6)
    page.keyboard.type("re")
    expect(page.get_by_role("option")).to_have_text(["/iam request [bundle] [duration] [reason]", "/iam requests "])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(field).to_have_value("/iam requests")
    page.keyboard.press("Enter")
    expect(page.locator(".message.is-ephemeral .mrkdwn")).to_have_text("Nothing.")
    assert heard == ["requests"]


def test_an_unknown_command_is_told_in_slacks_words(look: Look) -> None:
    page = look()
    page.get_by_role("textbox").fill("/nothing here")
    page.keyboard.press("Enter")
    expect(page.get_by_text("/nothing is not a valid command.")).to_be_visible()


def test_a_whole_decision_is_made_by_keyboard_alone(client: WebClient, look: Look, app: App) -> None:
    app.action("approve")(lambda ack, respond: (ack(), respond("Decided.", replace_original=True)))
    page = look()
    page.get_by_role("button", name="You are Ann Archer").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("menuitemradio", name="Ann Archer")).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="You are Bob Baker")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    card(client)
    expect(page.get_by_role("button", name="Approve")).to_be_visible()
    for _ in range(20):
        if page.evaluate("document.activeElement.dataset.actionId") == "approve":
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Decided.")).to_be_visible()


def test_who_reads_by_ear_finds_the_parts_of_the_page(client: WebClient, look: Look) -> None:
    card(client)
    page = look()
    expect(page.get_by_role("navigation", name="Channels and direct messages")).to_be_visible()
    expect(page.get_by_role("main", name="#general")).to_be_visible()
    log = page.get_by_role("log", name="Messages in #general")
    expect(log).to_have_attribute("aria-live", "polite")
    expect(log.get_by_role("article", name=re.compile(r"^Leasehold, \d\d:\d\d$"))).to_be_visible()
    unnamed = page.evaluate(
        "[...document.querySelectorAll('button, a, input, textarea')]"
        ".filter((node) => !node.textContent.trim() && !node.ariaLabel && !node.labels?.length)"
        ".map((node) => node.className)"
    )
    assert unnamed == []


def test_many_messages_are_there_and_the_last_is_in_sight(slack: StandIn, look: Look) -> None:
    bob = slack.person("U0BOB")
    for number in range(300):
        bob.says(f"message {number}")
    page = look()
    expect(page.get_by_text("message 299")).to_be_in_viewport()
    expect(page.locator(".message")).to_have_count(300)
    page.evaluate("document.querySelector('.room').scrollTop = 0")
    expect(page.get_by_text("message 0", exact=True)).to_be_in_viewport()
    bob.says("a newer one")
    expect(page.get_by_text("message 0", exact=True)).to_be_in_viewport()
    page.get_by_role("button", name="New messages below").click()
    expect(page.get_by_text("a newer one")).to_be_in_viewport()
