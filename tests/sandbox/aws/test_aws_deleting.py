"""What holds something cannot be deleted; what is taken away twice is gone."""

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


@pytest.mark.parametrize(
    ("has", "words"),
    [
        ({"password": True}, "login profile"),
        ({"keys": 1}, "access keys"),
        ({"mfa": True}, "MFA device"),
        ({"groups": ["devs"]}, "remove users from group"),
        ({"policies": ["ReadOnlyAccess"]}, "detach all policies"),
        ({"inline": {"p": DOCUMENT}}, "delete policies"),
    ],
)
def test_a_user_who_has_something_stays(aws: Emulated, has: dict[str, object], words: str) -> None:
    aws.seed({"users": {"ann": has}})
    with pytest.raises(ClientError, match=rf"DeleteConflict.*{words}") as told:
        aws.iam.delete_user(UserName="ann")
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409
    assert aws.user_id("ann")


def test_a_bare_user_goes_and_the_name_comes_back_with_another_id(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"tags": {"email": "ann@example.com"}}}})
    before = aws.user_id("ann")
    aws.iam.delete_user(UserName="ann")
    aws.iam.create_user(UserName="ann")
    assert aws.user_id("ann") != before
    assert before.startswith("AIDA")
    assert aws.iam.list_user_tags(UserName="ann")["Tags"] == []


def test_a_group_that_has_something_stays(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"groups": ["members"]}}, "groups": {"attached": ["ReadOnlyAccess"], "bare": []}})
    for group in ("members", "attached"):
        with pytest.raises(ClientError, match="DeleteConflict"):
            aws.iam.delete_group(GroupName=group)
    aws.iam.delete_group(GroupName="bare")


def test_a_policy_that_is_attached_or_a_boundary_stays(aws: Emulated) -> None:
    aws.seed({"policies": {"own": DOCUMENT}, "users": {"ann": {"policies": ["own"]}}})
    own = "arn:aws:iam::123456789012:policy/own"
    with pytest.raises(ClientError, match=r"DeleteConflict.*attached"):
        aws.iam.delete_policy(PolicyArn=own)
    aws.iam.detach_user_policy(UserName="ann", PolicyArn=own)
    aws.iam.put_user_permissions_boundary(UserName="ann", PermissionsBoundary=own)
    with pytest.raises(ClientError, match="DeleteConflict"):
        aws.iam.delete_policy(PolicyArn=own)
    aws.iam.delete_user_permissions_boundary(UserName="ann")
    aws.iam.delete_policy(PolicyArn=own)


def test_leaving_a_group_one_is_not_in_is_no_such_entity(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}, "groups": {"devs": []}})
    with pytest.raises(ClientError, match=r"NoSuchEntity.*ann is not in the group devs"):
        aws.iam.remove_user_from_group(GroupName="devs", UserName="ann")


def test_attaching_twice_counts_once(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    for _ in range(2):
        aws.iam.attach_user_policy(UserName="ann", PolicyArn=S3)
    assert aws.iam.get_policy(PolicyArn=S3)["Policy"]["AttachmentCount"] == 1
    aws.iam.detach_user_policy(UserName="ann", PolicyArn=S3)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        aws.iam.detach_user_policy(UserName="ann", PolicyArn=S3)
