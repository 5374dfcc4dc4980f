"""What changed between two looks at the account, as values."""

from typing import Any

from sandbox.beside import account, changes
from sandbox.beside.account import Account
from sandbox.beside.changes import Change, Fact, Kind, Verb

READ = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
KEY = {"id": "AKIAEXAMPLE", "secret": "not to be told", "status": "Active", "created": "2026-01-02T03:04:05"}


def test_nothing_changed_is_nothing_told() -> None:
    assert changes.between(_account(), _account()) == []


def test_what_a_lease_gives_is_told_and_what_it_takes_comes_first() -> None:
    before, live = _account(), _account(groups=["developers", "s3-users"], policies=[READ])
    membership, policy = Fact("ann", Kind.membership, "s3-users"), Fact("ann", Kind.policy, "AmazonS3ReadOnlyAccess")
    assert changes.between(before, live) == [Change(Verb.added, membership), Change(Verb.added, policy)]
    after = _account(groups=["developers"], policies=[READ], mfa=["a device"])
    assert changes.between(live, after) == [
        Change(Verb.removed, membership),
        Change(Verb.added, Fact("ann", Kind.mfa)),
    ]


def test_a_key_that_is_switched_off_is_told_as_such() -> None:
    active, inactive = _account(keys=[KEY]), _account(keys=[KEY | {"status": "Inactive"}])
    assert changes.between(active, inactive) == [
        Change(Verb.removed, Fact("ann", Kind.key, "AKIAEXAMPLE")),
        Change(Verb.added, Fact("ann", Kind.key, "AKIAEXAMPLE, inactive")),
    ]


def test_a_new_user_comes_with_all_that_is_theirs() -> None:
    assert {change.fact for change in changes.between(_account(users=False), _account(password=True))} == {
        Fact("ann", Kind.user),
        Fact("ann", Kind.membership, "developers"),
        Fact("ann", Kind.password),
    }


def test_groups_and_root_are_part_of_it() -> None:
    assert changes.between(_account(), _account(root_keys=1, attached=[READ])) == [
        Change(Verb.added, Fact("root", Kind.root_key)),
        Change(Verb.added, Fact("s3-users", Kind.group_policy, "AmazonS3ReadOnlyAccess")),
    ]


def test_no_secret_is_read_and_times_say_their_zone() -> None:
    [ann] = _account(keys=[KEY]).users
    assert ann.keys == (account.Key("AKIAEXAMPLE", "Active", "2026-01-02T03:04:05+00:00", None),)
    assert "not to be told" not in repr(ann)


def _account(
    *,
    users: bool = True,
    root_keys: int = 0,
    attached: list[str] | None = None,
    groups: list[str] | None = None,
    policies: list[str] | None = None,
    **said: Any,
) -> Account:
    ann = {
        "created": "2026-01-01T00:00:00",
        "groups": groups or ["developers"],
        "policies": policies or [],
        "inline": {},
        "tags": {"email": "ann@example.com"},
        "boundary": None,
        "password": False,
        "password_last_used": None,
        "mfa": [],
        "keys": [],
    }
    ann |= said | {"keys": [{"last_used": None} | key for key in said.get("keys", [])]}
    return account.read(
        {
            "account": "123456789012",
            "alias": None,
            "root": {"keys": root_keys, "mfa": False, "last_used": None},
            "users": {"ann": ann} if users else {},
            "groups": {"s3-users": {"policies": attached or [], "inline": {}, "members": []}},
        }
    )
