"""A new IAM user in a real browser: the four steps clicked through, forward and back, until the account shows them."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, expect

from models.database import Database
from models.snapshot import Taking
from sandbox.stage import Stage
from tests.page.visiting import APPROVALS, HAL, Visitor
from tests.sandbox.beside.asking import practising

PICTURES = os.environ.get("LEASEHOLD_PICTURES")


@pytest.fixture(scope="module")
def stage() -> Iterator[Stage]:
    with practising() as put_up:
        _waits_for_a_snapshot(put_up)
        yield put_up


def _waits_for_a_snapshot(stage: Stage) -> None:
    database = Database(stage.bot.database_url)

    def look() -> bool:
        with database.read() as session:
            return session.get(Taking, "main") is not None

    stage.slack.wait_for(look, seconds=60, what="the account to be read")
    database.close()


def form(visitor: Visitor, step: int) -> Locator:
    """The open modal, once it shows this step."""
    modal = visitor.page.locator("dialog.modal")
    expect(modal).to_contain_text(f"{step} of 4", timeout=30_000)
    if PICTURES:
        visitor.page.screenshot(path=Path(PICTURES) / f"new-user-{step}.png")
    return modal


def chooses(visitor: Visitor, modal: Locator, field: str, *, typed: str, option: str) -> None:
    menu = modal.get_by_role("combobox", name=field)
    menu.click()
    menu.press_sequentially(typed)
    visitor.page.get_by_role("option", name=option).first.click()
    modal.get_by_role("heading").click()  # a menu of several stays open for the next
    expect(visitor.page.get_by_role("option")).to_have_count(0)


def presses(modal: Locator, label: str) -> None:
    modal.get_by_role("button", name=label).click()


def test_four_steps_forward_and_back_and_the_user_is_there_when_it_is_approved(stage: Stage, cleo: Visitor) -> None:
    cleo.types("/iam user new")
    first = form(cleo, 1)
    first.get_by_label("User name").fill("bob")
    chooses(cleo, first, "Whose it is", typed="eve", option="Eve Ellis")
    first.get_by_label("In programs, with an access key").check()
    presses(first, "Next: Permissions")
    expect(first).to_contain_text("There is an IAM user bob in account 'main' already")
    first.get_by_label("User name").fill("eve")
    first.get_by_label("More tags").fill("team=data")
    presses(first, "Next: Permissions")

    second = form(cleo, 2)
    chooses(cleo, second, "Add to groups", typed="data", option="data")
    second.get_by_label("Create a group for this job").fill("log-readers")
    chooses(cleo, second, "What the new group allows", typed="cloudwatchlogsread", option="CloudWatchLogsReadOnly")
    presses(second, "Next: Review")

    third = form(cleo, 3)
    expect(third).to_contain_text("creates the IAM user eve, tagged team: data")
    expect(third).to_contain_text("What they can do then")
    expect(third).not_to_contain_text("being worked out", timeout=40_000)
    expect(third).not_to_contain_text("Not read yet", timeout=40_000)
    form(cleo, 3)
    third.get_by_label("Why").fill("our new data engineer")
    presses(third, "Back")
    second = form(cleo, 2)
    expect(second.get_by_label("Create a group for this job")).to_have_value("log-readers")
    expect(second).to_contain_text("CloudWatchLogsReadOnlyAccess")
    presses(second, "Back")
    first = form(cleo, 1)
    expect(first.get_by_label("More tags")).to_have_value("team=data")
    expect(first.get_by_label("In programs, with an access key")).to_be_checked()
    presses(first, "Next: Permissions")
    presses(form(cleo, 2), "Next: Review")
    third = form(cleo, 3)
    expect(third.get_by_label("Why")).to_have_value("our new data engineer")
    presses(third, "Ask for Approval")
    last = form(cleo, 4)
    expect(last).to_contain_text("Request 1: create the IAM user eve for @Eve Ellis")
    last.locator("[data-modal=close]").click()

    cleo.goes(HAL, APPROVALS)
    card = cleo.message("asks to create the IAM user eve")
    expect(card).to_contain_text("our new data engineer", timeout=30_000)
    expect(card).to_contain_text("Allowed afterwards")
    cleo.presses("Approve Request")
    expect(cleo.user("eve")).to_contain_text("log-readers", timeout=30_000)
    assert stage.aws.groups_of("eve") == {"data", "log-readers"}
