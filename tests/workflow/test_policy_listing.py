"""What a list of policies says is kept by the difference, and makes what is new or changed behind."""

from collections.abc import Iterator

import policy_shelf
import pytest
from policy_shelf import AWS_S, OWN, managed
from sqlalchemy import event
from town import Town

from models.policy_text import OF_AWS

POWER, AUDIT = f"{AWS_S}PowerUserAccess", f"{AWS_S}SecurityAudit"


@pytest.fixture
def written(town: Town) -> Iterator[list[str]]:
    """The statements that change what is noted."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "policy_text" in statement and not statement.startswith("SELECT"):
            seen.append(statement)

    event.listen(town.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(town.database.engine, "before_cursor_execute", note)


def test_each_is_noted_once_and_is_behind_until_it_is_read(town: Town, written: list[str]) -> None:
    listed = [managed(POWER, attachments=1), managed(f"{OWN}ours", version="v3")]
    policy_shelf.lists(town, listed)
    power, ours = policy_shelf.row(town, POWER), policy_shelf.row(town, f"{OWN}ours")
    assert (power.account, ours.account) == (OF_AWS, "main")
    assert (power.attached, ours.attached) == (True, False)
    assert (ours.name, ours.listed_version, ours.version, ours.is_behind) == ("ours", "v3", "", True)
    written.clear()
    policy_shelf.lists(town, listed)
    assert written == []


def test_a_new_version_makes_a_text_behind_again_and_its_number_stays(town: Town) -> None:
    policy_shelf.lists(town, [managed(f"{OWN}ours")])
    before = policy_shelf.row(town, f"{OWN}ours")
    with town.database.write() as session:
        session.merge(before).version = "v1"
    assert not policy_shelf.row(town, f"{OWN}ours").is_behind
    policy_shelf.lists(town, [managed(f"{OWN}ours", version="v2")])
    after = policy_shelf.row(town, f"{OWN}ours")
    assert (after.id, after.version, after.listed_version, after.is_behind) == (before.id, "v1", "v2", True)


def test_what_an_account_has_no_more_is_forgotten(town: Town) -> None:
    policy_shelf.lists(town, [managed(POWER), managed(AUDIT), managed(f"{OWN}ours"), managed(f"{OWN}theirs")])
    policy_shelf.lists(town, [managed(POWER), managed(f"{OWN}theirs")])
    assert policy_shelf.rows(town).keys() == {POWER, f"{OWN}theirs"}


def test_aws_s_own_are_one_row_for_all_accounts_and_stay_while_one_has_them(town: Town) -> None:
    policy_shelf.lists(town, [managed(POWER), managed(AUDIT), managed(f"{OWN}ours")])
    policy_shelf.lists(town, [managed(POWER, attachments=1), managed(f"{OWN}ours")], account="prod")
    assert policy_shelf.row(town, POWER).attached
    assert {policy_shelf.row(town, f"{OWN}ours", account).account for account in ("main", "prod")} == {"main", "prod"}
    policy_shelf.lists(town, [managed(POWER)])
    assert policy_shelf.rows(town).keys() == {POWER, f"{OWN}ours"}
    assert policy_shelf.row(town, POWER).attached, "it is still attached in the other account"
    policy_shelf.lists(town, [], account="main")
    policy_shelf.lists(town, [], account="prod")
    assert policy_shelf.rows(town) == {}
