"""Groups: a name that stands is found whatever its capitals; what holds a group keeps it."""

import pytest

from iam import faults
from iam.create_group import CreateGroup, DeleteGroup
from sandbox.aws.driver import Emulated

NEWCOMERS = CreateGroup("newcomers", path="/people/")


def test_a_group_stands_under_its_path(aws: Emulated) -> None:
    NEWCOMERS.make(aws.iam)
    assert aws.state()["groups"]["newcomers"]["arn"] == "arn:aws:iam::123456789012:group/people/newcomers"


def test_a_group_is_restored_where_it_stood(aws: Emulated) -> None:
    NEWCOMERS.make(aws.iam)
    deletion = DeleteGroup("newcomers", path="/people/")
    deletion.make(aws.iam)
    deletion.unmake(aws.iam)
    assert aws.state()["groups"]["newcomers"]["arn"] == "arn:aws:iam::123456789012:group/people/newcomers"


def test_a_name_that_differs_in_its_capitals_is_taken_as_a_group(aws: Emulated) -> None:
    aws.seed({"groups": {"Newcomers": []}})
    with pytest.raises(faults.Never, match="there is an IAM group Newcomers already"):
        NEWCOMERS.make(aws.iam)


def test_a_group_that_aws_does_not_show_yet_is_ours(aws: Emulated) -> None:
    aws.fault("CreateGroup", do="error", code="EntityAlreadyExists", status=409, message="newcomers exists.", times=1)
    NEWCOMERS.make(aws.iam)


def test_a_group_that_cannot_be_made_is_told(aws: Emulated) -> None:
    aws.fault("CreateGroup", do="error", code="LimitExceeded", status=409, message="Cannot exceed quota for Groups")
    with pytest.raises(faults.Never, match="Cannot exceed quota"):
        NEWCOMERS.make(aws.iam)


def test_a_group_with_a_member_stays(aws: Emulated) -> None:
    aws.seed({"users": {"ann": {"groups": ["newcomers"]}}})
    for undoing in (NEWCOMERS.unmake, DeleteGroup("newcomers", path="/").make):
        with pytest.raises(faults.Never, match="must remove users from group first"):
            undoing(aws.iam)
