"""A new user is known as ours by a tag, whatever became of the answer; nobody else's is adopted or deleted."""

from dataclasses import replace

import pytest

from iam import faults
from iam.create_user import CreateUser
from sandbox.aws.driver import Emulated

S3 = "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"
DAN = CreateUser("dan", path="/people/", tags=(("email", "dan@example.com"), ("leasehold:plan", "12")), boundary=S3)


def test_the_user_is_as_it_was_asked_for(aws: Emulated) -> None:
    DAN.make(aws.iam)
    dan = aws.state()["users"]["dan"]
    assert dan["arn"] == "arn:aws:iam::123456789012:user/people/dan"
    assert dan["tags"] == {"email": "dan@example.com", "leasehold:plan": "12"}
    assert dan["boundary"] == S3


def test_a_boundary_that_is_not_there_makes_nobody(aws: Emulated) -> None:
    with pytest.raises(faults.Never, match="does not exist"):
        replace(DAN, boundary=f"{S3}X").make(aws.iam)
    assert aws.state()["users"] == {}


@pytest.mark.parametrize("tags", [{}, {"email": "dan@example.com"}, {"leasehold:plan": "11"}])
def test_whom_somebody_else_made_is_refused_and_kept(aws: Emulated, tags: dict[str, str]) -> None:
    aws.seed({"users": {"dan": {"tags": tags}}})
    assert not DAN.is_made(aws.iam)
    with pytest.raises(faults.Never, match="there is an IAM user dan already"):
        DAN.make(aws.iam)
    DAN.unmake(aws.iam)
    assert aws.user_id("dan")


def test_without_a_tag_of_ours_nobody_is_taken_for_ours(aws: Emulated) -> None:
    unmarked = replace(DAN, tags=(("email", "dan@example.com"),))
    unmarked.make(aws.iam)
    with pytest.raises(faults.Never, match="already"):
        unmarked.make(aws.iam)
    unmarked.unmake(aws.iam)
    assert aws.user_id("dan")


def test_a_name_that_differs_in_its_capitals_is_taken(aws: Emulated) -> None:
    aws.seed({"users": {"Dan": {}}})
    with pytest.raises(faults.Never, match="there is an IAM user Dan already"):
        DAN.make(aws.iam)


def test_whom_aws_does_not_show_yet_is_later(aws: Emulated) -> None:
    """IAM is eventually consistent: after a lost answer the name is taken, and the user may not be seen."""
    aws.seed({"users": {"ann": {}}})
    aws.fault("CreateUser", do="error", code="EntityAlreadyExists", status=409, message="dan exists.", times=1)
    with pytest.raises(faults.Later, match="has the name dan, and does not show yet whose it is"):
        DAN.make(aws.iam)
    DAN.make(aws.iam)
    assert DAN.is_made(aws.iam)


def test_another_refusal_is_told_as_it_is(aws: Emulated) -> None:
    aws.fault("CreateUser", do="error", code="LimitExceeded", status=409, message="Cannot exceed quota for Users: 5000")
    with pytest.raises(faults.Never, match="Cannot exceed quota for Users"):
        DAN.make(aws.iam)


def test_who_has_got_something_meanwhile_is_kept_and_told(aws: Emulated) -> None:
    DAN.make(aws.iam)
    aws.iam.create_access_key(UserName="dan")
    with pytest.raises(faults.Never, match="access keys"):
        DAN.unmake(aws.iam)
    assert aws.user_id("dan")
