"""A key opens with its own secret while it is active; a password once it is one's own."""

from typing import TYPE_CHECKING

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

if TYPE_CHECKING:
    from mypy_boto3_iam.type_defs import AccessKeyTypeDef

FIRST, NEXT = "Correct-horse-1", "Battery-staple-2"
MAY_CHANGE = "arn:aws:iam::aws:policy/IAMUserChangePassword"


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}}})
    return aws


def caller(aws: Emulated, key: "AccessKeyTypeDef", *, secret: str | None = None) -> str:
    session = boto3.session.Session(key["AccessKeyId"], secret or key["SecretAccessKey"], region_name="eu-central-1")
    sts = session.client("sts", endpoint_url=aws.url, config=Config(proxies={}, retries={"total_max_attempts": 1}))
    try:
        return sts.get_caller_identity()["Arn"]
    finally:
        sts.close()


def test_a_new_key_is_its_users(ann: Emulated) -> None:
    key = ann.iam.create_access_key(UserName="ann")["AccessKey"]
    assert caller(ann, key) == "arn:aws:iam::123456789012:user/ann"


def test_a_key_with_another_secret_is_refused(ann: Emulated) -> None:
    key = ann.iam.create_access_key(UserName="ann")["AccessKey"]
    with pytest.raises(ClientError, match="SignatureDoesNotMatch"):
        caller(ann, key, secret="another")


def test_an_inactive_key_is_refused_until_it_is_active_again(ann: Emulated) -> None:
    key = ann.iam.create_access_key(UserName="ann")["AccessKey"]
    ann.iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Inactive")
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        caller(ann, key)
    ann.iam.update_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"], Status="Active")
    assert caller(ann, key).endswith(":user/ann")


def test_a_deleted_key_is_refused(ann: Emulated) -> None:
    key = ann.iam.create_access_key(UserName="ann")["AccessKey"]
    ann.iam.delete_access_key(UserName="ann", AccessKeyId=key["AccessKeyId"])
    with pytest.raises(ClientError, match="InvalidClientTokenId"):
        caller(ann, key)


def test_a_password_opens_for_whom_it_is(ann: Emulated) -> None:
    assert ann.sign_in("ann", FIRST) == "wrong"
    ann.iam.create_login_profile(UserName="ann", Password=FIRST)
    assert ann.sign_in("ann", FIRST) == "signed in"
    assert ann.sign_in("ann", NEXT) == "wrong"
    assert ann.sign_in("eve", FIRST) == "wrong"
    ann.iam.delete_login_profile(UserName="ann")
    assert ann.sign_in("ann", FIRST) == "wrong"


def test_who_must_reset_and_may_not_change_it_is_locked_out(ann: Emulated) -> None:
    ann.iam.create_login_profile(UserName="ann", Password=FIRST, PasswordResetRequired=True)
    assert ann.sign_in("ann", FIRST) == "must reset"
    assert ann.sign_in("ann", FIRST, new=NEXT) == "may not change it"
    ann.iam.attach_user_policy(UserName="ann", PolicyArn=MAY_CHANGE)
    assert ann.sign_in("ann", FIRST, new=NEXT) == "signed in"
    assert ann.sign_in("ann", NEXT) == "signed in"


def test_the_accounts_policy_may_let_everybody_change_it_and_says_how(ann: Emulated) -> None:
    ann.iam.update_account_password_policy(MinimumPasswordLength=14, AllowUsersToChangePassword=True)
    ann.iam.create_login_profile(UserName="ann", Password=FIRST, PasswordResetRequired=True)
    assert ann.sign_in("ann", FIRST, new="Short-1") == "too weak"
    assert ann.sign_in("ann", FIRST, new=FIRST) == "too weak"
    assert ann.sign_in("ann", FIRST, new=NEXT) == "signed in"


def test_a_boundary_without_the_right_keeps_it_from_whoever_has_it(ann: Emulated) -> None:
    ann.iam.create_login_profile(UserName="ann", Password=FIRST, PasswordResetRequired=True)
    ann.iam.attach_user_policy(UserName="ann", PolicyArn=MAY_CHANGE)
    ann.iam.put_user_permissions_boundary(
        UserName="ann", PermissionsBoundary="arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    )
    assert ann.sign_in("ann", FIRST, new=NEXT) == "may not change it"
