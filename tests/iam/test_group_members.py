"""A group with its members, each by the unique id."""

import pytest

from iam import faults, group_members
from sandbox.aws.driver import Emulated


def test_every_member_is_there_page_by_page_with_the_unique_id(aws: Emulated) -> None:
    names = [f"p{number:03}" for number in range(120)]
    aws.seed({"groups": {"team": []}, "users": {name: {"groups": ["team"]} for name in names}})
    seen = group_members.read(aws.iam, "team")
    assert seen is not None
    assert [each.name for each in seen.members] == names
    assert {each.unique_id for each in seen.members} == {aws.user_id(name) for name in names}
    assert (seen.name, seen.path, seen.arn.rpartition(":")[2]) == ("team", "/", "group/team")


def test_a_group_made_anew_is_another_and_one_that_is_gone_is_none(aws: Emulated) -> None:
    aws.seed({"groups": {"team": []}})
    before = group_members.read(aws.iam, "team")
    aws.iam.delete_group(GroupName="team")
    assert group_members.read(aws.iam, "team") is None
    aws.iam.create_group(GroupName="team")
    after = group_members.read(aws.iam, "team")
    assert before is not None
    assert after is not None
    assert after.unique_id != before.unique_id


def test_what_aws_forbids_is_not_taken_for_an_empty_group(aws: Emulated) -> None:
    aws.seed({"groups": {"team": []}})
    aws.fault("GetGroup", do="deny", times=1)
    with pytest.raises(faults.Never):
        group_members.read(aws.iam, "team")
