"""A bot killed while it looks for what a lease was used for, or proposes what could go: told all the same, and once."""

import signal
from datetime import timedelta

import pytest

from iam.attach_policy import AttachPolicy
from models.post import PostKind
from tests.stories import leased_before
from tests.stories.house import House
from tests.stories.mortal import DYING, Mortal

READ = {"tags": {"email": "ann@example.com"}, "policies": ["AmazonS3ReadOnlyAccess"]}


@pytest.fixture
def mortal(empty_house: House) -> Mortal:
    empty_house.aws.seed({"users": {"ann": READ}})
    empty_house.aws.set_advisor(seconds=0)
    mortal = Mortal(empty_house)
    mortal.stood = {"ann": {AttachPolicy("arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess")}}
    return mortal


@pytest.mark.parametrize("event", ["lease_use.told", "lease_use.looked"])
def test_what_a_lease_was_used_for_is_told_though_the_bot_dies_over_the_look(mortal: Mortal, event: str) -> None:
    house = mortal.house
    mortal.start_to_die(event, 1)
    number = mortal.asks("s3-access 1h")
    mortal.clicks(house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    house.aws.service_used("s3", user="ann", days_ago=0)
    mortal.turn_lease(number, ends_at=timedelta())
    mortal.sees(PostKind.card, number, "Used while it was live, as far as AWS knows by now: *Amazon S3*")
    mortal.sees(PostKind.outcome, number, "as far as AWS knows by now: *Amazon S3*")
    mortal.revive()
    assert mortal.died_at() == [event]
    assert mortal.statuses == [-signal.SIGKILL]
    assert house.rows("SELECT name FROM move WHERE subject = 'lease_use'") == [("look back",)]
    mortal.agrees()


@pytest.mark.parametrize("event", ["trimming.found", "trimming.proposed"])
def test_what_could_go_is_proposed_once_though_the_bot_dies_over_it(mortal: Mortal, event: str) -> None:
    house = mortal.house
    with house.database() as database:
        leased_before.leased(database, "s3-access", times=5, services={"s3": "unused", "s3-object-lambda": "unused"})
    house.bot.start("once", command=(*DYING, event, "1"), ready=False)
    house.bot.wait_for_death()
    assert mortal.died_at() == [event]
    for _ in range(2):
        assert house.bot.runs("worker", "--once").returncode == 0
    told = [each for each in house.cleo.dm() if "A bundle gives more than is used" in each.visible_text()]
    assert len(told) == 1
    assert house.rows("SELECT count(*) FROM trimming") == [(1,)]
