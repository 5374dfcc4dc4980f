"""The checkup's message: totals, what needs a person with the way to mend it, what is not known, what is well."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from inline_snapshot import external_file, snapshot
from judging_for_messages import HOSTILE, foreign_markup, shown, taken
from rows_for_messages import NOW

from iam import checkup
from iam.authorization import Details, GroupDetail, UserDetail
from iam.checkup_item import Refused
from iam.checkup_reading import PasswordPolicy, Reading
from iam.credential_report import ROOT, Key, Row
from messages import checkup_page
from messages.message import Message
from models.round import Round, RoundKind
from models.round_states import RoundState
from sandbox.slack import reading as seen

NO = Refused("User: arn:aws:iam::111111111111:role/leasehold is not authorized to perform: iam:GetCredentialReport")
LONG_AGO = NOW - timedelta(days=200)


def row(user: str, **given: Any) -> Row:
    used = {"password_last_used": NOW, "password_changed_at": LONG_AGO}
    return Row(**{"user": user, "arn": user, "has_password": True, "has_mfa": True, "active_keys": ()} | used | given)


def user(name: str, *attached: str) -> UserDetail:
    return UserDetail(name, name, name, "/", LONG_AGO, attached=attached)


SOME = Reading(
    report=(row(ROOT, password_last_used=NOW - timedelta(days=4)), row("ann"), row("bob", has_mfa=False)),
    summary={"AccountAccessKeysPresent": 1, "AccountMFAEnabled": 1},
    passwords=PasswordPolicy(14, 5),
    certificates=(),
    root_has_virtual_mfa=False,
    details=Details(
        (user("ann"), user("dan", "arn:aws:iam::aws:policy/ReadOnlyAccess")),
        (GroupDetail("admins", "admins", "admins", "/", LONG_AGO),),
        (),
        calls=1,
    ),
)
REFUSED = Reading(NO, NO, NO, NO, NO, NO)


def of(reading: Reading, *accounts: str) -> list[dict[str, Any]]:
    items = checkup.items(reading, admin_group="admins", now=NOW)
    return [{"account": account, **item.as_json()} for account in accounts or ("main",) for item in items]


def round_of(items: list[dict[str, Any]], state: RoundState = RoundState.told, **given: Any) -> Round:
    told = {"told_at": NOW if state is RoundState.told else None, "fault": ""}
    row = {"id": 1, "firing": "x", "kind": RoundKind.checkup, "due_at": NOW, "unused_days": 45}
    return Round(**{**row, **told, "state": state, "items": items, **given})


def everything_wrong(people: int) -> Reading:
    """Each user and group holds what it should not, under the longest names that IAM takes."""
    names = [f"{number:04}".ljust(64, "n") for number in range(people)]
    keys = (Key(1, LONG_AGO, None), Key(2, LONG_AGO, None))
    bad = "arn:aws:iam::aws:policy/AdministratorAccess", "arn:aws:iam::aws:policy/AWSCloudShellFullAccess"
    return replace(
        SOME,
        report=(
            row(ROOT),
            *(row(name, has_mfa=False, password_last_used=LONG_AGO, active_keys=keys) for name in names),
        ),
        summary={"AccountAccessKeysPresent": 1, "AccountMFAEnabled": 0},
        passwords=None,
        details=Details(tuple(user(name, *bad) for name in names), (), (), calls=5),
    )


def render(items: list[dict[str, Any]]) -> Message:
    return checkup_page.render(round_of(items))


CASES = {
    "some items wrong": lambda: render(of(SOME)),
    "everything refused: one answer that left several open is said once": lambda: render(of(REFUSED)),
    "under way": lambda: checkup_page.render(round_of([], RoundState.due)),
    "held up": lambda: checkup_page.render(round_of([], RoundState.due, fault="Rate exceeded", next_try_at=NOW)),
    "refused": lambda: checkup_page.render(round_of([], RoundState.refused)),
    "asked for": checkup_page.asked,
}


def test_what_people_read() -> None:
    parts = [f"# {name}\n{shown(draw())}" for name, draw in CASES.items()]
    assert "\n".join(parts) == external_file("shown/checkup_page.txt")


def test_a_good_account_is_told_in_few_words() -> None:
    items = [item for item in of(SOME) if item["state"] == "well"]
    assert render(items).text == snapshot("Checkup of the account `main`: 12 of 12 items are well.")
    assert render(items[:1]).text == snapshot("Checkup of the account `main`: 1 of 1 item is well.")


def test_several_accounts_are_told_apart() -> None:
    read = seen.visible_text(list(render(of(SOME, "main", "prod")).blocks))
    assert "*Checkup of the accounts `main` and `prod`*" in read
    assert "`prod` 2.4 Access keys of the root user" in read


@pytest.mark.parametrize("accounts", [1, 3, 12])
def test_five_thousand_users_with_everything_wrong_fit_into_one_message(accounts: int) -> None:
    names = [f"account-{number}" for number in range(accounts)]
    drawn = render(of(everything_wrong(5_000), *names))
    taken(drawn)
    assert len(drawn.blocks) <= 50
    read = seen.visible_text(list(drawn.blocks))
    assert "5,000 of 5,000 users with a console password have no MFA" in read
    assert "and 4,9" in read


def test_what_is_not_told_whole_is_told_in_a_line_or_counted() -> None:
    items = of(everything_wrong(5_000))
    wrong = [item for item in items if item["state"] == "wrong"]
    read = seen.visible_text(list(render(items).blocks))
    assert all(f"{item['cis'] or ''} {item['title']}".strip() in read for item in wrong)
    many = of(everything_wrong(5_000), *(f"account-{number}" for number in range(12)))
    wrong = [item for item in many if item["state"] == "wrong"]
    read = seen.visible_text(list(render(many).blocks))
    whole, (heading, *_) = read.count("Why:"), [line for line in read.splitlines() if "more need a person" in line]
    assert heading.strip("*") == f"{len(wrong) - whole} more need a person"


def test_many_short_items_are_no_more_blocks_than_slack_takes() -> None:
    short = [{"key": str(number), "title": "x", "state": "wrong", "evidence": "y"} for number in range(200)]
    taken(render(short))


def test_hostile_words_are_taken_and_mean_nothing() -> None:
    items = [item | {"account": HOSTILE, "evidence": HOSTILE, "title": HOSTILE, "mend": HOSTILE} for item in of(SOME)]
    drawn = render(items)
    taken(drawn)
    assert foreign_markup(drawn) == []


def test_an_item_of_a_newer_release_is_shown_as_far_as_it_is_known() -> None:
    drawn = render([{"account": "main", "key": "new-one", "state": "new", "evidence": "something"}])
    assert "new-one: something." in seen.visible_text(list(drawn.blocks))
