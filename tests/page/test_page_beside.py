"""What stands beside the chat is asked in, handed the page's own means, and kept in a drawer where there is no room."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from sandbox.slack.driver import StandIn
from tests.sandbox.slack import bolt_in_a_thread

PANEL = """
import { html, render } from "/page/vendor/htm-preact.js";
export function mount(node, api) {
  window.api = api;
  const draw = async () => {
    const said = await api.request("told", { person: api.person() });
    render(html`<p class="panel">${said.words} ${api.people().length} people, at ${api.place()}</p>`, node);
  };
  api.subscribe(draw);
  draw();
}
"""


def panel(environ: dict[str, Any], start: Callable[[str, list[tuple[str, str]]], Any]) -> Iterable[bytes]:
    """A WSGI application of two answers."""
    if environ["PATH_INFO"] == "/panel.js":
        start("200 OK", [("Content-Type", "text/javascript")])
        return [PANEL.encode()]
    heard = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])).decode()
    start("200 OK", [("Content-Type", "application/json")])
    return [b'{"words": "The account of ' + heard.split('"')[3].encode() + b':"}']


@pytest.fixture(scope="module")
def beside() -> Iterator[StandIn]:
    server = bolt_in_a_thread.serving(panel)
    with StandIn.start(beside=f"http://127.0.0.1:{server.server_port}") as slack:
        yield slack
    server.shutdown()
    server.server_close()


@pytest.fixture
def look(browser: Browser, beside: StandIn) -> Iterator[Callable[[int], Page]]:
    pages: list[Page] = []

    def open_page(width: int) -> Page:
        pages.append(browser.new_page(viewport={"width": width, "height": 800}))
        pages[-1].goto(f"{beside.url}/#/U0ANN/C0GENERAL")
        return pages[-1]

    yield open_page
    for page in pages:
        page.close()


def test_the_panel_is_there_and_follows_who_and_where_one_is(look: Callable[[int], Page]) -> None:
    page = look(1280)
    panel = page.get_by_role("complementary", name="Account").locator(".panel")
    expect(panel).to_have_text("The account of U0ANN: 8 people, at C0GENERAL")
    page.evaluate("api.become('U0BOB')")
    expect(panel).to_have_text("The account of U0BOB: 8 people, at C0GENERAL")
    page.evaluate("api.go('dm')")
    expect(panel).to_have_text("The account of U0BOB: 8 people, at dm")


def test_it_puts_words_into_the_message_box(look: Callable[[int], Page]) -> None:
    page = look(1280)
    expect(page.locator(".panel")).to_be_visible()
    page.evaluate("api.compose('/iam request s3-access')")
    expect(page.get_by_role("textbox")).to_have_value("/iam request s3-access")
    expect(page.get_by_role("textbox")).to_be_focused()
    page.evaluate("api.go('home')")
    expect(page.get_by_role("tabpanel", name="Home")).to_be_visible()
    page.evaluate("api.compose('/iam my')")
    expect(page.get_by_role("textbox")).to_have_value("/iam my")


def test_it_reads_what_is_said(beside: StandIn, look: Callable[[int], Page]) -> None:
    beside.person("U0BOB").says("good morning")
    page = look(1280)
    expect(page.locator(".panel")).to_be_visible()
    assert page.evaluate("api.messages('C0GENERAL').map((message) => message.text)") == ["good morning"]
    assert page.evaluate("[api.home(), api.views()]") == [None, []]


@pytest.mark.parametrize("width", [800, 390])
def test_where_there_is_no_room_it_is_a_drawer(look: Callable[[int], Page], width: int) -> None:
    page = look(width)
    opener = page.get_by_role("button", name="Account")
    expect(opener).to_be_visible()
    expect(page.locator(".panel")).to_be_hidden()
    opener.click()
    expect(page.locator(".panel")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".panel")).to_be_hidden()
