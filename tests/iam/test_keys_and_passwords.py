"""A user's keys are read as they are; a new key and a new password are made, and no repr shows them."""

import pytest

from iam import keys, passwords
from iam.faults import Missing, Never
from sandbox.aws.driver import Emulated


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}}})
    return aws


def test_keys_are_listed_the_oldest_first_with_their_state(ann: Emulated) -> None:
    first = keys.make(ann.iam, "ann")
    ann.age_key("ann", first.id, days=3)
    second = keys.make(ann.iam, "ann")
    ann.iam.update_access_key(UserName="ann", AccessKeyId=second.id, Status="Inactive")
    assert [(key.id, key.is_active) for key in keys.listed(ann.iam, "ann")] == [(first.id, True), (second.id, False)]
    assert keys.last_use(ann.iam, first.id) is None


def test_the_keys_of_nobody_are_missing_and_a_third_key_is_never_made(ann: Emulated) -> None:
    with pytest.raises(Missing):
        keys.listed(ann.iam, "eve")
    for _ in range(keys.MOST):
        keys.make(ann.iam, "ann")
    with pytest.raises(Never) as refused:
        keys.make(ann.iam, "ann")
    assert refused.value.code == "LimitExceeded"


def test_a_password_is_set_and_set_anew(ann: Emulated) -> None:
    assert passwords.made_at(ann.iam, "ann") is None
    first, second = (passwords.NewPassword(passwords.thought_up(None), must_reset=False) for _ in range(2))
    passwords.put(ann.iam, "ann", first)
    assert ann.sign_in("ann", first.password) == "signed in"
    passwords.put(ann.iam, "ann", second)
    assert (ann.sign_in("ann", first.password), ann.sign_in("ann", second.password)) == ("wrong", "signed in")
    assert passwords.made_at(ann.iam, "ann") is not None


def test_a_password_has_all_four_kinds_and_nothing_that_is_mistaken_for_another_sign() -> None:
    thought = [passwords.thought_up(None) for _ in range(200)]
    assert len(set(thought)) == 200
    for each in thought:
        assert len(each) == passwords.LENGTH
        assert not set(each) & set("lIO01o'\"`&<> ")
        assert any(map(str.islower, each))
        assert any(map(str.isupper, each))
        assert any(map(str.isdigit, each))
        assert not each.isalnum()


def test_no_repr_shows_a_secret() -> None:
    assert "abc" not in repr(keys.NewKey("AKIA", "abc"))
    assert "abc" not in repr(passwords.NewPassword("abc", must_reset=True))
