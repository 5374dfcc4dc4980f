"""Groups, users and policies of an account are found by typing, and by what stands for them in a menu."""

import policy_shelf
import pytest
from town import VIEW, Town

from models.snapshot import SnapshotGroup, SnapshotUser
from workflow import account_search

NAMES = ("data", "Data-Admins", "old-data", "100%", "a_b", "axb")


@pytest.fixture
def many(town: Town) -> Town:
    with town.database.write() as session:
        session.add_all(SnapshotGroup(account="main", name=name, arn=name) for name in NAMES)
        session.add(SnapshotGroup(account="prod", name="data-elsewhere", arn="x"))
        more = (f"robot-{number:03}" for number in range(150))
        session.add_all(SnapshotUser(account="main", name=name, unique_id=name, arn=name) for name in more)
    return town


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("data", ["data", "Data-Admins", "old-data"]),
        (" DATA ", ["data", "Data-Admins", "old-data"]),
        ("%", ["100%"]),
        ("a_b", ["a_b"]),
        ("'; --", []),
        ("x" * 3_000, []),
    ],
)
def test_what_begins_so_comes_first_and_signs_mean_themselves(many: Town, typed: str, found: list[str]) -> None:
    with many.database.read() as session:
        assert [each.name for each in account_search.groups(session, "main", typed)] == found


def test_a_hundred_are_found_at_most_and_a_name_is_found_whatever_its_capitals(many: Town) -> None:
    with many.database.read() as session:
        assert len(account_search.users(session, "main", "")) == 100
        assert account_search.users(session, "", "") == []
        user, group = account_search.user(session, "main", "ANN"), account_search.group(session, "main", "DATA")
        assert (user and user.name, group and group.name) == ("ann", "data")
        assert account_search.user(session, "main", "an") is None
        assert list(account_search.groups_of(session, "main", ["data", "gone"])) == ["data"]


def test_a_number_stands_for_a_policy_as_long_as_the_account_has_it(town: Town) -> None:
    own = policy_shelf.has(town, "own")
    policy_shelf.is_listed(town, VIEW.arn, own)
    number = str(policy_shelf.row(town, own).id)
    with town.database.read() as session:
        assert account_search.arns_of(session, "main", [number, "0", "x", "", "9" * 30]) == {number: own}
        assert account_search.arns_of(session, "prod", [number]) == {}
        assert set(account_search.policies_of(session, "main", [own, VIEW.arn, "gone"])) == {own, VIEW.arn}
    policy_shelf.is_listed(town, VIEW.arn)
    with town.database.read() as session:
        assert account_search.arns_of(session, "main", [number]) == {}
