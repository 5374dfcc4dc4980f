"""A visitor of the practice workspace, in a real browser: types, presses, looks."""

from collections.abc import Iterator
from contextlib import contextmanager

from playwright.sync_api import Browser, Locator, Page, expect

from sandbox.stage import Stage

ANN, BOB, CLEO, DAN, FAY, HAL = "U0ANN", "U0BOB", "U0CLEO", "U0DAN", "U0FAY", "U0HAL"
GENERAL, APPROVALS, MESSAGES, HOME = "C0GENERAL", "C0APPROVALS", "dm", "home"


class Visitor:
    """One tab of the page; what it complained of is kept."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self._url = page, url
        self.complaints: list[str] = []
        page.on("console", lambda said: said.type in {"error", "warning"} and self.complaints.append(said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def goes(self, person: str, place: str) -> None:
        self.page.goto(f"{self._url}/#/{person}/{place}")
        self.page.wait_for_selector("main .place-head")
        expect(self.page.locator("#beside .sections")).to_be_attached()

    def types(self, text: str) -> None:
        box = self.page.locator(".composer textarea")
        box.fill(text)
        box.press("Enter")

    def presses(self, label: str) -> None:
        """The newest button of that name among the messages."""
        self.page.locator("main").get_by_role("button", name=label).last.click()

    def denies(self, reason: str) -> None:
        self.presses("Deny…")
        form = self.page.locator("dialog.modal")
        form.get_by_label("Why not").fill(reason)
        form.get_by_role("button", name="Deny Request").click()
        expect(form).to_have_count(0)

    def message(self, words: str) -> Locator:
        """The newest message with these words in it."""
        return self.page.locator("main article").filter(has_text=words).last

    @property
    def beside(self) -> Locator:
        return self.page.locator("#beside")

    def user(self, name: str) -> Locator:
        """What the panel shows of an IAM user."""
        return self.beside.locator(f"[data-user='{name}']")

    def opens(self, tab: str) -> None:
        self.beside.get_by_role("tab", name=tab).click()


@contextmanager
def visiting(browser: Browser, stage: Stage, *, width: int = 1280, dark: bool = False) -> Iterator[Visitor]:
    """A visitor who comes for the first time; at the end nothing may have been complained of in the console."""
    context = browser.new_context(
        viewport={"width": width, "height": 844 if width < 600 else 800},
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Berlin",
    )
    try:
        visitor = Visitor(context.new_page(), stage.slack.url)
        yield visitor
    finally:
        context.close()
    assert visitor.complaints == [], visitor.complaints
