"""Names: AWS's pattern and length, unique without regard to case; and boundaries by ARN."""

from typing import TYPE_CHECKING

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

if TYPE_CHECKING:
    from collections.abc import Callable

S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"


@pytest.mark.parametrize("name", ["a b", "x/y", "ann;", "é", "x" * 65])
def test_a_bad_user_name_is_refused(aws: Emulated, name: str) -> None:
    with pytest.raises(ClientError, match=r"ValidationError.*1 validation error detected: Value .* at 'userName'"):
        aws.iam.create_user(UserName=name)


@pytest.mark.parametrize("name", ["a+b=c,d.e@f-g_h", "x" * 64])
def test_a_good_user_name_is_taken(aws: Emulated, name: str) -> None:
    aws.iam.create_user(UserName=name)
    assert aws.user_id(name)


def test_names_are_unique_without_regard_to_case(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}, "ben": {}}, "groups": {"devs": []}})
    create: list[Callable[[], object]] = [
        lambda: aws.iam.create_user(UserName="ANN"),
        lambda: aws.iam.create_group(GroupName="Devs"),
        lambda: aws.iam.update_user(UserName="ben", NewUserName="Ann"),
    ]
    for call in create:
        with pytest.raises(ClientError, match="EntityAlreadyExists"):
            call()


def test_a_new_name_takes_everything_with_it(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"tags": {"email": "ann@example.com"}, "groups": ["devs"], "keys": 1}}})
    before = aws.user_id("ann")
    aws.iam.update_user(UserName="ann", NewUserName="anna", NewPath="/staff/")
    assert aws.user_id("anna") == before
    assert aws.groups_of("anna") == {"devs"}
    assert aws.iam.list_user_tags(UserName="anna")["Tags"][0]["Value"] == "ann@example.com"
    (key,) = aws.keys_of("anna")
    assert aws.iam.get_access_key_last_used(AccessKeyId=key)["UserName"] == "anna"


def test_a_boundary_is_put_shown_and_taken(aws: Emulated) -> None:
    created = aws.iam.create_user(UserName="ann", PermissionsBoundary=S3)["User"]
    assert created["PermissionsBoundary"]["PermissionsBoundaryArn"] == S3
    aws.iam.delete_user_permissions_boundary(UserName="ann")
    assert "PermissionsBoundary" not in aws.iam.get_user(UserName="ann")["User"]
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws.iam.delete_user_permissions_boundary(UserName="ann")
    aws.iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=S3)
    assert aws.iam.get_user(UserName="ann")["User"]["PermissionsBoundary"]["PermissionsBoundaryArn"] == S3
    (details,) = aws.iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    assert details["PermissionsBoundary"]["PermissionsBoundaryArn"] == S3
    assert "PermissionsBoundary" not in aws.iam.list_users()["Users"][0]


def test_a_boundary_or_policy_that_is_none_is_refused(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws.iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=S3 + "X")
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws.iam.create_user(UserName="ben", PermissionsBoundary=S3 + "X")
    with pytest.raises(ClientError, match=r"InvalidInput.*not valid"):
        aws.iam.attach_user_policy(UserName="ann", PolicyArn="arn:aws:iam::aws:no-policy")
    assert [user["UserName"] for user in aws.iam.list_users()["Users"]] == ["ann"]
