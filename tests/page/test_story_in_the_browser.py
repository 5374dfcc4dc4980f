"""The whole main job in a real browser, on the practice workspace with the real bot: by typing and by clicks."""

from playwright.sync_api import Browser, expect

from sandbox.stage import Stage
from tests.page.visiting import ANN, APPROVALS, BOB, DAN, FAY, HOME, MESSAGES, Visitor, visiting

HOSTILE = '<img src=x onerror="document.title=1"> *bold* <!channel> & <@U0BOB>'


def test_asked_by_typing_approved_by_a_click_live_warned_and_ended(stage: Stage, ann: Visitor, bob: Visitor) -> None:
    ann.types("/iam request s3-access 30s to restore a backup")
    expect(ann.message("Only visible to you")).to_contain_text("Request 1 for s3-access for 30s is on its way")
    card = bob.message("asks for s3-access")
    expect(card).to_contain_text("to restore a backup")
    bob.presses("Approve Request")
    expect(card).to_contain_text("Live until")
    expect(card.get_by_role("button", name="Approve Request")).to_have_count(0)
    expect(bob.user("ann")).to_contain_text("s3-users")
    assert "s3-users" in stage.aws.groups_of("ann")
    ann.goes(ANN, MESSAGES)
    expect(ann.message("Your access s3-access")).to_contain_text("Live until")
    expect(ann.message("Your access s3-access").get_by_role("button", name="Give Back")).to_be_visible()
    expect(ann.message("ends soon")).to_be_visible(timeout=40_000)
    expect(card).to_contain_text("its time was up", timeout=20_000)
    expect(bob.user("ann").locator("del").first).to_be_visible()
    assert stage.aws.groups_of("ann") == {"developers"}


def test_given_back_by_a_click(stage: Stage, ann: Visitor, bob: Visitor) -> None:
    ann.types("/iam request look-around 5m to look")
    expect(bob.message("asks for look-around")).to_be_visible()
    bob.presses("Approve Request")
    ann.goes(ANN, MESSAGES)
    expect(ann.message("Your access look-around")).to_contain_text("Live until")
    ann.presses("Give Back")
    expect(ann.message("Your access look-around")).to_contain_text("given back by @Ann Archer")
    stage.aws.wait_for(lambda: not stage.aws.policies_of("ann"), what="the policy to be gone")


def test_a_reason_is_shown_as_it_was_typed(ann: Visitor, bob: Visitor) -> None:
    ann.types(f"/iam request s3-access 1m {HOSTILE}")
    card = bob.message("asks for s3-access")
    expect(card).to_contain_text('<img src=x onerror="document.title=1"> *bold*')
    expect(card.locator("blockquote img, blockquote strong")).to_have_count(0)
    assert bob.page.title() != "1"
    bob.denies(HOSTILE)
    expect(card).to_contain_text("Denied by @Bob Baker")


def test_a_form_finds_by_typing_refuses_beside_its_field_and_files(ann: Visitor, bob: Visitor) -> None:
    ann.types("/iam request")
    form = ann.page.locator("dialog.modal")
    what = form.get_by_role("combobox", name="What you need")
    what.click()
    what.press_sequentially("powr")
    ann.page.get_by_role("option", name="power").click()
    form.get_by_label("For how long").fill("3 parsecs")
    form.get_by_role("button", name="File Request").click()
    expect(form).to_contain_text("is no duration")
    form.get_by_label("For how long").fill("2m")
    form.get_by_role("button", name="File Request").click()
    expect(form).to_contain_text("reason")
    expect(form.get_by_label("For how long")).to_have_value("2m")
    form.get_by_label("Why").fill("for the move")
    form.get_by_role("button", name="File Request").click()
    expect(form).to_have_count(0)
    card = bob.message("asks for power")
    expect(card).to_contain_text("2 approvals are needed")
    bob.denies("to be asked for again")
    expect(card).to_contain_text("Denied by @Bob Baker")


def test_a_second_pair_of_eyes_is_counted_on_the_card(ann: Visitor, bob: Visitor) -> None:
    ann.types("/iam request power 2m to be seen by two")
    card = bob.message("to be seen by two")
    expect(card).to_contain_text("2 approvals are needed")
    bob.presses("Approve Request")
    expect(card).to_contain_text("Approved so far by @Bob Baker · 1 of 2")
    ann.goes(DAN, APPROVALS)
    ann.presses("Approve Request")
    expect(card).to_contain_text("Live until")
    expect(bob.user("ann")).to_contain_text("power-users")


def test_a_bot_that_is_killed_in_between_loses_nothing(stage: Stage, ann: Visitor, bob: Visitor) -> None:
    ann.types("/iam request s3-access 1m for the proof")
    card = bob.message("for the proof")
    expect(card).to_be_visible()
    ann.opens("Leases")
    ann.beside.get_by_role("button", name="Kill the Bot").click()
    expect(ann.beside.locator(".bot")).to_contain_text("killed")
    ann.types("/iam help")
    expect(ann.message("failed")).to_be_visible()
    ann.beside.get_by_role("button", name="Start It Again").click()
    expect(ann.beside.locator(".bot")).to_have_attribute("data-standing", "up", timeout=30_000)
    bob.presses("Approve Request")
    expect(card).to_contain_text("Live until", timeout=20_000)
    assert "s3-users" in stage.aws.groups_of("ann")


def test_all_of_it_on_the_home_tab(browser: Browser, stage: Stage, bob: Visitor) -> None:
    """A request comes by itself within two seconds, is decided on right there, and given back there.

    Fay asks, of whom no other test here does: nothing on her Home is left over.
    """
    with visiting(browser, stage) as fay:
        fay.goes(FAY, HOME)
        expect(fay.page.locator("main")).to_contain_text("What you can ask for")
        bob.goes(BOB, HOME)
        stage.slack.person(FAY).types("/iam request log-reader 5m to see why the nightly job failed")
        expect(bob.page.locator("main")).to_contain_text("to see why the nightly job failed")
        expect(fay.page.locator("main")).to_contain_text("Your requests")
        bob.presses("Approve Request")
        expect(bob.page.locator("main")).to_contain_text("Nothing waits for you")
        expect(fay.page.locator("main")).to_contain_text("Live until")
        fay.presses("Give Back")
        expect(fay.page.locator("main")).to_contain_text("given back by")
        expect(fay.page.get_by_role("button", name="Give Back")).to_have_count(0)
