"""The snapshot: the account as IAM shows it; only what differs is written."""

from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from sqlalchemy import event, select
from town import CATALOG, Town

from catalog import load
from iam.aws import Accounts
from iam.faults import Later
from models.database import Database
from models.snapshot import SnapshotGroup, SnapshotPolicy, SnapshotUser, Taking
from sandbox.aws.driver import Emulated
from tests.conftest import Engine
from workflow import snapshotting

PROD = "arn:aws:iam::222222222222:role/leasehold"


@pytest.fixture
def written(town: Town) -> Iterator[list[str]]:
    """The statements that change the snapshot's tables."""
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.split(maxsplit=1)[0] in {"INSERT", "UPDATE", "DELETE"} and "snapshot_" in statement:
            seen.append(" ".join(statement.split()[:3]).replace("DELETE FROM", "DELETE"))

    event.listen(town.database.engine, "before_cursor_execute", note)
    yield seen
    event.remove(town.database.engine, "before_cursor_execute", note)


def take(town: Town) -> None:
    town.clock.passes(timedelta(hours=1))
    snapshotting.take_due(town.means)


def users(town: Town, account: str = "main") -> dict[str, str | None]:
    with town.database.read() as session:
        found = session.scalars(select(SnapshotUser).where(SnapshotUser.account == account))
        return {user.name: user.identity for user in found}


def test_it_keeps_the_difference_and_writes_nothing_else(town: Town, written: list[str]) -> None:
    take(town)
    with town.database.read() as session:
        assert len(list(session.scalars(select(SnapshotPolicy.id)))) > 1500
        ids = dict(session.execute(select(SnapshotUser.unique_id, SnapshotUser.id)).all())
    written.clear()
    take(town)
    assert written == []
    eve = {"tags": {"EMAIL": " Eve@Example.com "}}
    town.aws.seed({"users": {"eve": eve, "ann": {"tags": {"email": "anna@example.com"}}}, "groups": {"new": []}})
    town.aws.iam.delete_user(UserName="dan")
    town.aws.iam.update_user(UserName="bob", NewUserName="bobby")
    take(town)
    assert sorted(set(written)) == [
        "DELETE snapshot_user",
        "INSERT INTO snapshot_group",
        "INSERT INTO snapshot_user",
        "UPDATE snapshot_user SET",
    ]
    assert users(town) == {
        "ann": "anna@example.com",
        "bobby": "bob@example.com",
        "cleo": "cleo@example.com",
        "eve": "eve@example.com",
    }
    with town.database.read() as session:
        again = dict(session.execute(select(SnapshotUser.unique_id, SnapshotUser.id)).all())
        assert "new" in set(session.scalars(select(SnapshotGroup.name)))
        taking = session.get_one(Taking, "main")
    assert {key: again[key] for key in ids if key in again} == {key: ids[key] for key in ids if key in again}
    assert (taking.taken_at, taking.groups_a_user) == (town.clock(), 10)


def test_a_fresh_one_is_not_taken_again(town: Town) -> None:
    town.aws.clear_calls()
    snapshotting.take_due(town.means)
    assert town.aws.calls() == []


def test_two_that_miss_somebody_share_one_look_and_the_second_waits(
    make_database_url: Callable[[Engine], str], aws: Emulated
) -> None:
    town = Town(Database(make_database_url("postgresql")), aws)
    other, asked = town.worker(), town.clock() + timedelta(hours=1)
    with other.claims.hold(snapshotting.Kind.snapshot, 0), pytest.raises(Later, match="being read right now"):
        snapshotting.take_unless_newer(town.means, "main", than=asked)
    town.aws.clear_calls()
    snapshotting.take_unless_newer(town.means, "main", than=town.clock())
    assert town.aws.calls() == [], "the one in force was begun after they asked"
    for means in (other, town.means):
        means.claims.close()
    town.database.close()


def test_each_account_has_its_own_and_one_that_refuses_holds_up_no_other(
    town: Town, aws: Emulated, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in aws.env().items():
        monkeypatch.setenv(name, value)
    accounts = f'accounts: {{prod: {{role_arn: "{PROD}"}}, main: {{}}}}\n'
    town.catalog = load.parse(CATALOG + accounts, file="catalog.yaml")
    town.means = town.worker(accounts=Accounts({"main": None, "prod": PROD}), claims=town.means.claims)
    aws.fault("AssumeRole", do="deny", times=1)
    take(town)
    assert (users(town, "prod"), "ann" in users(town)) == ({}, True)
    aws.seed({"users": {"ben": {"tags": {"email": "ann@example.com"}}}}, account="222222222222")
    take(town)
    assert users(town, "prod") == {"ben": "ann@example.com"}
    with town.database.read() as session:
        assert [user.name for user in snapshotting.users_of(session, "main", "ANN@example.com")] == ["ann"]
        assert [user.name for user in snapshotting.users_of(session, "prod", "ANN@example.com")] == ["ben"]


def test_half_an_account_takes_nobody_s_place(town: Town) -> None:
    """A fault between two pages: what stood stays in force."""
    before = users(town)
    town.aws.fault("ListPolicies", do="throttle")
    town.aws.iam.delete_user(UserName="dan")
    take(town)
    assert users(town) == before
    with town.database.read() as session:
        assert session.get_one(Taking, "main").taken_at < town.clock()


@pytest.mark.parametrize(
    ("identity", "folded"), [(" Ann@Example.COM ", "ann@example.com"), ("", None), ("  ", None), (None, None)]
)
def test_addresses_are_compared_without_case_and_space(identity: str | None, folded: str | None) -> None:
    assert snapshotting.folded(identity) == folded
