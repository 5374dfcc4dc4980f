"""The page in a real browser: a stand-in to look at, reset for each test, and a small Bolt app where one is needed."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_bolt import App
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from sandbox.stage import Stage
from tests.page.pieces import Look
from tests.page.visiting import ANN, APPROVALS, BOB, CLEO, GENERAL, HAL, Visitor, visiting
from tests.sandbox.beside.asking import practising
from tests.sandbox.slack import bolt_in_a_thread

CHROMIUM = Path(os.environ.get("LEASEHOLD_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium; where there is none, these proofs are left out, unless LEASEHOLD_BROWSER_REQUIRED=1."""
    if not CHROMIUM.exists():
        reason = f"no browser at {CHROMIUM}: install Debian's chromium, or name one in LEASEHOLD_CHROMIUM"
        if os.environ.get("LEASEHOLD_BROWSER_REQUIRED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    expect.set_options(timeout=10_000)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def running() -> Iterator[StandIn]:
    with StandIn.start() as slack:
        yield slack


@pytest.fixture
def slack(running: StandIn) -> Iterator[StandIn]:
    running.reset()
    running.point_at(None)
    yield running
    running.clear_faults()


@pytest.fixture
def client(slack: StandIn) -> WebClient:
    """Any app's."""
    return WebClient(token=slack.bot_token, base_url=slack.api_url)


@pytest.fixture
def look(browser: Browser, slack: StandIn) -> Iterator[Look]:
    """Open the page as somebody, somewhere; at the end nothing may have been complained of in the console."""
    complaints: list[str] = []
    contexts = []

    def open_page(person: str = "U0ANN", place: str = "C0GENERAL", *, width: int = 1280, scheme: str = "light") -> Page:
        context = browser.new_context(
            viewport={"width": width, "height": 844 if width < 600 else 800},
            color_scheme="dark" if scheme == "dark" else "light",
            timezone_id="Europe/Berlin",
        )
        contexts.append(context)
        page = context.new_page()
        page.on("console", lambda said: said.type in {"error", "warning"} and complaints.append(said.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{slack.url}/#/{person}/{place}")
        page.wait_for_selector("main .place-head")
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    """The practice workspace with the real bot, one for each file; the tests of a file may come in any order."""
    with practising() as put_up:
        yield put_up


@pytest.fixture
def ann(browser: Browser, stage: Stage) -> Iterator[Visitor]:
    """Who asks."""
    yield from _at(browser, stage, ANN, GENERAL)


@pytest.fixture
def bob(browser: Browser, stage: Stage) -> Iterator[Visitor]:
    """Who approves access, in another window."""
    yield from _at(browser, stage, BOB, APPROVALS)


@pytest.fixture
def cleo(browser: Browser, stage: Stage) -> Iterator[Visitor]:
    """Who answers for the account."""
    yield from _at(browser, stage, CLEO, GENERAL)


@pytest.fixture
def hal(browser: Browser, stage: Stage) -> Iterator[Visitor]:
    """Who decides on plans, in another window."""
    yield from _at(browser, stage, HAL, APPROVALS)


def _at(browser: Browser, stage: Stage, person: str, place: str) -> Iterator[Visitor]:
    with visiting(browser, stage) as visitor:
        visitor.goes(person, place)
        yield visitor


@pytest.fixture
def app(slack: StandIn, client: WebClient) -> Iterator[App]:
    """A Bolt app over HTTP, to which a test gives its listeners."""
    app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    server = bolt_in_a_thread.serving(SlackRequestHandler(app))
    slack.point_at(f"http://127.0.0.1:{server.server_port}/slack/events")
    yield app
    server.shutdown()
    server.server_close()
