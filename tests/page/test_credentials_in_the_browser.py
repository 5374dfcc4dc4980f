"""A lost laptop and its owner's new password, in the browser: locked at once, unlocked by approval, shown once."""

from playwright.sync_api import Browser, expect

from sandbox.stage import Stage
from tests.page.visiting import APPROVALS, BOB, CLEO, GENERAL, HAL, MESSAGES, visiting


def test_who_was_locked_gets_a_new_password_in_a_modal_and_nowhere_else(browser: Browser, stage: Stage) -> None:
    with visiting(browser, stage) as visitor:
        page = visitor.page
        page.add_init_script("localStorage.setItem('leasehold-tour-declined', 'yes')")
        visitor.goes(CLEO, GENERAL)
        expect(visitor.user("bob")).to_contain_text("password")
        visitor.types("/iam lock @bob because his laptop is lost")
        expect(visitor.user("bob")).to_contain_text("AWSCompromisedKeyQuarantineV3", timeout=30_000)
        expect(visitor.user("bob")).not_to_contain_text("password")

        visitor.types("/iam unlock @bob because the laptop was found")
        visitor.goes(HAL, APPROVALS)
        expect(visitor.message("asks to unlock bob")).to_contain_text("Approve Request", timeout=30_000)
        visitor.presses("Approve Request")
        expect(visitor.message("asks to unlock bob")).to_contain_text("Done", timeout=30_000)
        expect(visitor.user("bob")).to_contain_text("gone: AWSCompromisedKeyQuarantineV3")

        visitor.goes(BOB, MESSAGES)
        expect(visitor.message("is ready for you")).to_contain_text("Show My Sign-In", timeout=30_000)
        visitor.presses("Show My Sign-In")
        modal = page.locator("dialog.modal")
        expect(modal).to_contain_text("Shown here this once, and kept nowhere.", timeout=30_000)
        password = modal.locator("pre").last.inner_text()
        assert stage.aws.sign_in("bob", password) == "must reset"
        assert stage.aws.sign_in("bob", password, new="A-new-1-of-my-own!") == "signed in"
        modal.get_by_role("button", name="I Have Stored It").last.click()
        expect(modal).to_have_count(0)

        expect(visitor.message("was shown")).to_contain_text("Nobody can show it again.")
        page.reload()
        expect(visitor.message("was shown")).to_be_visible()
        assert password not in page.content()
        assert all(password not in message.visible_text() for message in stage.bob.dm())
