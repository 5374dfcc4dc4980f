"""What a lease was used for: looked at before its end, after it and at last; asked for without holding anything up."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select
from town import S3, Town

from iam.attach_policy import AttachPolicy
from iam.steps import AnyStep
from models.claims import Kind
from models.lease import Lease
from models.lease_states import LeaseState
from models.lease_use import LeaseUse
from models.lease_use_states import LeaseUseState
from models.move import Move
from models.post import Post
from workflow import lease_using, leasing
from workflow.use_judging import LATE

HOUR = timedelta(hours=1)
READ_EC2 = AttachPolicy("arn:aws:iam::aws:policy/AmazonEC2ReadOnlyAccess")
READ_S3 = AttachPolicy("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")
BEGUN = timedelta(days=2)
"""How long ago the lease began: the emulated AWS has the time of the machine, and uses lie in the past."""


@pytest.fixture
def town(town: Town) -> Town:
    town.aws.iam.attach_group_policy(GroupName="s3-users", PolicyArn="arn:aws:iam::aws:policy/AmazonS3FullAccess")
    town.aws.set_advisor(seconds=0.0)
    town.is_snapshotted()
    town.clock.now = datetime.now(UTC) - BEGUN
    return town


def leases(town: Town, *gives: AnyStep, lasts: timedelta | None = 8 * HOUR) -> int:
    number = town.leases(*gives, lasts=lasts)
    town.enforces()
    assert town.lease(number).state is LeaseState.live
    return number


def used(town: Town, service: str, after: timedelta, *, who: str = "ann") -> None:
    """So long after the lease began."""
    days_ago = (BEGUN - after) / timedelta(days=1)
    town.aws.service_used(service, user=who, days_ago=days_ago)


def goes_on_to(town: Town, number: int, after: timedelta) -> None:
    lease = town.lease(number)
    assert lease.live_at is not None
    town.clock.now = lease.live_at + after
    town.enforces()
    town.settles()
    lease_using.look_due(town.means)


def use(town: Town, number: int) -> LeaseUse:
    with town.database.read() as session:
        query = select(LeaseUse).join(Lease, Lease.id == LeaseUse.lease_id).where(Lease.request_id == number)
        return session.scalars(query).one()


def stands(town: Town, number: int) -> Mapping[str, str]:
    return {each["prefix"]: each["stands"] for each in use(town, number).services}


def test_a_use_is_seen_before_the_end_for_after_it_aws_does_not_tell_of_it(town: Town) -> None:
    number = leases(town, S3, READ_EC2)
    used(town, "s3", 2 * HOUR)
    goes_on_to(town, number, 7 * HOUR)
    assert use(town, number).looked_at is None, "it is not yet time"
    goes_on_to(town, number, 8 * HOUR - lease_using.BEFORE_THE_END)
    assert (stands(town, number)["s3"], stands(town, number)["ec2"]) == ("used", "unknown")
    goes_on_to(town, number, 8 * HOUR)
    assert use(town, number).state is LeaseUseState.early
    goes_on_to(town, number, 8 * HOUR + LATE)
    found = use(town, number)
    assert (found.state, found.next_try_at, found.is_whole) == (LeaseUseState.known, None, True)
    assert (stands(town, number)["s3"], stands(town, number)["ec2"]) == ("used", "unknown")
    (s3,) = [each for each in found.services if each["prefix"] == "s3"]
    assert s3["name"] == "Amazon S3"


def test_what_other_standing_access_allows_too_is_known_to_the_end(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess"]}}})
    number = leases(town, READ_S3, READ_EC2)
    used(town, "s3", 3 * HOUR)
    used(town, "ec2", -5 * HOUR)
    goes_on_to(town, number, 8 * HOUR)
    assert (stands(town, number)["s3"], stands(town, number)["ec2"]) == ("used", "unknown")
    goes_on_to(town, number, 8 * HOUR + LATE)
    assert (stands(town, number)["s3"], stands(town, number)["ec2"]) == ("used", "unused")


def test_a_use_after_the_end_is_none_of_the_leases_and_hides_what_was_before(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess"]}}})
    number = leases(town, READ_S3)
    used(town, "s3", 9 * HOUR)
    goes_on_to(town, number, 8 * HOUR)
    goes_on_to(town, number, 8 * HOUR + LATE)
    assert stands(town, number)["s3"] == "unknown"


def test_a_later_lease_of_the_same_user_tells_of_an_earlier_one(town: Town) -> None:
    first = leases(town, READ_EC2)
    goes_on_to(town, first, 8 * HOUR)
    goes_on_to(town, first, 8 * HOUR + LATE)
    assert stands(town, first)["ec2"] == "unknown"
    second = leases(town, READ_EC2, lasts=None)
    goes_on_to(town, second, lease_using.WHILE_LIVE)
    assert stands(town, first)["ec2"] == "unused"
    assert stands(town, second)["ec2"] == "unknown"
    assert use(town, second).state is LeaseUseState.watched


def test_a_lease_from_before_this_was_asked_is_looked_at_from_its_end_on(town: Town) -> None:
    number = leases(town, READ_S3)
    with town.database.write() as session:
        session.execute(delete(LeaseUse))
    goes_on_to(town, number, 8 * HOUR)
    assert use(town, number).state is LeaseUseState.early


def test_given_back_early_it_is_looked_at_right_after(town: Town) -> None:
    town.aws.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess"]}}})
    number = leases(town, READ_S3, lasts=None)
    used(town, "s3", HOUR)
    town.clock.passes(2 * HOUR)
    with town.database.write() as session:
        leasing.give_back(session, number, by="U0ANN", now=town.clock())
    goes_on_to(town, number, 2 * HOUR)
    assert (use(town, number).state, stands(town, number)["s3"]) == (LeaseUseState.early, "used")


def test_who_is_deleted_meanwhile_is_said_and_what_was_seen_stays(town: Town) -> None:
    number = leases(town, READ_S3)
    used(town, "s3", HOUR)
    goes_on_to(town, number, 8 * HOUR - lease_using.BEFORE_THE_END)
    goes_on_to(town, number, 8 * HOUR)
    town.aws.iam.delete_user(UserName="ann")
    goes_on_to(town, number, 8 * HOUR + LATE)
    found = use(town, number)
    assert (found.state, found.next_try_at) == (LeaseUseState.unknown, None)
    assert found.fault == "the IAM user ann is not there any more"
    assert stands(town, number)["s3"] == "used"


@pytest.mark.parametrize("fault", ["deny", "throttle"])
def test_what_aws_refuses_is_tried_again_ever_more_seldom_and_at_last_let_be(town: Town, fault: str) -> None:
    number = leases(town, READ_S3)
    operation = "GenerateServiceLastAccessedDetails" if fault == "deny" else "GetUser"
    goes_on_to(town, number, 8 * HOUR)
    assert use(town, number).state is LeaseUseState.early
    town.aws.fault(operation, do=fault)
    goes_on_to(town, number, 8 * HOUR + LATE)
    held_up = use(town, number)
    assert (held_up.state, held_up.tries) == (LeaseUseState.early, 1)
    assert held_up.fault
    assert held_up.next_try_at is not None
    assert held_up.next_try_at > town.clock()
    lease_using.look_due(town.means)
    assert use(town, number).tries == 1, "not before its time"
    goes_on_to(town, number, 8 * HOUR + lease_using.GIVEN_UP_AFTER + HOUR)
    assert use(town, number).state is LeaseUseState.unknown


def test_a_policy_that_is_gone_leaves_it_open_what_was_given(town: Town) -> None:
    arn = town.aws.iam.create_policy(
        PolicyName="own",
        PolicyDocument='{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"sqs:*","Resource":"*"}]}',
    )["Policy"]["Arn"]
    number = leases(town, READ_S3, AttachPolicy(arn))
    town.aws.iam.detach_user_policy(UserName="ann", PolicyArn=arn)
    town.aws.iam.delete_policy(PolicyArn=arn)
    goes_on_to(town, number, 8 * HOUR)
    assert use(town, number).is_whole is False
    assert "s3" in stands(town, number)


def test_each_look_is_told_and_the_moves_are_recorded(town: Town) -> None:
    number = leases(town, READ_S3)
    goes_on_to(town, number, 8 * HOUR)
    version = posts(town)
    goes_on_to(town, number, 8 * HOUR + LATE)
    assert posts(town) == {key: value + 1 for key, value in version.items()}
    with town.database.read() as session:
        moves = session.scalars(select(Move.name).where(Move.subject == "lease_use").order_by(Move.id)).all()
    assert moves == ["look back", "settle"]
    lease_using.look_due(town.means)
    assert posts(town) == {key: value + 1 for key, value in version.items()}


def test_while_access_advisor_is_asked_about_others_it_stays_due_and_nothing_is_said(town: Town) -> None:
    number = leases(town, READ_S3)
    with town.means.claims.hold(Kind.last_used, 0):
        goes_on_to(town, number, 8 * HOUR)
    waiting = use(town, number)
    assert (waiting.state, waiting.tries, waiting.fault) == (LeaseUseState.watched, 0, "")
    lease_using.look_due(town.means)
    assert use(town, number).state is LeaseUseState.early


def test_of_many_a_few_are_asked_about_at_a_time(town: Town) -> None:
    names = [f"person-{number:02}" for number in range(30)]
    town.aws.seed({"users": {name: {"tags": {"email": f"{name}@example.com"}} for name in names}})
    town.is_snapshotted()
    numbers = [town.leases(READ_S3, who=name) for name in names]
    town.enforces()
    town.clock.passes(8 * HOUR)
    town.enforces()
    town.settles()
    town.aws.clear_calls()
    lease_using.look_due(town.means)
    assert len(town.aws.calls("GenerateServiceLastAccessedDetails")) == 25
    lease_using.look_due(town.means)
    assert {use(town, number).state for number in numbers} == {LeaseUseState.early}


def posts(town: Town) -> Mapping[int, int]:
    with town.database.read() as session:
        rows: list[Any] = list(session.execute(select(Post.id, Post.version).where(Post.request_id.is_not(None))))
    return dict(rows)
