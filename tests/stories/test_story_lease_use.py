"""What a lease was used for, from the end to four hours later; and what nobody uses, put before the administrators."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from models.lease import Lease
from models.lease_use import LeaseUse
from sandbox.slack.driver_seen import Message
from tests.stories.house import House


@pytest.fixture
def house(empty_house: House) -> House:
    """Ann may look at S3 and EC2 by herself, so that AWS tells of both after a lease too."""
    empty_house.aws.seed({"users": {"ann": {"policies": ["AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess"]}}})
    empty_house.aws.set_advisor(seconds=0)
    empty_house.start()
    return empty_house


def given_back(house: House, text: str = "s3-access 1h") -> Message:
    """Approved, used for S3, and given back."""
    card = house.approved(text)
    house.aws.service_used("s3", user="ann", days_ago=0)
    notice = house.wait_for_button(house.ann, "Give Back")
    house.ann.clicks(notice, "Give Back")
    return house.wait_until_over(card)


def passes(house: House, length: timedelta) -> None:
    """Let the lease and its looks lie so much further back."""
    with house.database() as database, database.write() as session:
        for lease in session.scalars(select(Lease)):
            assert lease.live_at
            assert lease.ended_at
            lease.live_at, lease.ended_at = lease.live_at - length, lease.ended_at - length
        session.execute(update(LeaseUse).values(next_try_at=datetime.now(UTC)))


def test_card_and_dm_say_what_is_known_by_now_and_four_hours_later_the_rest(house: House) -> None:
    card = given_back(house)
    card = house.wait_for_card("Used while it was live, as far as AWS knows by now: *Amazon S3*", like=card)
    house.wait_for_dm(house.ann, "as far as AWS knows by now: *Amazon S3*")
    passes(house, timedelta(hours=5))
    house.wait_for_card("Used while it was live: *Amazon S3*", like=card)
    says = house.wait_for_dm(house.ann, "Used while it was live: *Amazon S3*").visible_text()
    assert "as far as AWS knows by now" not in says


def test_what_aws_refuses_is_said_and_no_removal_waits_for_it(house: House) -> None:
    house.aws.fault("GenerateServiceLastAccessedDetails", do="deny")
    card = given_back(house)
    card = house.wait_for_card("AWS has not told yet:", like=card)
    assert "not authorized" in card.visible_text()
    assert "s3-users" not in house.aws.groups_of("ann")


def test_the_user_who_is_gone_is_said(house: House) -> None:
    house.aws.fault("GenerateServiceLastAccessedDetails", do="deny", times=1)
    card = given_back(house)
    house.wait_for_card("AWS has not told yet:", like=card)
    for policy in ("AmazonS3ReadOnlyAccess", "AmazonEC2ReadOnlyAccess"):
        house.aws.iam.detach_user_policy(UserName="ann", PolicyArn=f"arn:aws:iam::aws:policy/{policy}")
    house.aws.iam.delete_user(UserName="ann")
    passes(house, timedelta(hours=5))
    house.wait_for_card("is not known: the IAM user ann is not there any more.", like=card)
