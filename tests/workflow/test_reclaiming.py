"""Marks: what we gave is noted on the IAM user too, and what our rows have forgotten ends all the same."""

from datetime import timedelta

import pytest
from sqlalchemy import delete
from town import S3, VIEW, Town

from iam import account, mark
from iam.memberships import AddToGroup
from models.holding import Holding
from models.lease import Lease
from models.lease_use import LeaseUse
from models.post import Post
from models.request import Request
from workflow import reclaiming

HOUR = timedelta(hours=1)
S3_MARK, VIEW_MARK = mark.key("U0BOT", S3), mark.key("U0BOT", VIEW)


@pytest.fixture(autouse=True)
def _installed(town: Town) -> None:
    town.is_installed()


def forgets(town: Town) -> None:
    """The database is restored from a copy that was taken before anything was asked for."""
    with town.database.write() as session:
        for table in (Post, Holding, LeaseUse, Lease, Request):
            session.execute(delete(table))


def passes(town: Town, length: timedelta) -> None:
    town.clock.passes(length)
    town.enforces()
    town.settles()


def looks(town: Town, after: timedelta = HOUR) -> None:
    town.clock.passes(after)
    reclaiming.look_after(town.means, "main", list(account.users(town.aws.iam)))
    town.settles()


def test_what_is_given_is_marked_with_its_end_and_the_mark_goes_with_it(town: Town) -> None:
    town.leases(S3, VIEW, lasts=8 * HOUR)
    town.settles()
    assert town.tags() == {"email": "ann@example.com"} | dict.fromkeys((S3_MARK, VIEW_MARK), "2026-11-24T17:00:00Z")
    assert len(town.aws.calls("TagUser")) == 1, "one call for all steps of a lease"
    passes(town, 9 * HOUR)
    assert town.held() == set()
    assert town.tags() == {"email": "ann@example.com"}


def test_what_stood_before_is_not_marked(town: Town) -> None:
    town.gives_by_hand(S3)
    town.leases(S3)
    town.settles()
    assert town.aws.calls("TagUser") == []


def test_what_was_forgotten_stays_while_its_time_runs_and_is_taken_back_after_it(town: Town) -> None:
    town.leases(S3, lasts=8 * HOUR)
    town.settles()
    forgets(town)
    looks(town)
    assert town.held() == {S3}
    looks(town, after=8 * HOUR)
    assert town.held() == set()
    assert S3_MARK not in town.tags()
    told = "IAM user ann still has the group s3-users from a lease that this database has forgotten"
    assert [to for to, words in town.whispers() if told in words] == ["U0CLEO", "@owners"]


def test_what_was_given_for_good_stays_for_good(town: Town) -> None:
    town.leases(S3, lasts=None)
    town.settles()
    forgets(town)
    looks(town, after=1000 * HOUR)
    assert town.held() == {S3}


def test_what_was_forgotten_and_is_granted_again_is_ours(town: Town) -> None:
    town.leases(S3, lasts=8 * HOUR)
    town.settles()
    forgets(town)
    town.leases(S3, lasts=HOUR)
    town.settles()
    passes(town, 2 * HOUR)
    assert town.held() == set()


def test_a_mark_whose_access_somebody_took_away_by_hand_is_taken_off(town: Town) -> None:
    town.leases(S3, VIEW)
    town.settles()
    forgets(town)
    S3.unmake(town.aws.iam, "ann")
    looks(town)
    assert set(town.tags()) == {"email", VIEW_MARK}
    assert town.held() == {VIEW}


def test_what_a_plan_has_given_for_good_meanwhile_loses_the_mark_with_the_lease_and_stays(town: Town) -> None:
    number = town.plans(AddToGroup("bob", "s3-users"), user="bob", about="user/bob")
    town.leases(S3, lasts=8 * HOUR, who="bob")
    town.settles()
    town.approves(number, by="U0DAN")
    town.finishes(number)
    passes(town, 9 * HOUR)
    assert S3_MARK not in town.tags("bob")
    looks(town)
    assert town.held("bob") == {S3}


def test_a_mark_that_aws_does_not_take_off_holds_up_no_other_end(town: Town) -> None:
    town.leases(S3, VIEW, lasts=8 * HOUR)
    town.settles()
    forgets(town)
    VIEW.unmake(town.aws.iam, "ann")
    town.aws.fault("UntagUser", do="deny")
    looks(town, after=9 * HOUR)
    assert town.held() == set()


def test_a_mark_of_another_bot_is_left_alone(town: Town) -> None:
    town.gives_by_hand(S3)
    theirs = mark.key("U0OTHER", S3)
    town.aws.iam.tag_user(UserName="ann", Tags=[{"Key": theirs, "Value": "2026-01-01T00:00:00Z"}])
    looks(town)
    assert town.held() == {S3}
    assert theirs in town.tags()


def test_a_live_lease_costs_the_sweep_no_call(town: Town) -> None:
    town.leases(S3)
    town.settles()
    town.aws.clear_calls()
    looks(town)
    assert {call.operation for call in town.aws.calls()} == {"GetAccountAuthorizationDetails"}


@pytest.mark.parametrize("fault", [{"do": "deny"}, {"do": "error", "code": "LimitExceeded", "status": 409}])
def test_a_mark_that_aws_refuses_holds_up_nobodys_access(town: Town, fault: dict[str, object]) -> None:
    town.aws.fault("TagUser", **fault)
    town.leases(S3)
    town.settles()
    assert town.held() == {S3}
    passes(town, 9 * HOUR)
    assert town.held() == set()


def test_nothing_is_made_while_a_mark_has_to_wait(town: Town) -> None:
    town.aws.fault("TagUser", do="throttle", times=3)
    town.leases(S3)
    town.enforces()
    assert town.held() == set()
    town.settles()
    assert town.held() == {S3}
    assert S3_MARK in town.tags()


def test_a_mark_that_cannot_be_read_is_for_good(town: Town) -> None:
    town.gives_by_hand(S3)
    town.aws.iam.tag_user(UserName="ann", Tags=[{"Key": S3_MARK, "Value": "soon"}])
    looks(town, after=1000 * HOUR)
    assert town.held() == {S3}
