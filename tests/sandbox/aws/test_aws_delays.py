"""Eventual consistency: made at once, seen later, in order."""

import pytest
from botocore.exceptions import ClientError

from sandbox.aws.driver import Emulated

LAG = 2.0
"""Seconds; more than four calls take on a busy machine."""


@pytest.fixture
def ann(aws: Emulated) -> Emulated:
    aws.seed({"users": {"ann": {}, "ben": {}}, "groups": {"s3-users": [], "devs": []}})
    return aws


def _seen(aws: Emulated, user: str = "ann") -> set[str]:
    return {group["GroupName"] for group in aws.iam.list_groups_for_user(UserName=user)["Groups"]}


def test_a_membership_is_there_at_once_and_seen_later(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="lag", seconds=LAG, times=1)
    ann.iam.add_user_to_group(GroupName="s3-users", UserName="ann")
    assert ann.groups_of("ann") == {"s3-users"}
    assert _seen(ann) == set()
    assert ann.iam.get_group(GroupName="s3-users")["Users"] == []
    details = ann.iam.get_account_authorization_details(Filter=["User"])["UserDetailList"]
    assert [user["GroupList"] for user in details] == [[], []]
    ann.wait_for(lambda: _seen(ann) == {"s3-users"}, seconds=10, what="the lag to pass")


def test_a_removal_is_seen_later_too(ann: Emulated) -> None:
    ann.iam.add_user_to_group(GroupName="s3-users", UserName="ann")
    ann.fault("RemoveUserFromGroup", do="lag", seconds=LAG, times=1)
    ann.iam.remove_user_from_group(GroupName="s3-users", UserName="ann")
    assert ann.groups_of("ann") == set()
    assert _seen(ann) == {"s3-users"}
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.remove_user_from_group(GroupName="s3-users", UserName="ann")
    ann.wait_for(lambda: _seen(ann) == set(), seconds=10, what="the lag to pass")


def test_two_changes_of_one_thing_are_seen_in_order(ann: Emulated) -> None:
    ann.fault("*", do="lag", seconds=LAG)
    ann.iam.add_user_to_group(GroupName="s3-users", UserName="ann")
    ann.iam.remove_user_from_group(GroupName="s3-users", UserName="ann")
    ann.iam.add_user_to_group(GroupName="devs", UserName="ann")
    assert ann.groups_of("ann") == {"devs"}
    assert _seen(ann) == set()
    ann.wait_for(lambda: _seen(ann) == {"devs"}, seconds=10, what="the lag to pass")


def test_others_are_seen_at_once(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="lag", seconds=LAG, match={"UserName": "ann"})
    ann.iam.add_user_to_group(GroupName="s3-users", UserName="ann")
    ann.iam.add_user_to_group(GroupName="s3-users", UserName="ben")
    assert (_seen(ann), _seen(ann, "ben")) == (set(), {"s3-users"})


def test_a_new_user_cannot_be_spoken_of_yet(ann: Emulated) -> None:
    ann.fault("CreateUser", do="lag", seconds=LAG, times=1)
    ann.iam.create_user(UserName="cleo")
    with pytest.raises(ClientError, match=r"NoSuchEntity.*cleo cannot be found"):
        ann.iam.get_user(UserName="cleo")
    with pytest.raises(ClientError, match=r"NoSuchEntity.*user with name cleo cannot be found"):
        ann.iam.add_user_to_group(GroupName="s3-users", UserName="cleo")
    with pytest.raises(ClientError, match="EntityAlreadyExists"):
        ann.iam.create_user(UserName="cleo")
    ann.wait_for(lambda: len(ann.iam.list_users()["Users"]) == 3, seconds=10, what="the lag to pass")
    ann.iam.add_user_to_group(GroupName="s3-users", UserName="cleo")


def test_a_mistake_is_told_at_once(ann: Emulated) -> None:
    ann.fault("AddUserToGroup", do="lag", seconds=LAG)
    with pytest.raises(ClientError, match="NoSuchEntity"):
        ann.iam.add_user_to_group(GroupName="nowhere", UserName="ann")


@pytest.mark.parametrize("what", ["policy", "inline", "tag", "key"])
def test_everything_a_user_has_can_lag(ann: Emulated, what: str) -> None:
    arn = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
    document = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"s3:*","Resource":"*"}]}'
    ann.fault("*", do="lag", seconds=LAG, times=1)
    if what == "policy":
        ann.iam.attach_user_policy(UserName="ann", PolicyArn=arn)
        assert ann.policies_of("ann") == {arn}
        seen = lambda: ann.iam.list_attached_user_policies(UserName="ann")["AttachedPolicies"]  # noqa: E731  (a look for each kind)
    elif what == "inline":
        ann.iam.put_user_policy(UserName="ann", PolicyName="p", PolicyDocument=document)
        seen = lambda: ann.iam.list_user_policies(UserName="ann")["PolicyNames"]  # noqa: E731  (a look for each kind)
    elif what == "tag":
        ann.iam.tag_user(UserName="ann", Tags=[{"Key": "a", "Value": "b"}])
        seen = lambda: ann.iam.list_user_tags(UserName="ann")["Tags"]  # noqa: E731  (a look for each kind)
    else:
        ann.iam.create_access_key(UserName="ann")
        seen = lambda: ann.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]  # noqa: E731  (a look for each kind)
    assert not seen()
    ann.wait_for(seen, seconds=10, what="the lag to pass")
