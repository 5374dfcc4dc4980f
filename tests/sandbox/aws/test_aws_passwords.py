"""Console passwords: policy, 'must reset', and only what was asked is changed."""

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

GOOD = "Correct-horse-1"


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}, "Ann-abcd-1": {}}})
    return aws


@pytest.mark.parametrize("password", ["Sh0rt-1", "onlysmallletters", "small-and-symbols"])
def test_without_a_policy_of_the_account_awss_own_holds(ann: Emulated, password: str) -> None:
    with pytest.raises(ClientError, match="PasswordPolicyViolation") as told:
        ann.iam.create_login_profile(UserName="ann", Password=password)
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 400
    ann.iam.create_login_profile(UserName="ann", Password=GOOD)


def test_a_password_is_not_the_name(ann: Emulated) -> None:
    with pytest.raises(ClientError, match=r"PasswordPolicyViolation.*user name"):
        ann.iam.create_login_profile(UserName="Ann-abcd-1", Password="ann-Abcd-1")


def test_the_policy_of_the_account_holds(ann: Emulated) -> None:
    ann.iam.update_account_password_policy(MinimumPasswordLength=20, RequireSymbols=True)
    with pytest.raises(ClientError, match="minimum length of 20"):
        ann.iam.create_login_profile(UserName="ann", Password=GOOD)
    with pytest.raises(ClientError, match="at least one symbol"):
        ann.iam.create_login_profile(UserName="ann", Password="a" * 20)
    ann.iam.create_login_profile(UserName="ann", Password="a" * 20 + "!")


def test_must_reset_is_kept_until_it_is_changed(ann: Emulated) -> None:
    made = ann.iam.create_login_profile(UserName="ann", Password=GOOD, PasswordResetRequired=True)
    assert made["LoginProfile"]["PasswordResetRequired"] is True
    ann.iam.update_login_profile(UserName="ann", Password=GOOD + "x")
    assert ann.iam.get_login_profile(UserName="ann")["LoginProfile"]["PasswordResetRequired"] is True
    ann.iam.update_login_profile(UserName="ann", PasswordResetRequired=False)
    assert ann.iam.get_login_profile(UserName="ann")["LoginProfile"]["PasswordResetRequired"] is False
