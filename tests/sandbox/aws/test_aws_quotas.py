"""Quotas hold to the last one and are final."""

import json
from collections.abc import Callable

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated


def _refused(call: Callable[[], object], words: str) -> None:
    with pytest.raises(ClientError, match=rf"LimitExceeded.*{words}") as told:
        call()
    assert told.value.response["ResponseMetadata"]["HTTPStatusCode"] == 409


def _document(buckets: int) -> str:
    resources = [f"arn:aws:s3:::bucket-{number:04}/*" for number in range(buckets)]
    statement = {"Effect": "Allow", "Action": "s3:GetObject", "Resource": resources}
    return json.dumps({"Version": "2012-10-17", "Statement": [statement]}, indent=8)


def test_ten_groups_a_user(aws: Emulated) -> None:
    groups = [f"g{number}" for number in range(10)]
    aws.seed({"users": {"ann": {"groups": groups}}, "groups": {"more": []}})
    aws.iam.add_user_to_group(GroupName="g1", UserName="ann")  # is in it already
    _refused(
        lambda: aws.iam.add_user_to_group(GroupName="more", UserName="ann"),
        "Cannot exceed quota for GroupsPerUser: 10",
    )
    assert aws.groups_of("ann") == set(groups)


def test_ten_managed_policies_a_user_and_a_group(aws: Emulated) -> None:
    document = json.loads(_document(1))
    names = [f"p{number}" for number in range(11)]
    aws.seed(
        {
            "policies": dict.fromkeys(names, document),
            "users": {"ann": {"policies": names[:10]}},
            "groups": {"devs": names[:10]},
        }
    )
    more = "arn:aws:iam::123456789012:policy/p10"
    _refused(lambda: aws.iam.attach_user_policy(UserName="ann", PolicyArn=more), "PoliciesPerUser: 10")
    _refused(lambda: aws.iam.attach_group_policy(GroupName="devs", PolicyArn=more), "PoliciesPerGroup: 10")
    aws.iam.attach_user_policy(UserName="ann", PolicyArn=more.replace("p10", "p1"))  # is attached already


def test_inline_policies_share_2048_characters_without_white_space(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {}}})
    aws.iam.put_user_policy(UserName="ann", PolicyName="half", PolicyDocument=_document(50))
    _refused(
        lambda: aws.iam.put_user_policy(UserName="ann", PolicyName="more", PolicyDocument=_document(30)),
        "2048 bytes exceeded for user ann",
    )
    aws.iam.put_user_policy(UserName="ann", PolicyName="half", PolicyDocument=_document(60))  # replaces it


def test_two_keys_a_user(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"keys": 2}}})
    _refused(lambda: aws.iam.create_access_key(UserName="ann"), "AccessKeysPerUser: 2")


def test_managed_policies_have_6144_characters(aws: Emulated) -> None:
    _refused(lambda: aws.iam.create_policy(PolicyName="big", PolicyDocument=_document(250)), "PolicySize: 6144")


def test_fifty_tags_a_user(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"tags": {f"k{number}": "v" for number in range(50)}}}})
    aws.iam.tag_user(UserName="ann", Tags=[{"Key": "k1", "Value": "w"}])
    _refused(lambda: aws.iam.tag_user(UserName="ann", Tags=[{"Key": "more", "Value": "v"}]), "TagsPerUser: 50")


def test_the_summary_says_what_holds(aws: Emulated) -> None:
    told = aws.iam.get_account_summary()["SummaryMap"]
    assert told["GroupsPerUserQuota"] == told["AttachedPoliciesPerUserQuota"] == 10
    assert told["UserPolicySizeQuota"] == 2048
    assert told["AccessKeysPerUserQuota"] == 2
