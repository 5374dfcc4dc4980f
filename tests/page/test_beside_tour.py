"""The guided tour: each step goes on when its thing has happened, and it can be left and begun again."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, expect

from sandbox.stage import Stage
from tests.page.visiting import ANN, GENERAL, Visitor, visiting
from tests.sandbox.beside.asking import practising

ASKED = "/iam request s3-access 45s to restore a backup"


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with practising() as put_up:
        yield put_up


@pytest.fixture
def visitor(browser: Browser, stage: Stage) -> Iterator[Visitor]:
    with visiting(browser, stage) as coming:
        coming.goes(ANN, GENERAL)
        yield coming


def test_six_steps_lead_from_a_request_to_the_end_of_its_lease(stage: Stage, visitor: Visitor) -> None:
    page = visitor.page
    _button(visitor, "Take the Tour").click()
    expect(_step(visitor, 1)).to_contain_text("press Enter")
    expect(page.locator(".composer textarea")).to_have_value(ASKED)
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_step(visitor, 2)).to_contain_text("Try to approve it yourself")
    _button(visitor, "Go to #approvals").click()
    expect(page.get_by_role("heading", name="#approvals").first).to_be_visible()
    visitor.presses("Approve Request")
    expect(_step(visitor, 3)).to_contain_text("Nobody decides for himself or herself.")
    _button(visitor, "Become bob").click()
    expect(_button(visitor, "Become bob")).to_have_count(0)
    visitor.presses("Approve Request")
    expect(_step(visitor, 4)).to_contain_text("ann has joined s3-users")
    expect(visitor.user("ann").locator(".just-new").first).to_contain_text("s3-users")
    assert "s3-users" in stage.aws.groups_of("ann")
    _button(visitor, "Become ann, Open Her Messages").click()
    expect(_step(visitor, 5)).to_contain_text("It is live")
    expect(_step(visitor, 5).locator(".countdown")).to_contain_text("0:")
    expect(page.locator("main").get_by_role("button", name="Give Back")).to_be_visible()
    expect(_step(visitor, 5)).to_contain_text("It ends soon", timeout=50_000)
    expect(_step(visitor, 6)).to_contain_text("The account below is as it was", timeout=30_000)
    assert stage.aws.groups_of("ann") == {"developers"}
    expect(visitor.user("ann").locator(".just-gone").first).to_contain_text("s3-users")
    _button(visitor, "Close the Tour").click()
    expect(_button(visitor, "Take the Tour")).to_be_visible()


def test_it_stays_where_it_was_through_a_reload_and_can_be_left(visitor: Visitor) -> None:
    _button(visitor, "Take the Tour").click()
    expect(_step(visitor, 1)).to_be_visible()
    visitor.page.reload()
    expect(_step(visitor, 1)).to_be_visible()
    _button(visitor, "Put It There Again").click()
    expect(visitor.page.locator(".composer textarea")).to_have_value(ASKED)
    _button(visitor, "Leave the Tour").click()
    expect(visitor.beside.locator(".tour")).to_have_count(0)


def test_who_does_not_want_it_is_not_asked_again(visitor: Visitor) -> None:
    expect(visitor.beside.locator(".tour")).to_contain_text("New here?")
    _button(visitor, "Not Now").click()
    visitor.page.reload()
    expect(_button(visitor, "Take the Tour")).to_be_visible()
    expect(visitor.beside.locator(".tour")).to_have_count(0)


def test_a_tour_of_a_demonstration_that_has_ended_begins_anew(visitor: Visitor) -> None:
    _button(visitor, "Take the Tour").click()
    expect(_step(visitor, 1)).to_be_visible()
    visitor.page.evaluate(
        "sessionStorage.setItem('leasehold-tour', JSON.stringify({step: 3, after: '1.0', demo: 'another'}))"
    )
    visitor.page.reload()
    expect(visitor.beside.locator(".tour")).to_contain_text("New here?")


def test_a_denied_request_ends_it_in_its_own_words_and_it_begins_again(visitor: Visitor) -> None:
    _button(visitor, "Take the Tour").click()
    visitor.page.keyboard.press("Enter")
    expect(_step(visitor, 2)).to_be_visible()
    _button(visitor, "Skip This Step").click()
    _button(visitor, "Become bob").click()
    expect(_button(visitor, "Become bob")).to_have_count(0)
    visitor.denies("not today")
    expect(_step(visitor, 6)).to_contain_text("Nothing was changed in AWS.")
    _button(visitor, "Begin Again").click()
    expect(_step(visitor, 1)).to_be_visible()
    expect(visitor.page.locator(".composer textarea")).to_have_value(ASKED)


def _step(visitor: Visitor, number: int) -> Locator:
    return visitor.beside.locator(f".tour[data-step='{number}']")


def _button(visitor: Visitor, label: str) -> Locator:
    return visitor.beside.get_by_role("button", name=label)
