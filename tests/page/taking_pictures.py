"""The pictures for the docs: `make shots` puts up the practice workspace and writes what a visitor sees."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, expect, sync_playwright

from sandbox.stage import Stage
from tests.page import palette
from tests.page.visiting import ANN, APPROVALS, BOB, GENERAL, HOME, MESSAGES, Visitor, visiting
from tests.sandbox.beside.asking import practising

CHROMIUM = Path("/usr/bin/chromium")
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")
LARGEST = 150_000
"""Bytes; a picture in a README is fetched by everybody who opens it."""


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with _browser() as browser, practising() as stage:
        _tour(browser, stage, folder)
        _card(browser, stage, folder)
        _home(browser, stage, folder)
        _live(browser, stage, folder)
        _form(browser, stage, folder)
        _dark(browser, stage, folder)
        _narrow(browser, stage, folder)


def _tour(browser: Browser, stage: Stage, folder: Path) -> None:
    with visiting(browser, stage) as ann:
        ann.goes(ANN, GENERAL)
        expect(ann.user("ann")).to_be_visible()
        ann.beside.get_by_role("button", name="Take the Tour").click()
        expect(ann.page.locator(".composer textarea")).to_have_value("/iam request s3-access 45s to restore a backup")
        _take(ann, folder / "tour.png")


def _card(browser: Browser, stage: Stage, folder: Path) -> None:
    stage.ann.types("/iam request s3-access 5m to restore last night's backup")
    with _without_the_tour(browser, stage) as bob:
        bob.goes(BOB, APPROVALS)
        expect(bob.message("asks for s3-access")).to_contain_text("1 approval is needed")
        _take(bob, folder / "card-waiting.png")


def _home(browser: Browser, stage: Stage, folder: Path) -> None:
    with _without_the_tour(browser, stage) as bob:
        bob.goes(BOB, HOME)
        expect(bob.page.get_by_role("button", name="Approve Request")).to_be_visible()
        _take(bob, folder / "home.png")


def _live(browser: Browser, stage: Stage, folder: Path) -> None:
    with _without_the_tour(browser, stage) as bob:
        bob.goes(BOB, APPROVALS)
        expect(bob.user("ann")).to_be_visible()
        bob.presses("Approve Request")
        expect(bob.message("asks for s3-access")).to_contain_text("Live until")
        expect(bob.user("ann").locator(".just-new")).to_have_count(2)
        bob.page.mouse.move(0, 0)
        _take(bob, folder / "live.png")


def _form(browser: Browser, stage: Stage, folder: Path) -> None:
    with _without_the_tour(browser, stage) as ann:
        ann.goes(ANN, GENERAL)
        ann.types("/iam request")
        form = ann.page.locator("dialog.modal")
        what = form.get_by_role("combobox", name="What you need")
        what.click()
        what.press_sequentially("look")
        ann.page.get_by_role("option", name="look-around").click()
        form.get_by_label("For how long").fill("three hours")
        form.get_by_label("Why").fill("to see what the new service costs")
        form.get_by_role("button", name="File Request").click()
        expect(form).to_contain_text("is no duration")
        _take(ann, folder / "form.png")
        form.get_by_role("button", name="Not Now").last.click()


def _dark(browser: Browser, stage: Stage, folder: Path) -> None:
    with _without_the_tour(browser, stage, dark=True) as ann:
        ann.goes(ANN, MESSAGES)
        expect(ann.message("Your access s3-access")).to_contain_text("Live until")
        ann.opens("Leases")
        expect(ann.beside.locator(".leases li")).to_contain_text("s3-access")
        _take(ann, folder / "dark.png")


def _narrow(browser: Browser, stage: Stage, folder: Path) -> None:
    with _without_the_tour(browser, stage, width=390) as bob:
        bob.goes(BOB, APPROVALS)
        expect(bob.message("asks for s3-access")).to_contain_text("Live until")
        _take(bob, folder / "narrow.png")


@contextmanager
def _without_the_tour(browser: Browser, stage: Stage, *, width: int = 1280, dark: bool = False) -> Iterator[Visitor]:
    """Somebody who has declined it before."""
    with visiting(browser, stage, width=width, dark=dark) as visitor:
        visitor.page.add_init_script("localStorage.setItem('leasehold-tour-declined', 'yes')")
        yield visitor


def _take(visitor: Visitor, path: Path) -> None:
    visitor.page.wait_for_timeout(400)  # for what moves to have come to rest
    size = path.write_bytes(palette.reduced(visitor.page.screenshot()))
    sys.stdout.write(f"{path} {size // 1000} kB\n")
    if size > LARGEST:
        raise SystemExit(f"{path} has {size} bytes; expected {LARGEST} at most")


@contextmanager
def _browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
