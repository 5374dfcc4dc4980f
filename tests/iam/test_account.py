"""The account read as it is, over as many pages as there are."""

import pytest

from iam import account, faults
from iam.account import Named
from sandbox.aws.driver import Emulated


def test_everybody_is_read_over_all_pages(aws: Emulated) -> None:
    wanted = {f"person-{number:03}": {"tags": {"Email": f"{number}@example.com"}} for number in range(101)}
    aws.seed({"users": wanted, "groups": {f"group-{number:03}": [] for number in range(101)}})
    aws.clear_calls()
    found = list(account.users(aws.iam))
    assert {user.name: user.tag("email") for user in found} == {
        name: user["tags"]["Email"] for name, user in wanted.items()
    }
    assert len({user.unique_id for user in found}) == 101
    assert len(aws.calls()) == 2, "a call a hundred users, none a user"
    assert [group.name for group in account.groups(aws.iam)] == [f"group-{number:03}" for number in range(101)]
    assert len(aws.calls("ListGroups")) == 2


def test_policies_are_aws_s_and_the_account_s_attached_or_not(aws: Emulated) -> None:
    document = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}
    aws.seed({"policies": {"ours": document}})
    aws.clear_calls()
    found = {each.arn: each for each in account.policies(aws.iam)}
    view_only = found["arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"]
    assert (view_only.name, view_only.attachments) == ("ViewOnlyAccess", 0)
    assert view_only.default_version.startswith("v")
    ours = "arn:aws:iam::123456789012:policy/ours"
    assert found[ours] == Named("ours", ours, default_version="v1", attachments=0)
    assert len(found) > 1500
    assert len(aws.calls()) <= 6


def test_one_user_is_read_as_it_is_now_or_is_nobody(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"tags": {"email": "ann@example.com", "team": "red"}}}})
    ann = account.user(aws.iam, "ann")
    assert ann is not None
    assert (ann.unique_id, ann.arn) == (aws.user_id("ann"), "arn:aws:iam::123456789012:user/ann")
    assert dict(ann.tags) == {"email": "ann@example.com", "team": "red"}
    assert (ann.tag("EMAIL"), ann.tag("Team"), ann.tag("boss")) == ("ann@example.com", "red", None)
    assert account.user(aws.iam, "eve") is None
    aws.fault("GetUser", do="deny")
    with pytest.raises(faults.Never):
        account.user(aws.iam, "ann")


def test_what_a_user_holds_is_what_was_given_to_them_directly(aws: Emulated) -> None:
    aws.seed(
        {
            "users": {"ann": {"groups": ["s3-users"], "policies": ["ViewOnlyAccess"]}, "bob": {}},
            "groups": {"s3-users": ["AmazonS3FullAccess"]},
        }
    )
    assert account.held(aws.iam, "ann") == account.Held(
        groups=frozenset({"s3-users"}), policies=frozenset({"arn:aws:iam::aws:policy/job-function/ViewOnlyAccess"})
    )
    assert account.held(aws.iam, "bob") == account.Held(groups=frozenset(), policies=frozenset())
    with pytest.raises(faults.Missing):
        account.held(aws.iam, "eve")


def test_quotas_are_this_account_s(aws: Emulated) -> None:
    assert account.quotas(aws.iam) == account.Quotas(groups_a_user=10, policies_a_user=10)


def test_a_fault_between_two_pages_is_told_and_not_half_an_account(aws: Emulated) -> None:
    aws.seed({"groups": {f"group-{number:03}": [] for number in range(101)}})
    pages = account.groups(aws.iam)
    next(pages)
    aws.fault("ListGroups", do="throttle")
    with pytest.raises(faults.Later):
        list(pages)
