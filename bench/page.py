"""The page in a browser: how soon it is ready, how soon a message is on it, how smoothly two thousand scroll."""

import json
import os
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, expect, sync_playwright
from slack_sdk import WebClient

from sandbox.slack import page_files
from sandbox.slack.driver import StandIn

CHROMIUM = Path(os.environ.get("LEASEHOLD_CHROMIUM", "/usr/bin/chromium"))
ARGUMENTS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
READY_TIMES = 7
MESSAGES = 100
SCROLLED = 2_000
FRAME = 1000 / 60

# The moment that a message stands in the page and the frame after it was drawn, by the wall clock.
WATCH = """() => {
  window.seen = {};
  for (const node of document.querySelectorAll(".message")) node.dataset.seen = "yes";
  new MutationObserver(() => {
    for (const node of document.querySelectorAll(".message:not([data-seen])")) {
      node.dataset.seen = "yes";
      const words = node.textContent;
      requestAnimationFrame(() => setTimeout(() => {
        window.seen[/bench-\\d+-/.exec(words)?.[0]] = Date.now();
      }));
    }
  }).observe(document.querySelector(".log"), { childList: true, subtree: true });
}"""
ARRIVED = """(name) => new Promise((resolve) => {
  const look = () => window.seen[name] ? resolve() : setTimeout(look, 20);
  look();
})"""
SCROLL = """async () => {
  const room = document.querySelector(".room");
  const frames = [], tasks = [];
  const watch = new PerformanceObserver((list) => tasks.push(...list.getEntries().map((each) => each.duration)));
  watch.observe({ entryTypes: ["longtask"] });
  let before = performance.now();
  for (let at = 0; at < 300; at += 1) {
    room.scrollTop -= at < 150 ? 400 : -400;
    const now = await new Promise(requestAnimationFrame);
    frames.push(now - before);
    before = now;
  }
  watch.disconnect();
  return { frames: frames.slice(2), tasks };
}"""


@dataclass(frozen=True)
class Row:
    """Milliseconds; medians unless said otherwise."""

    ready: float
    ready_worst: float
    own_kilobytes: float
    message_p50: float
    message_p99: float
    messages_before: int
    scroll_frame_p50: float
    scroll_frame_p99: float
    scroll_longest_task: float
    scroll_dropped_frames: int


def measure() -> Row:
    with StandIn.start() as slack, _browser() as browser:
        client = WebClient(token=slack.bot_token, base_url=slack.api_url)
        client.chat_postMessage(channel="C0GENERAL", text="the first")
        ready = [_ready(browser, slack) for _ in range(READY_TIMES)]
        bob = slack.person("U0BOB")
        for number in range(SCROLLED):
            if number % 4:
                bob.says(f"message {number}, with *some* words and a `name`")
            else:
                _card(client, f"card {number}")
        page = _open(browser, slack)
        expect(page.locator(".message")).to_have_count(SCROLLED + 1, timeout=30_000)
        scrolled = page.evaluate(SCROLL)
        arrived = _arrivals(page, client)
        page.context.close()
    frames = sorted(scrolled["frames"])
    own = sum(path.stat().st_size for path in page_files.FOLDER.glob("*.js"))
    return Row(
        ready=round(statistics.median(ready), 1),
        ready_worst=round(max(ready), 1),
        own_kilobytes=round(own / 1000, 1),
        message_p50=round(statistics.median(arrived), 1),
        message_p99=round(arrived[int(len(arrived) * 0.99) - 1], 1),
        messages_before=SCROLLED,
        scroll_frame_p50=round(statistics.median(frames), 1),
        scroll_frame_p99=round(frames[int(len(frames) * 0.99) - 1], 1),
        scroll_longest_task=round(max(scrolled["tasks"], default=0.0), 1),
        scroll_dropped_frames=sum(round(frame / FRAME) - 1 for frame in frames if frame > 1.5 * FRAME),
    )


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS.split())
        yield browser
        browser.close()


def _open(browser: Browser, slack: StandIn) -> Page:
    """In a context of its own: nothing is in the browser's cache."""
    page = browser.new_context(viewport={"width": 1280, "height": 800}).new_page()
    page.goto(f"{slack.url}/#/U0ANN/C0GENERAL")
    return page


def _ready(browser: Browser, slack: StandIn) -> float:
    """From the navigation's start until the messages and the message box are drawn, as the page itself marks it."""
    page = _open(browser, slack)
    page.wait_for_selector("main textarea")
    took = float(page.evaluate("performance.getEntriesByName('ready')[0].startTime"))
    page.context.close()
    return took


def _arrivals(page: Page, client: WebClient) -> list[float]:
    """From just before the app's call to the frame in which its message is drawn; one clock, sorted."""
    page.evaluate("() => { const room = document.querySelector('.room'); room.scrollTop = room.scrollHeight; }")
    page.evaluate(WATCH)
    called: dict[str, float] = {}
    for number in range(MESSAGES):
        name = f"bench-{number}-"
        called[name] = time.time() * 1000
        _card(client, name)
        page.evaluate(ARRIVED, name)
    seen: dict[str, Any] = page.evaluate("window.seen")
    return sorted(seen[name] - moment for name, moment in called.items())


def _card(client: WebClient, text: str) -> None:
    button = {"type": "button", "text": {"type": "plain_text", "text": "Approve Request"}, "action_id": "approve"}
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": f"<@U0ANN> asks for *s3-access*: {text}"}},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "1 approval is needed, by <@U0BOB>."}]},
        {"type": "actions", "elements": [button]},
    ]
    client.chat_postMessage(channel="C0GENERAL", text=text, blocks=blocks)


if __name__ == "__main__":
    print(json.dumps([asdict(measure())], indent=1))
