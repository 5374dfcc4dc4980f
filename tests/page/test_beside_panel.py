"""What stands beside the chat: the account as it is, the leases that run, and what a visitor may turn."""

import re

from playwright.sync_api import Browser, expect

from sandbox.beside import server
from sandbox.stage import Stage
from tests.page.visiting import ANN, APPROVALS, BOB, GENERAL, Visitor, visiting

OWN = sorted(server.PAGE.glob("*.js"))


def test_its_own_script_writes_no_html_and_is_light() -> None:
    ways = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|dangerouslySet|\beval\(")
    assert [path.name for path in OWN if ways.search(path.read_text())] == []
    assert 0 < sum(path.stat().st_size for path in OWN) < 33_000


def test_what_changes_in_iam_is_marked_and_what_is_gone_is_struck_out(stage: Stage, ann: Visitor) -> None:
    cleo = ann.user("cleo")
    expect(cleo).to_be_visible()
    expect(cleo.get_by_text("power-users")).to_have_count(0)
    stage.aws.iam.add_user_to_group(UserName="cleo", GroupName="power-users")
    expect(cleo.locator(".thing.just-new")).to_have_text("+ new: power-users")
    expect(ann.beside.locator(".last-changes")).to_contain_text("cleo joined power-users")
    expect(ann.beside.locator("[data-user]").first).to_have_attribute("data-user", "cleo")
    expect(ann.beside.locator("[data-group='power-users']")).to_contain_text("cleo")
    stage.aws.iam.remove_user_from_group(UserName="cleo", GroupName="power-users")
    expect(cleo.locator(".thing.just-gone del")).to_have_text("power-users")
    expect(ann.beside.locator(".iam-calls")).to_contain_text("RemoveUserFromGroup cleo · power-users by the bot")


def test_a_key_is_shown_by_its_ends_and_never_its_secret(stage: Stage, ann: Visitor) -> None:
    key = stage.aws.iam.create_access_key(UserName="cleo")["AccessKey"]
    shown = ann.user("cleo").locator(f"code[title='{key['AccessKeyId']}']")
    expect(shown).to_have_text(f"{key['AccessKeyId'][:4]}…{key['AccessKeyId'][-4:]}")
    assert key["SecretAccessKey"] not in ann.page.content()


def test_another_length_is_in_force_and_a_lease_of_it_counts_down(ann: Visitor) -> None:
    ann.opens("Leases")
    expect(ann.beside.get_by_role("radio", name="as the catalog says")).to_be_checked()
    ann.beside.get_by_role("radio", name="2 minutes").check()
    expect(ann.beside.locator(".lengths [role=status]")).to_have_text("In force.")
    ann.types("/iam request look-around to count")
    expect(ann.message("is on its way")).to_contain_text("for 2m")
    ann.goes(BOB, APPROVALS)
    ann.presses("Approve Request")
    ann.opens("Leases")
    lease = ann.beside.locator(".leases li").filter(has_text="look-around")
    expect(lease).to_contain_text("ann · look-around")
    expect(lease).to_contain_text("1:5")


def test_the_bot_is_killed_and_started_again(ann: Visitor) -> None:
    ann.opens("Leases")
    bot = ann.beside.locator(".bot")
    ann.beside.get_by_role("button", name="Kill the Bot").click()
    expect(bot).to_contain_text("The bot is killed")
    ann.opens("Account")
    expect(ann.beside.locator(".alarm")).to_contain_text("The bot is down.")
    ann.beside.get_by_role("button", name="Show").click()
    ann.beside.get_by_role("button", name="Start It Again").click()
    expect(bot).to_have_attribute("data-standing", "up", timeout=30_000)
    expect(bot).to_contain_text("started again once")
    ann.types("/iam help")
    expect(ann.message("/iam request")).to_be_visible()


def test_trouble_counts_down_and_can_be_ended(ann: Visitor) -> None:
    ann.opens("Leases")
    ann.beside.get_by_role("button", name="AWS throttles for 20 s").click()
    expect(ann.beside.get_by_role("button", name="AWS throttles: 0:1")).to_be_disabled()
    ann.beside.get_by_role("button", name="End the Trouble Now").click()
    expect(ann.beside.get_by_role("button", name="AWS throttles for 20 s")).to_be_enabled()


def test_a_removal_that_aws_denies_is_overdue_until_it_is_allowed(stage: Stage, ann: Visitor) -> None:
    ann.types("/iam request s3-access 4s to be late")
    expect(ann.message("is on its way")).to_be_visible()
    ann.goes(BOB, APPROVALS)
    ann.opens("Leases")
    ann.presses("Approve Request")
    lease = ann.beside.locator(".leases li").filter(has_text="s3-access")
    expect(lease).to_contain_text("0:0")
    ann.beside.get_by_role("button", name="AWS denies removals for 20 s").click()
    expect(lease).to_contain_text("overdue: AWS refuses the removal")
    assert "s3-users" in stage.aws.groups_of("ann")
    ann.beside.get_by_role("button", name="End the Trouble Now").click()
    expect(lease).to_have_count(0, timeout=30_000)
    assert "s3-users" not in stage.aws.groups_of("ann")


def test_the_tabs_are_reached_by_arrow_keys(ann: Visitor) -> None:
    ann.beside.get_by_role("tab", name="Account").focus()
    ann.page.keyboard.press("ArrowRight")
    leases = ann.beside.get_by_role("tab", name="Leases")
    expect(leases).to_be_focused()
    expect(leases).to_have_attribute("aria-selected", "true")
    expect(ann.beside.get_by_role("tabpanel", name="Leases")).to_contain_text("Try to break it")


def test_on_a_narrow_screen_it_is_a_drawer_that_gives_way_to_the_tour(browser: Browser, stage: Stage) -> None:
    with visiting(browser, stage, width=390, dark=True) as visitor:
        visitor.goes(ANN, GENERAL)
        expect(visitor.beside).to_be_hidden()
        visitor.page.get_by_role("button", name="Account").click()
        expect(visitor.user("ann")).to_be_visible()
        assert visitor.page.evaluate("document.documentElement.scrollWidth") <= 390
        visitor.beside.get_by_role("button", name="Take the Tour").click()
        expect(visitor.beside).to_be_hidden()
        expect(visitor.page.locator(".composer textarea")).to_be_focused()
