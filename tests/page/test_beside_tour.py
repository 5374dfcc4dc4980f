"""The guided tour: each step goes on when its thing has happened, and it can be left and begun again."""

from playwright.sync_api import Locator, expect

from sandbox.stage import Stage
from tests.page.visiting import Visitor

ASKED = "/iam request s3-access 45s to restore a backup"


def test_six_steps_lead_from_a_request_to_the_end_of_its_lease(stage: Stage, ann: Visitor) -> None:
    page = ann.page
    _button(ann, "Take the Tour").click()
    expect(_step(ann, 1)).to_contain_text("press Enter")
    expect(page.locator(".composer textarea")).to_have_value(ASKED)
    expect(page.locator(".composer textarea")).to_be_focused()
    page.keyboard.press("Enter")
    expect(_step(ann, 2)).to_contain_text("Try to approve it yourself")
    _button(ann, "Go to #approvals").click()
    expect(page.get_by_role("heading", name="#approvals").first).to_be_visible()
    ann.presses("Approve Request")
    expect(_step(ann, 3)).to_contain_text("Nobody decides for himself or herself.")
    _button(ann, "Become bob").click()
    expect(_button(ann, "Become bob")).to_have_count(0)
    ann.presses("Approve Request")
    expect(_step(ann, 4)).to_contain_text("ann has joined s3-users")
    expect(ann.user("ann").locator(".just-new").first).to_contain_text("s3-users")
    assert "s3-users" in stage.aws.groups_of("ann")
    _button(ann, "Become ann, Open Her Messages").click()
    expect(_step(ann, 5)).to_contain_text("It is live")
    expect(_step(ann, 5).locator(".countdown")).to_contain_text("0:")
    expect(page.locator("main").get_by_role("button", name="Give Back")).to_be_visible()
    expect(_step(ann, 5)).to_contain_text("It ends soon", timeout=50_000)
    expect(_step(ann, 6)).to_contain_text("The account below is as it was", timeout=30_000)
    assert stage.aws.groups_of("ann") == {"developers"}
    expect(ann.user("ann").locator(".just-gone").first).to_contain_text("s3-users")
    _button(ann, "Close the Tour").click()
    expect(_button(ann, "Take the Tour")).to_be_visible()


def test_it_stays_where_it_was_through_a_reload_and_can_be_left(ann: Visitor) -> None:
    _button(ann, "Take the Tour").click()
    expect(_step(ann, 1)).to_be_visible()
    ann.page.reload()
    expect(_step(ann, 1)).to_be_visible()
    _button(ann, "Put It There Again").click()
    expect(ann.page.locator(".composer textarea")).to_have_value(ASKED)
    _button(ann, "Leave the Tour").click()
    expect(ann.beside.locator(".tour")).to_have_count(0)


def test_who_does_not_want_it_is_not_asked_again(ann: Visitor) -> None:
    expect(ann.beside.locator(".tour")).to_contain_text("New here?")
    _button(ann, "Not Now").click()
    ann.page.reload()
    expect(_button(ann, "Take the Tour")).to_be_visible()
    expect(ann.beside.locator(".tour")).to_have_count(0)


def test_a_tour_of_a_demonstration_that_has_ended_begins_anew(ann: Visitor) -> None:
    _button(ann, "Take the Tour").click()
    expect(_step(ann, 1)).to_be_visible()
    ann.page.evaluate(
        "sessionStorage.setItem('leasehold-tour', JSON.stringify({step: 3, after: '1.0', demo: 'another'}))"
    )
    ann.page.reload()
    expect(ann.beside.locator(".tour")).to_contain_text("New here?")


def test_a_denied_request_ends_it_in_its_own_words_and_it_begins_again(ann: Visitor) -> None:
    _button(ann, "Take the Tour").click()
    ann.page.keyboard.press("Enter")
    expect(_step(ann, 2)).to_be_visible()
    _button(ann, "Skip This Step").click()
    _button(ann, "Become bob").click()
    expect(_button(ann, "Become bob")).to_have_count(0)
    ann.denies("not today")
    expect(_step(ann, 6)).to_contain_text("Nothing was changed in AWS.")
    _button(ann, "Begin Again").click()
    expect(_step(ann, 1)).to_be_visible()
    expect(ann.page.locator(".composer textarea")).to_have_value(ASKED)


def _step(ann: Visitor, number: int) -> Locator:
    return ann.beside.locator(f".tour[data-step='{number}']")


def _button(ann: Visitor, label: str) -> Locator:
    return ann.beside.get_by_role("button", name=label)
