"""One suite for every change: looked for, made and unmade, twice each; gone entities; kept and read back."""

import json
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam import changes, faults
from iam.access_keys import ActivateKey, DeactivateKey, DeleteKey
from iam.changes import AnyChange
from iam.create_group import CreateGroup, DeleteGroup
from iam.create_user import CreateUser
from iam.deactivate_mfa import DeactivateMfa
from iam.delete_user import DeleteUser
from iam.deny_old_sessions import AllowOldSessions, DenyOldSessions
from iam.group_policies import AttachToGroup, DetachFromGroup
from iam.memberships import AddToGroup, LeaveGroup
from iam.other_credentials import DeleteServiceCredential, DeleteSigningCertificate, DeleteSshKey
from iam.password_policy import ChangePasswordPolicy
from iam.remove_inline import PutBackInline, RemoveInline
from iam.remove_password import RemovePassword
from iam.user_policies import AttachToUser, DetachFromUser
from sandbox.aws.driver import Emulated

S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"
DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
CUTOFF = "2026-11-27T09:58:26Z"
TAGS = (("email", "dan@example.com"), ("leasehold:plan", "12"))
STRICT = (("MinimumPasswordLength", "14"), ("PasswordReusePrevention", "24"), ("RequireSymbols", "true"))
EVERYTHING = {
    "groups": ["s3-users"],
    "policies": [S3],
    "inline": {"own": DOCUMENT},
    "password": True,
    "keys": 2,
    "mfa": True,
    "certificate": True,
    "ssh_key": True,
    "service_credential": True,
}
User = dict[str, Any]


@dataclass(frozen=True)
class Case:
    """A change, how it is kept for ever, and what of it is only known once ann is there."""

    change: AnyChange
    kept: dict[str, Any]
    of_ann: Callable[[User], dict[str, str]] = lambda _: {}


CASES = {
    case.change.kind: case
    for case in (
        Case(
            CreateUser("dan", path="/people/", tags=TAGS, boundary=S3),
            kept={
                "kind": "create-user",
                "user": "dan",
                "path": "/people/",
                "tags": [["email", "dan@example.com"], ["leasehold:plan", "12"]],
                "boundary": S3,
            },
        ),
        Case(DeleteUser("ben"), kept={"kind": "delete-user", "user": "ben"}),
        Case(
            CreateGroup("newcomers", path="/people/"),
            kept={"kind": "create-group", "group": "newcomers", "path": "/people/"},
        ),
        Case(DeleteGroup("empty", path="/"), kept={"kind": "delete-group", "group": "empty", "path": "/"}),
        Case(
            AddToGroup("ann", group="power-users"),
            kept={"kind": "add-to-group", "user": "ann", "group": "power-users"},
        ),
        Case(
            LeaveGroup("ann", group="s3-users"),
            kept={"kind": "leave-group", "user": "ann", "group": "s3-users", "unique_id": ""},
        ),
        Case(
            AttachToUser("ann", arn=VIEW_ONLY),
            kept={"kind": "attach-to-user", "user": "ann", "arn": VIEW_ONLY},
        ),
        Case(
            DetachFromUser("ann", arn=S3),
            kept={"kind": "detach-from-user", "user": "ann", "arn": S3},
        ),
        Case(
            AttachToGroup("s3-users", arn=VIEW_ONLY),
            kept={"kind": "attach-to-group", "group": "s3-users", "arn": VIEW_ONLY},
        ),
        Case(
            DetachFromGroup("s3-users", arn=S3),
            kept={"kind": "detach-from-group", "group": "s3-users", "arn": S3},
        ),
        Case(
            RemoveInline("ann", policy="own", document=json.dumps(DOCUMENT)),
            kept={"kind": "remove-inline", "user": "ann", "policy": "own", "document": json.dumps(DOCUMENT)},
        ),
        Case(
            PutBackInline("ann", policy="other", document=json.dumps(DOCUMENT)),
            kept={"kind": "put-back-inline", "user": "ann", "policy": "other", "document": json.dumps(DOCUMENT)},
        ),
        Case(
            AllowOldSessions("fay", before=CUTOFF),
            kept={"kind": "allow-old-sessions", "user": "fay", "before": CUTOFF},
        ),
        Case(
            DenyOldSessions("ann", before=CUTOFF),
            kept={"kind": "deny-old-sessions", "user": "ann", "before": CUTOFF},
        ),
        Case(
            DeactivateKey("ann", key_id="AKIAEXAMPLE"),
            kept={"kind": "deactivate-key", "user": "ann", "key_id": "AKIAEXAMPLE"},
            of_ann=lambda ann: {"key_id": ann["keys"][0]["id"]},
        ),
        Case(
            ActivateKey("ann", key_id="AKIAEXAMPLE"),
            kept={"kind": "activate-key", "user": "ann", "key_id": "AKIAEXAMPLE"},
            of_ann=lambda ann: {"key_id": ann["keys"][1]["id"]},
        ),
        Case(
            DeleteKey("ann", key_id="AKIAEXAMPLE"),
            kept={"kind": "delete-key", "user": "ann", "key_id": "AKIAEXAMPLE"},
            of_ann=lambda ann: {"key_id": ann["keys"][0]["id"]},
        ),
        Case(RemovePassword("ann"), kept={"kind": "remove-password", "user": "ann"}),
        Case(
            DeactivateMfa("ann", serial="arn:aws:iam::123456789012:mfa/ann"),
            kept={"kind": "deactivate-mfa", "user": "ann", "serial": "arn:aws:iam::123456789012:mfa/ann"},
            of_ann=lambda ann: {"serial": ann["mfa"][0]},
        ),
        Case(
            DeleteSigningCertificate("ann", certificate_id="C" * 32),
            kept={"kind": "delete-signing-certificate", "user": "ann", "certificate_id": "C" * 32},
            of_ann=lambda ann: {"certificate_id": ann["certificates"][0]},
        ),
        Case(
            DeleteSshKey("ann", key_id="APKAEXAMPLE"),
            kept={"kind": "delete-ssh-key", "user": "ann", "key_id": "APKAEXAMPLE"},
            of_ann=lambda ann: {"key_id": ann["ssh_keys"][0]},
        ),
        Case(
            DeleteServiceCredential("ann", credential_id="ACCAEXAMPLE"),
            kept={"kind": "delete-service-credential", "user": "ann", "credential_id": "ACCAEXAMPLE"},
            of_ann=lambda ann: {"credential_id": ann["service_credentials"][0]},
        ),
        Case(
            ChangePasswordPolicy(before=None, after=STRICT),
            kept={
                "kind": "change-password-policy",
                "before": None,
                "after": [
                    ["MinimumPasswordLength", "14"],
                    ["PasswordReusePrevention", "24"],
                    ["RequireSymbols", "true"],
                ],
            },
        ),
    )
}
FINAL = {kind for kind, case in CASES.items() if case.change.is_final}
GONE = {"user": "eve", "group": "no-such-group"}
TAKES_AWAY = (
    FINAL
    | {"delete-group", "leave-group", "detach-from-user", "detach-from-group", "remove-inline"}
    | {"deactivate-key", "allow-old-sessions"}
)

every_kind = pytest.mark.parametrize("kind", CASES)
every_reversible = pytest.mark.parametrize("kind", sorted(CASES.keys() - FINAL))
every_final = pytest.mark.parametrize("kind", sorted(FINAL))
every_that_needs_somebody = pytest.mark.parametrize(
    "kind", sorted(CASES.keys() - {"create-user", "create-group", "change-password-policy"})
)


@pytest.fixture
def account(aws: Emulated) -> Emulated:
    """Ann and cleo have everything there is; ben has nothing, fay old sessions that are denied; empty has nobody."""
    seeded = aws.seed(
        {
            "users": {"ann": EVERYTHING, "cleo": EVERYTHING, "ben": {}, "fay": {}},
            "groups": {"s3-users": [S3], "power-users": [], "empty": []},
        }
    )
    second = seeded["users"]["ann"]["keys"][1]["id"]
    aws.iam.update_access_key(UserName="ann", AccessKeyId=second, Status="Inactive")
    DenyOldSessions("fay", before=CUTOFF).make(aws.iam)
    aws.clear_calls()
    return aws


def of(account: Emulated, kind: str) -> AnyChange:
    case = CASES[kind]
    return replace(case.change, **case.of_ann(account.state()["users"]["ann"]))


def gone(account: Emulated, kind: str) -> AnyChange:
    """The same change of a user or a group that is not there."""
    change = of(account, kind)
    return replace(change, **{name: value for name, value in GONE.items() if hasattr(change, name)})


def picture(account: Emulated) -> dict[str, Any]:
    """The account without what a new entity cannot have again, in an order of its own."""
    state = account.state()
    users = {
        name: {field: sorted(value) if field in {"groups", "policies"} else value for field, value in user.items()}
        for name, user in state["users"].items()
    }
    groups = {name: group | {"members": sorted(group["members"])} for name, group in state["groups"].items()}
    return {"users": users, "groups": groups}


def test_every_kind_is_tried_here() -> None:
    assert set(CASES) == {kind.kind for kind in get_args(AnyChange)} == set(changes._KINDS)


@every_reversible
def test_it_is_made_and_unmade_any_number_of_times(account: Emulated, kind: str) -> None:
    iam, change, before = account.iam, of(account, kind), picture(account)
    assert not change.is_made(iam)
    for _ in range(2):
        change.make(iam)
        assert change.is_made(iam)
    for _ in range(2):
        change.unmake(iam)
        assert not change.is_made(iam)
        assert picture(account) == before
    change.make(iam)
    assert change.is_made(iam)


@every_final
def test_what_is_final_is_made_any_number_of_times_and_stays(account: Emulated, kind: str) -> None:
    iam, change = account.iam, of(account, kind)
    assert not change.is_made(iam)
    for _ in range(2):
        change.make(iam)
        assert change.is_made(iam)
    after = picture(account)
    change.unmake(iam)
    assert change.is_made(iam)
    assert picture(account) == after


@every_kind
def test_it_touches_nobody_else(account: Emulated, kind: str) -> None:
    before, change = picture(account)["users"]["cleo"], of(account, kind)
    change.make(account.iam)
    assert picture(account)["users"]["cleo"] == before
    change.unmake(account.iam)
    assert picture(account)["users"]["cleo"] == before


@every_reversible
def test_a_change_of_its_own_takes_it_back_and_makes_it_again(account: Emulated, kind: str) -> None:
    iam, change, before = account.iam, of(account, kind), picture(account)
    back = changes.inverse(change)
    assert (back is None) is (kind == "create-user")
    if back is None:
        return
    change.make(iam)
    assert not back.is_made(iam)
    back.make(iam)
    assert back.is_made(iam)
    assert picture(account) == before
    back.unmake(iam)
    assert change.is_made(iam)
    assert not back.is_made(iam)
    assert changes.inverse(back) == change


@every_final
def test_nothing_takes_back_what_is_final(kind: str) -> None:
    assert changes.inverse(CASES[kind].change) is None


def test_what_was_made_is_taken_back_the_last_first_as_far_as_it_can_be() -> None:
    made = (DeactivateKey("ann", "AKIAEXAMPLE"), RemovePassword("ann"), LeaveGroup("ann", "s3-users"))
    assert changes.taken_back(made) == (AddToGroup("ann", "s3-users"), ActivateKey("ann", "AKIAEXAMPLE"))
    assert changes.taken_back((*made, DeleteUser("ann"))) == ()
    assert changes.taken_back((CASES["create-user"].change, AddToGroup("dan", "s3-users"))) == ()


@every_kind
def test_looking_changes_nothing(account: Emulated, kind: str) -> None:
    of(account, kind).is_made(account.iam)
    assert account.changes() == []


@every_that_needs_somebody
def test_whose_user_or_group_is_gone_has_nothing_more_to_lose_and_can_get_nothing(account: Emulated, kind: str) -> None:
    change = gone(account, kind)
    assert change.is_made(account.iam) is (kind in TAKES_AWAY)
    if kind in TAKES_AWAY:
        change.make(account.iam)
    else:
        with pytest.raises(faults.Missing):
            change.make(account.iam)


def test_who_is_to_leave_a_group_by_the_unique_id_is_nobody_else_of_that_name(account: Emulated) -> None:
    ann = account.user_id("ann")
    change = LeaveGroup("ann", group="s3-users", unique_id=ann)
    account.iam.update_user(UserName="ann", NewUserName="ann.archer")
    account.seed({"users": {"ann": {"groups": ["s3-users"]}}})
    assert change.is_made(account.iam)
    change.make(account.iam)
    assert account.groups_of("ann") == {"s3-users"}
    account.iam.remove_user_from_group(UserName="ann", GroupName="s3-users")
    change.unmake(account.iam)
    assert account.groups_of("ann") == set()


@every_that_needs_somebody
def test_what_is_gone_meanwhile_is_left_gone(account: Emulated, kind: str) -> None:
    change = gone(account, kind)
    if kind in {"delete-group", "detach-from-group"}:
        change = of(account, kind)
    change.unmake(account.iam)


@pytest.mark.parametrize(
    "change",
    [
        LeaveGroup("ann", group="no-such-group"),
        DetachFromUser("ann", arn="arn:aws:iam::123456789012:policy/no-such-policy"),
        DetachFromGroup("no-such-group", arn=S3),
    ],
)
def test_what_cannot_be_given_back_is_told(account: Emulated, change: AnyChange) -> None:
    with pytest.raises(faults.Missing):
        change.unmake(account.iam)


@every_kind
def test_a_fault_that_is_none_of_absence_is_told(account: Emulated, kind: str) -> None:
    change = of(account, kind)
    account.fault("*", do="deny")
    calls = (change.is_made, change.make) if change.is_final else (change.is_made, change.make, change.unmake)
    for call in calls:
        with pytest.raises(faults.Never) as denied:
            call(account.iam)
        assert denied.value.is_denial
        assert not isinstance(denied.value, faults.Missing)


@every_kind
def test_a_lost_answer_is_later_and_the_second_try_finds_it_made(account: Emulated, kind: str) -> None:
    change, before = of(account, kind), picture(account)
    account.fault("*", do="drop-after", times=1)
    with pytest.raises(faults.Later):
        change.make(account.iam)
    change.make(account.iam)
    assert change.is_made(account.iam)
    if not change.is_final:
        account.fault("*", do="drop-after", times=1)
        with pytest.raises(faults.Later):
            change.unmake(account.iam)
        change.unmake(account.iam)
        assert picture(account) == before


@every_kind
def test_it_needs_no_right_that_it_does_not_name(account: Emulated, kind: str) -> None:
    change = of(account, kind)
    for call in (change.is_made, change.make, change.is_made, change.unmake, change.unmake):
        call(account.iam)
    assert {f"iam:{call.operation}" for call in account.calls()} <= set(change.rights)


@every_kind
def test_what_is_kept_is_kept_for_ever(kind: str) -> None:
    """These dicts stand in databases: a field may come with a default, none is renamed."""
    case = CASES[kind]
    assert changes.stored(case.change) == case.kept
    assert changes.restored(case.kept) == case.change
    assert json.loads(json.dumps(case.kept)) == case.kept


def drawn(data: st.DataObject, name: str) -> Any:
    pairs = st.lists(st.tuples(st.text(), st.text())).map(tuple)
    if name == "tags":
        return data.draw(pairs)
    if name in {"before_policy", "after"}:
        return data.draw(st.none() | pairs)
    return data.draw(st.none() | st.text()) if name == "boundary" else data.draw(st.text())


@given(st.sampled_from(get_args(AnyChange)), st.data())
def test_any_change_comes_back_equal(kind: type[AnyChange], data: st.DataObject) -> None:
    named = {field.name: field.name for field in fields(kind)}
    if kind is ChangePasswordPolicy:
        named["before"] = "before_policy"
    change = kind(**{field: drawn(data, name) for field, name in named.items()})
    again = changes.restored(json.loads(json.dumps(changes.stored(change))))
    assert again == change
    assert len({change, again}) == 1


@every_kind
def test_a_change_is_a_value(kind: str) -> None:
    change = CASES[kind].change
    assert replace(change) == change
    assert len({replace(each.change) for each in CASES.values()} | {change}) == len(CASES)
    with pytest.raises(FrozenInstanceError):
        change.kind = "other"


def test_only_names_that_are_taken_are_refused() -> None:
    assert {kind for kind, case in CASES.items() if case.change.refuses_what_stands} == {"create-user", "create-group"}


def test_what_is_final_is_what_deletes_or_forgets() -> None:
    assert {
        "deactivate-mfa",
        "delete-key",
        "delete-service-credential",
        "delete-signing-certificate",
        "delete-ssh-key",
        "delete-user",
        "remove-password",
    } == FINAL


def test_a_change_of_a_newer_release_is_told_as_such() -> None:
    with pytest.raises(changes.UnknownChange, match="'rename-user': this database was written by a newer release"):
        changes.restored({"kind": "rename-user", "user": "ann"})
