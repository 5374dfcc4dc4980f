"""The account's authorization details, read whole in as few calls as AWS gives them in."""

import json

import pytest

from iam import authorization, faults
from sandbox.aws.driver import Emulated

DOCUMENT = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "s3:*", "Resource": "*"}]}


def test_users_and_groups_are_read_with_all_that_they_hold(aws: Emulated) -> None:
    aws.seed(
        {
            "policies": {"ours": DOCUMENT},
            "groups": {"s3-users": ["AmazonS3FullAccess"]},
            "users": {
                "ann": {"tags": {"Email": "ann@example.com"}, "groups": ["s3-users"], "policies": ["ViewOnlyAccess"]},
                "bob": {},
            },
        }
    )
    aws.iam.put_user_policy(UserName="bob", PolicyName="own", PolicyDocument=json.dumps(DOCUMENT))
    aws.iam.put_group_policy(GroupName="s3-users", PolicyName="more", PolicyDocument=json.dumps(DOCUMENT))
    found = authorization.read(aws.iam, "User", "Group")
    ann, bob = found.users
    assert (ann.name, ann.unique_id, ann.path) == ("ann", aws.user_id("ann"), "/")
    assert ann.groups == ("s3-users",)
    assert ann.attached == ("arn:aws:iam::aws:policy/job-function/ViewOnlyAccess",)
    assert (ann.tag("email"), ann.inline, ann.boundary) == ("ann@example.com", (), None)
    assert [(inline.name, json.loads(inline.document)) for inline in bob.inline] == [("own", DOCUMENT)]
    (group,) = found.groups
    assert group.attached == ("arn:aws:iam::aws:policy/AmazonS3FullAccess",)
    assert [(inline.name, json.loads(inline.document)) for inline in group.inline] == [("more", DOCUMENT)]
    assert found.roles == ()


def test_roles_say_who_may_assume_them(aws: Emulated) -> None:
    trust = {
        "Statement": [{"Effect": "Allow", "Action": "sts:AssumeRole", "Principal": {"Service": "ec2.amazonaws.com"}}]
    }
    aws.iam.create_role(RoleName="runs-things", AssumeRolePolicyDocument=json.dumps(trust))
    (role,) = authorization.read(aws.iam, "Role").roles
    assert (role.name, json.loads(role.trust)) == ("runs-things", trust)


def test_the_accounts_own_policies_come_with_the_document_in_force(aws: Emulated) -> None:
    aws.seed({"policies": {"ours": DOCUMENT}, "users": {"ann": {"policies": ["ours", "ViewOnlyAccess"]}}})
    arn = "arn:aws:iam::123456789012:policy/ours"
    newer = DOCUMENT | {"Statement": [{"Effect": "Deny", "Action": "s3:*", "Resource": "*"}]}
    aws.iam.create_policy_version(PolicyArn=arn, PolicyDocument=json.dumps(newer), SetAsDefault=False)
    (policy,) = authorization.read(aws.iam, "LocalManagedPolicy").policies
    assert (policy.name, policy.arn, policy.attachments) == ("ours", arn, 1)
    assert json.loads(policy.document) == DOCUMENT


def test_many_are_read_over_all_pages_and_the_calls_are_counted(aws: Emulated) -> None:
    aws.seed({"users": {f"person-{number:03}": {} for number in range(101)}})
    aws.clear_calls()
    found = authorization.read(aws.iam, "User")
    assert len({user.unique_id for user in found.users}) == 101
    assert found.calls == len(aws.calls("GetAccountAuthorizationDetails"))


def test_a_fault_between_two_pages_is_told_and_not_half_an_account(aws: Emulated) -> None:
    aws.seed({"users": {f"person-{number:04}": {} for number in range(1_001)}})
    aws.fault("GetAccountAuthorizationDetails", do="throttle")
    with pytest.raises(faults.Later):
        authorization.read(aws.iam, "User")
