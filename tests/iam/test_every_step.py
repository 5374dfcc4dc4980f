"""One suite for every step: looked for, made and unmade, twice each; kept and read back."""

from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, fields, replace
from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from iam import faults, steps
from iam.attach_policy import AttachPolicy
from iam.join_group import JoinGroup
from iam.steps import AnyStep
from sandbox.aws.driver import Emulated

VIEW_ONLY = "arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"


@dataclass(frozen=True)
class Case:
    """A step, how it is kept for ever, what the account shows of it, and what takes its object away."""

    step: AnyStep
    stored: dict[str, Any]
    shown: Callable[[Emulated], set[str]]
    nowhere: AnyStep
    beside: AnyStep


CASES = {
    "join-group": Case(
        step=JoinGroup(group="s3-users"),
        stored={"kind": "join-group", "group": "s3-users"},
        shown=lambda aws: aws.groups_of("ann"),
        nowhere=JoinGroup(group="no-such-group"),
        beside=JoinGroup(group="power-users"),
    ),
    "attach-policy": Case(
        step=AttachPolicy(arn=VIEW_ONLY),
        stored={"kind": "attach-policy", "arn": VIEW_ONLY},
        shown=lambda aws: aws.policies_of("ann"),
        nowhere=AttachPolicy(arn="arn:aws:iam::123456789012:policy/no-such-policy"),
        beside=AttachPolicy(arn="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"),
    ),
}


@pytest.fixture(params=CASES)
def case(request: pytest.FixtureRequest) -> Case:
    return CASES[request.param]


@pytest.fixture
def account(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}, "bob": {}}, "groups": {"s3-users": [], "power-users": []}})
    return aws


def test_every_kind_is_tried_here() -> None:
    assert set(CASES) == {kind.kind for kind in get_args(AnyStep)} == set(steps._KINDS)


def test_it_is_made_and_unmade_any_number_of_times(account: Emulated, case: Case) -> None:
    iam, step = account.iam, case.step
    assert not step.is_there(iam, "ann")
    for _ in range(2):
        step.make(iam, "ann")
        assert step.is_there(iam, "ann")
        assert len(case.shown(account)) == 1
    for _ in range(2):
        step.unmake(iam, "ann")
        assert not step.is_there(iam, "ann")
        assert case.shown(account) == set()


def test_it_touches_nothing_else(account: Emulated, case: Case) -> None:
    case.beside.make(account.iam, "ann")
    case.step.make(account.iam, "bob")
    case.step.make(account.iam, "ann")
    case.step.unmake(account.iam, "ann")
    assert case.beside.is_there(account.iam, "ann")
    assert case.step.is_there(account.iam, "bob")


def test_looking_changes_nothing(account: Emulated, case: Case) -> None:
    account.clear_calls()
    case.step.is_there(account.iam, "ann")
    assert account.changes() == []


def test_making_what_the_account_lacks_is_missing(account: Emulated, case: Case) -> None:
    with pytest.raises(faults.Missing):
        case.nowhere.make(account.iam, "ann")
    with pytest.raises(faults.Missing):
        case.step.make(account.iam, "eve")
    with pytest.raises(faults.Missing):
        case.step.is_there(account.iam, "eve")


def test_unmaking_what_is_gone_altogether_is_done(account: Emulated, case: Case) -> None:
    case.nowhere.unmake(account.iam, "ann")
    case.step.unmake(account.iam, "eve")


def test_a_fault_that_is_none_of_absence_is_told(account: Emulated, case: Case) -> None:
    account.fault("*", do="deny")
    for call in (case.step.is_there, case.step.make, case.step.unmake):
        with pytest.raises(faults.Never) as denied:
            call(account.iam, "ann")
        assert denied.value.is_denial
        assert not isinstance(denied.value, faults.Missing)


def test_a_lost_answer_is_later_and_the_second_try_finds_it_made(account: Emulated, case: Case) -> None:
    account.fault("*", do="drop-after", times=1)
    with pytest.raises(faults.Later):
        case.step.make(account.iam, "ann")
    case.step.make(account.iam, "ann")
    account.fault("*", do="drop-after", times=1)
    with pytest.raises(faults.Later):
        case.step.unmake(account.iam, "ann")
    case.step.unmake(account.iam, "ann")
    assert case.shown(account) == set()


def test_what_is_kept_is_kept_for_ever(case: Case) -> None:
    """These dicts stand in databases: a field may come with a default, none is renamed."""
    assert steps.stored(case.step) == case.stored
    assert steps.restored(case.stored) == case.step


@given(st.sampled_from(get_args(AnyStep)), st.data())
def test_any_step_comes_back_equal(kind: type[AnyStep], data: st.DataObject) -> None:
    step = kind(**{field.name: data.draw(st.text()) for field in fields(kind)})
    again = steps.restored(steps.stored(step))
    assert again == step
    assert len({step, again}) == 1


def test_a_step_is_a_value(case: Case) -> None:
    assert case.step != case.beside
    assert replace(case.step) == case.step
    with pytest.raises(FrozenInstanceError):
        case.step.kind = "other"


def test_a_step_of_a_newer_release_is_told_as_such() -> None:
    with pytest.raises(steps.UnknownStep, match="'assume-role': this database was written by a newer release"):
        steps.restored({"kind": "assume-role", "role": "x"})
