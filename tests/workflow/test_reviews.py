"""Reviews: every membership confirmed by an owner, taken back, or left as it is with a reason; each decision kept."""

import itertools
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from town import CATALOG, Town

from catalog import load
from iam.faults import Later, Never
from iam.join_group import JoinGroup
from iam.memberships import LeaveGroup
from models.decision import Decision
from models.move import BOT, Move
from models.person import Standing
from models.plan_states import PlanState
from models.post import PostKind
from models.request import Request
from models.request_states import RequestState
from models.review import Review
from models.review_answer import Choice, ReviewAnswer
from models.review_answer_states import AnswerState
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from models.review_states import ReviewState
from workflow import (
    aims,
    carrying_out,
    recognising,
    review_answering,
    review_judging,
    review_paging,
    review_reminding,
    review_use,
    reviewing,
    reviews,
)
from workflow.refusals.reviews import BadUntil, NoReviews, NoSuchReview, ReviewedAlready, ReviewIsOver

S3 = JoinGroup("s3-users")
DAY, HOUR, SECOND = timedelta(days=1), timedelta(hours=1), timedelta(seconds=1)
SECTION = 'reviews: {reviewers: {s3-users: [U0BOB, U0DAN, "@s3-owners"]}, days: 4, channel: C0REVIEWS}\n'
WATCH = timedelta(hours=5)
"""How far time passes in one go: less than what counts as nothing running."""
LENGTH = 4 * DAY
KEEP, TAKE = Choice.keep, Choice.take_back


class Street:
    """A town with a group under review."""

    def __init__(self, town: Town) -> None:
        self.town, self.aws, self.clock = town, town.aws, town.clock
        self.answers = 0
        self.has(SECTION)
        for name in ("eve", "fay"):
            town.moves_in(name)
        for name in ("ann", "bob", "eve", "fay"):
            self.joins(name)
        town.is_snapshotted()

    def has(self, section: str) -> None:
        """Have this section in the catalog from now on."""
        self.town.catalog = load.parse(CATALOG + section, file="catalog.yaml")

    def joins(self, name: str, group: str = "s3-users") -> None:
        self.aws.iam.add_user_to_group(UserName=name, GroupName=group)

    def leaves(self, name: str, group: str = "s3-users") -> None:
        self.aws.iam.remove_user_from_group(UserName=name, GroupName=group)

    def leaving(self, name: str) -> LeaveGroup:
        return LeaveGroup(name, "s3-users", unique_id=self.aws.user_id(name))

    def asks(self, group: str = "s3-users", *, by: str = "U0CLEO", lasts: str | None = None, times: int = 3) -> int:
        """Start one, and let it begin."""
        catalog, now = self.town.catalog, self.clock()
        ends = reviews.until(catalog, lasts, now=now)
        with self.town.database.write() as session:
            number = reviews.ask(session, group, ends, catalog=catalog, by=by, trigger_id=None, now=now)
        self.goes_on(times)
        return number

    def goes_on(self, times: int = 1) -> None:
        for _ in range(times):
            for number in review_judging.due(self.town.means):
                review_judging.judge(self.town.means, number)
            for number in reviewing.due(self.town.means):
                reviewing.go_on(self.town.means, number)
            self.town.carries_out()

    def passes(self, length: timedelta) -> None:
        """Let time pass, with a bot that runs; all that falls due is done."""
        while length > WATCH:
            self.clock.passes(WATCH)
            self.goes_on()
            length -= WATCH
        self.clock.passes(length)
        for _ in range(8):
            self.goes_on()
            self.clock.passes(SECOND)

    def answered(self, number: int, by: str = "U0BOB", **choices: Choice) -> None:
        """Somebody submits a page of the form, and what they said is judged and done."""
        self.says(number, by, **choices)
        self.passes(SECOND)

    def says(self, number: int, by: str = "U0BOB", *, trigger: str = "", **choices: Choice) -> None:
        self.answers += 1
        chosen = {self.item(number, name).id: choice for name, choice in choices.items()}
        with self.town.database.write() as session:
            trigger_id = trigger or f"view:{self.answers}"
            review_answering.answer(session, number, chosen, by=by, trigger_id=trigger_id, now=self.clock())

    def stops(self, number: int, by: str = "U0CLEO") -> None:
        with self.town.database.write() as session:
            review_answering.stop(session, number, by=by, trigger_id=None, now=self.clock())
        self.passes(SECOND)

    def review(self, number: int) -> Review:
        with self.town.database.read() as session:
            return session.get_one(Review, number)

    def items(self, number: int) -> dict[str, ItemState]:
        with self.town.database.read() as session:
            found = session.scalars(select(ReviewItem).where(ReviewItem.review_id == number))
            return {each.user: each.state for each in found}

    def item(self, number: int, name: str) -> ReviewItem:
        with self.town.database.read() as session:
            query = select(ReviewItem).where(ReviewItem.review_id == number, ReviewItem.user == name)
            return session.scalars(query).one()

    def answer(self) -> ReviewAnswer:
        """The latest."""
        with self.town.database.read() as session:
            return session.scalars(select(ReviewAnswer).order_by(ReviewAnswer.id.desc())).first()  # type: ignore[return-value]  # there is one

    def plans(self) -> list[Request]:
        with self.town.database.read() as session:
            return list(session.scalars(select(Request).where(Request.asker == BOT).order_by(Request.id)))

    def members(self, group: str = "s3-users") -> set[str]:
        return {each["UserName"] for each in self.aws.iam.get_group(GroupName=group)["Users"]}

    def moves(self, subject: str, number: int) -> list[Move]:
        with self.town.database.read() as session:
            query = select(Move).where(Move.subject == subject, Move.subject_id == number)
            return list(session.scalars(query.order_by(Move.id)))

    def told(self) -> list[tuple[str, str]]:
        return self.town.whispers()


@pytest.fixture
def street(town: Town) -> Iterator[Street]:
    return Street(town)


# Beginning


def test_the_members_are_frozen_as_iam_shows_them_and_put_before_the_owners(street: Street) -> None:
    number = street.asks("S3-Users")
    street.joins("dan")
    street.passes(2 * HOUR)
    kept = street.review(number)
    assert (kept.state, kept.group, kept.takes_back) == (ReviewState.open, "s3-users", True)
    assert kept.reviewers == ["U0BOB", "U0DAN", "@s3-owners"]
    assert kept.until == kept.asked_at + LENGTH
    assert street.items(number) == dict.fromkeys(("ann", "bob", "eve", "fay"), ItemState.open)
    assert street.town.posts(PostKind.review) == ["C0REVIEWS"]
    [begun] = street.moves("review", number)
    assert (begun.by, begun.detail["members"], begun.detail["takes_back"]) == ("U0CLEO", 4, True)


def test_an_owner_may_start_one_too_and_others_are_told_who_may(street: Street) -> None:
    assert street.review(street.asks(by="U0DAN")).state is ReviewState.open
    street.town.aws.seed({"groups": {"others": []}, "users": {"ann": {"groups": ["others"]}}})
    refused = street.asks("others", by="U0DAN")
    assert street.review(refused).state is ReviewState.refused
    assert street.told() == [("U0DAN", "Only <@U0CLEO> or @owners may start or stop a review of the group others.")]


@pytest.mark.parametrize(
    ("group", "said"),
    [
        ("s3-user", "There is no IAM group s3-user in account 'main'. Did you mean s3-users"),
        ("power-users", "The IAM group power-users has no members, so there is nobody to confirm."),
    ],
)
def test_what_cannot_be_reviewed_is_refused_with_the_reason(street: Street, group: str, said: str) -> None:
    number = street.asks(group)
    assert street.review(number).why.startswith(said)
    [(whom, told)] = street.told()
    assert (whom, told.startswith(said)) == ("U0CLEO", True)
    assert street.town.posts(PostKind.review) == []
    assert street.review(street.asks()).state is ReviewState.open


def test_a_group_outside_the_path_is_reviewed_where_the_catalog_names_it(street: Street) -> None:
    street.aws.iam.create_group(GroupName="admins", Path="/root/")
    street.joins("ann", "admins")
    limited = CATALOG.replace("users: {", "users: {path: /people/, ")
    street.town.catalog = load.parse(limited + SECTION, file="catalog.yaml")
    assert "stands under /root/" in street.review(street.asks("admins")).why
    named = SECTION.replace("s3-users:", "admins: [U0BOB, U0DAN], s3-users:")
    street.town.catalog = load.parse(limited + named, file="catalog.yaml")
    assert street.review(street.asks("admins")).state is ReviewState.open


def test_without_the_section_there_are_none_and_a_group_is_reviewed_once_at_a_time(street: Street) -> None:
    street.asks()
    with pytest.raises(ReviewedAlready, match="The group S3-USERS is under review already: review 1"):
        street.asks("S3-USERS")
    street.has("")
    with pytest.raises(NoReviews):
        street.asks()


def test_a_group_that_the_catalog_does_not_name_is_the_administrators_to_answer_for(street: Street) -> None:
    street.joins("ann", "power-users")
    number = street.asks("power-users")
    assert street.review(number).reviewers == ["U0CLEO", "@owners"]
    street.answered(number, "U0BOB", ann=KEEP)
    assert street.items(number) == {"ann": ItemState.open}
    street.answered(number, "U0CLEO", ann=KEEP)
    assert street.items(number) == {"ann": ItemState.confirmed}


@pytest.mark.parametrize("fault", [Later("Slack is down"), Never("user_not_found")])
def test_what_cannot_be_looked_up_begins_later_or_is_refused_with_the_words(street: Street, fault: Any) -> None:
    street.town.slack.fault = fault
    number = street.asks()
    if isinstance(fault, Never):
        assert "The review of the group s3-users could not begin: user_not_found" in street.review(number).why
        return
    assert street.review(number).state is ReviewState.starting
    street.town.slack.fault = None
    street.passes(HOUR / 2)
    assert street.review(number).state is ReviewState.open


def test_what_cannot_be_looked_up_for_an_hour_is_given_up(street: Street) -> None:
    street.town.slack.fault = Later("Slack is down")
    number = street.asks()
    street.passes(2 * HOUR)
    assert street.review(number).state is ReviewState.refused
    assert "Slack is down" in street.review(number).why


# How long


@pytest.mark.parametrize(
    ("typed", "ends"),
    [
        (None, datetime(2026, 11, 28, 9, tzinfo=UTC)),
        ("2026-12-15", datetime(2026, 12, 15, 22, 59, tzinfo=UTC)),
        ("2w", datetime(2026, 12, 8, 9, tzinfo=UTC)),
        ("36H", datetime(2026, 11, 25, 21, tzinfo=UTC)),
    ],
)
def test_it_ends_on_the_day_or_after_the_time_that_was_said(street: Street, typed: str | None, ends: datetime) -> None:
    assert reviews.until(street.town.catalog, typed, now=street.clock()) == ends


@pytest.mark.parametrize(
    "typed",
    ["2026-11-23", "2027-12-31", "9999-12-31", "0001-01-01", "15.12.2026", "5m", "3000d", "soon", "-1d", "<!here>"],
)
def test_what_is_no_end_is_refused_with_an_example(street: Street, typed: str) -> None:
    with pytest.raises(BadUntil, match="write a day that comes within a year, such as 2026-12-08, or how long from"):
        reviews.until(street.town.catalog, typed, now=street.clock())


# Answering


def test_who_is_confirmed_stays_and_who_is_rejected_leaves_at_once_by_a_recorded_plan(street: Street) -> None:
    number = street.asks()
    street.answered(number, ann=KEEP, eve=TAKE)
    assert street.members() == {"ann", "bob", "fay"}
    assert street.items(number) == {
        "ann": ItemState.confirmed,
        "bob": ItemState.open,
        "eve": ItemState.taken_back,
        "fay": ItemState.open,
    }
    ann, eve = street.item(number, "ann"), street.item(number, "eve")
    assert (ann.decided_by, ann.decided_as, ann.request_id) == ("U0BOB", "U0BOB", None)
    assert ann.decided_at is not None
    [plan] = street.plans()
    assert (plan.state, plan.id, plan.decided_by) == (RequestState.granted, eve.request_id, "U0BOB")
    assert street.town.changes(plan.id) == [street.leaving("eve")]
    assert plan.description == f"take eve out of the group s3-users, by review {number}"
    with street.town.database.read() as session:
        decision = session.scalars(select(Decision).where(Decision.request_id == plan.id)).one()
    assert (decision.by, decision.reason) == ("U0BOB", f"Review {number}: a reviewer says that this access goes.")
    rejected, taken = street.moves("review_item", eve.id)
    assert (rejected.name, rejected.by, rejected.detail["as"], rejected.detail["user"]) == (
        "reject",
        "U0BOB",
        "U0BOB",
        "eve",
    )
    assert (taken.name, taken.by) == ("take back", BOT)
    assert street.town.posts(PostKind.card) == ["C0REVIEWS"]


def test_whoever_loses_access_hears_of_it_and_why(street: Street) -> None:
    for known in ("U0EVE", "U0FAY"):
        recognising.live_person(street.town.means, known)
    number = street.asks()
    street.answered(number, ann=KEEP, eve=TAKE)
    street.passes(LENGTH)
    lost, ask = "is not in the IAM group s3-users any more:", "If you still need it, ask for it."
    assert street.told() == [
        ("U0EVE", f"Your IAM user eve {lost} in a review its owners said that it is not needed. {ask}"),
        ("U0BOB", f"Your IAM user bob {lost} nobody confirmed it in a review of the group. {ask}"),
        ("U0FAY", f"Your IAM user fay {lost} nobody confirmed it in a review of the group. {ask}"),
    ]


def test_nobody_answers_for_themselves_neither_by_another_slack_user_nor_by_a_new_address(street: Street) -> None:
    number = street.asks()
    street.answered(number, bob=KEEP, ann=KEEP)
    assert street.items(number)["bob"] is ItemState.open
    assert street.items(number)["ann"] is ItemState.confirmed
    said = "Nobody confirms his or her own access: somebody else has to answer for bob."
    assert street.told()[-1] == ("U0BOB", said)
    assert street.answer().why == said
    street.town.is_in_slack("zoe", email="BOB+aws@example.com")
    street.town.slack.groups["s3-owners"] = frozenset({"U0ZOE"})
    street.answered(number, "U0ZOE", bob=KEEP)
    assert street.items(number)["bob"] is ItemState.open
    assert street.answer().state is AnswerState.refused
    street.town.is_in_slack("bob", email="robert@example.com")
    street.aws.iam.tag_user(UserName="bob", Tags=[{"Key": "email", "Value": "robert@example.com"}])
    street.town.is_snapshotted()
    street.answered(number, "U0BOB", bob=KEEP)
    assert street.items(number)["bob"] is ItemState.open
    street.answered(number, "U0DAN", bob=KEEP)
    assert street.items(number)["bob"] is ItemState.confirmed


def test_who_is_no_reviewer_at_the_click_changes_nothing_and_it_is_kept(street: Street) -> None:
    number = street.asks()
    street.town.slack.groups["s3-owners"] = frozenset({"U0FAY"})
    street.answered(number, "U0FAY", ann=KEEP)
    assert street.item(number, "ann").decided_as == "@s3-owners"
    street.town.slack.groups["s3-owners"] = frozenset()
    street.answered(number, "U0FAY", eve=TAKE)
    assert street.items(number)["eve"] is ItemState.open
    assert (street.answer().state, street.members()) == (AnswerState.refused, {"ann", "bob", "eve", "fay"})
    whom, told = street.told()[-1]
    assert (whom, "You may not answer for the members of the group s3-users: only" in told) == ("U0FAY", True)
    [refused] = street.moves("review_answer", street.answer().id)
    assert (refused.name, refused.by) == ("refuse", "U0FAY")


@pytest.mark.parametrize("standing", [Standing.deactivated, Standing.guest])
def test_a_reviewer_who_is_no_member_any_more_is_refused(street: Street, standing: Standing) -> None:
    number = street.asks()
    street.town.is_in_slack("bob", standing)
    street.answered(number, ann=KEEP)
    assert (street.items(number)["ann"], street.answer().state) == (ItemState.open, AnswerState.refused)


def test_a_changed_catalog_can_only_take_the_right_away(street: Street) -> None:
    number = street.asks()
    street.has("reviews: {reviewers: {s3-users: [U0DAN, U0FAY]}}\n")
    street.answered(number, "U0BOB", ann=KEEP)
    street.answered(number, "U0FAY", ann=KEEP)
    assert street.items(number)["ann"] is ItemState.open
    street.answered(number, "U0DAN", ann=KEEP)
    assert street.items(number)["ann"] is ItemState.confirmed


def test_the_first_answer_counts_and_the_second_is_told(street: Street) -> None:
    number = street.asks()
    street.answered(number, "U0BOB", ann=KEEP)
    street.answered(number, "U0DAN", ann=TAKE, eve=KEEP)
    assert street.items(number)["ann"] is ItemState.confirmed
    assert street.items(number)["eve"] is ItemState.confirmed
    assert street.told()[-1] == (
        "U0DAN",
        "ann had been answered for already, or was out of the group; your choice changed nothing there.",
    )


def test_the_same_submission_twice_is_one_answer(street: Street) -> None:
    number = street.asks()
    for _ in range(2):
        street.says(number, trigger="view:V1:0", ann=KEEP)
    street.goes_on(2)
    with street.town.database.read() as session:
        assert len(session.scalars(select(ReviewAnswer)).all()) == 1
    assert len(street.moves("review_item", street.item(number, "ann").id)) == 1


def test_members_of_another_review_are_left_alone(street: Street) -> None:
    street.joins("ann", "power-users")
    first, second = street.asks(), street.asks("power-users")
    foreign = street.item(second, "ann").id
    with street.town.database.write() as session:
        review_answering.answer(
            session, first, {foreign: TAKE, 999: KEEP}, by="U0BOB", trigger_id="view:x", now=street.clock()
        )
    street.passes(SECOND)
    assert street.items(second)["ann"] is ItemState.open
    assert street.members("power-users") == {"ann"}


def test_a_slack_that_is_down_delays_an_answer_and_the_end_waits_for_what_was_said_in_time(street: Street) -> None:
    number = street.asks()
    street.passes(LENGTH - HOUR)
    street.says(number, ann=KEEP, eve=KEEP, fay=KEEP)
    street.town.slack.fault = Later("Slack is down")
    street.passes(2 * HOUR)
    assert street.review(number).state is ReviewState.open
    street.town.slack.fault = None
    street.passes(HOUR)
    assert street.items(number)["ann"] is ItemState.confirmed
    assert street.items(number)["bob"] is ItemState.taken_back
    assert street.members() == {"ann", "eve", "fay"}


# The end


def test_at_the_date_what_is_not_confirmed_is_taken_back_by_one_plan_that_says_why(street: Street) -> None:
    number = street.asks()
    street.answered(number, ann=KEEP)
    street.passes(LENGTH)
    assert street.members() == {"ann"}
    kept = street.review(number)
    assert (kept.state, kept.open_key, kept.next_try_at) == (ReviewState.ended, None, None)
    [plan] = street.plans()
    assert street.town.changes(plan.id) == [street.leaving(name) for name in ("bob", "eve", "fay")]
    assert plan.decided_by == "U0CLEO"
    assert plan.reason.startswith(f"Review {number}: nobody confirmed this until 2026-11-28 09:00 UTC, and the catalog")
    assert {street.items(number)[name] for name in ("bob", "eve", "fay")} == {ItemState.taken_back}
    assert street.town.posts(PostKind.review_end) == ["@s3-owners", "U0BOB", "U0CLEO", "U0DAN"]
    assert street.review(street.asks()).state is ReviewState.open


@pytest.mark.parametrize("changed", ["unconfirmed: list, ", None])
def test_where_the_catalog_says_so_it_is_only_listed(street: Street, changed: str | None) -> None:
    """When the review begins, or meanwhile: of the two the milder counts."""
    if changed is not None:
        street.has(SECTION.replace("days:", f"{changed}days:"))
    number = street.asks()
    if changed is None:
        street.has("")
    else:
        street.has(SECTION)
    street.answered(number, ann=KEEP)
    street.passes(LENGTH + DAY)
    assert street.members() == {"ann", "bob", "eve", "fay"}
    assert street.items(number)["eve"] is ItemState.unanswered
    assert (street.review(number).state, street.plans()) == (ReviewState.ended, [])


def test_it_is_over_when_everybody_is_answered_for(street: Street) -> None:
    number = street.asks()
    street.answered(number, ann=KEEP, eve=TAKE, fay=KEEP)
    assert street.review(number).state is ReviewState.open
    street.answered(number, "U0DAN", bob=KEEP)
    assert street.review(number).state is ReviewState.ended
    assert street.members() == {"ann", "bob", "fay"}


def test_a_stopped_review_takes_nothing_back_but_what_was_decided(street: Street) -> None:
    number = street.asks()
    street.says(number, eve=TAKE)
    street.goes_on()
    street.stops(number)
    street.passes(LENGTH + DAY)
    assert street.members() == {"ann", "bob", "fay"}
    assert (street.review(number).state, street.review(number).stopped_by) == (ReviewState.stopped, "U0CLEO")
    assert street.items(number)["ann"] is ItemState.unanswered
    assert street.review(street.asks()).state is ReviewState.open
    with pytest.raises(ReviewIsOver, match=f"Review {number} is stopped"):
        street.stops(number)
    with pytest.raises(NoSuchReview):
        street.stops(99)


def test_who_may_not_stop_it_does_not(street: Street) -> None:
    number = street.asks()
    street.stops(number, by="U0ANN")
    assert street.review(number).state is ReviewState.open
    assert "may start or stop a review of the group s3-users" in street.told()[-1][1]


def test_a_bot_that_was_away_at_the_end_leaves_a_day_to_answer_and_takes_nothing_at_once(street: Street) -> None:
    number = street.asks()
    street.clock.passes(3 * LENGTH)
    street.passes(SECOND)
    assert street.members() == {"ann", "bob", "eve", "fay"}
    kept = street.review(number)
    assert (kept.state, kept.until > kept.asked_at + 3 * LENGTH) == (ReviewState.open, True)
    [_, extended] = street.moves("review", number)
    assert (extended.name, extended.by, extended.detail["until"]) == ("extend", BOT, "2026-11-28T09:00:00+00:00")
    street.answered(number, ann=KEEP)
    street.passes(DAY)
    assert street.members() == {"ann"}


# What changes meanwhile


def test_who_leaves_meanwhile_is_gone_and_who_comes_back_is_not_in_it(street: Street) -> None:
    number = street.asks()
    street.leaves("eve")
    street.passes(2 * HOUR)
    assert street.items(number)["eve"] is ItemState.gone
    street.joins("eve")
    street.passes(LENGTH)
    assert street.members() == {"eve"}


def test_another_iam_user_of_the_same_name_is_not_meant(street: Street) -> None:
    number = street.asks()
    street.leaves("eve")
    street.aws.iam.delete_user(UserName="eve")
    street.aws.iam.create_user(UserName="eve")
    street.joins("eve")
    street.answered(number, eve=TAKE)
    assert street.items(number)["eve"] is ItemState.gone
    assert "eve" in street.members()


def test_a_renamed_iam_user_is_the_same_person(street: Street) -> None:
    number = street.asks()
    street.aws.iam.update_user(UserName="eve", NewUserName="eva")
    street.answered(number, eve=TAKE)
    assert street.items(number)["eva"] is ItemState.taken_back
    assert street.members() == {"ann", "bob", "fay"}


def is_planned(street: Street, number: int) -> None:
    """Eve is to leave: it is planned, and the plan has not come to her yet."""
    street.says(number, eve=TAKE)
    for answer in review_judging.due(street.town.means):
        review_judging.judge(street.town.means, answer)
    for each in reviewing.due(street.town.means):
        reviewing.go_on(street.town.means, each)
    assert len(street.plans()) == 1


def test_somebody_renamed_under_the_plan_is_taken_out_by_the_new_name(street: Street) -> None:
    number = street.asks()
    is_planned(street, number)
    street.aws.iam.update_user(UserName="eve", NewUserName="eva")
    street.passes(SECOND)
    assert street.items(number)["eva"] is ItemState.taken_back
    assert (street.members(), len(street.plans())) == ({"ann", "bob", "fay"}, 2)


def test_somebody_who_comes_to_have_the_name_under_the_plan_is_left_alone(street: Street) -> None:
    number = street.asks()
    is_planned(street, number)
    street.leaves("eve")
    street.aws.iam.delete_user(UserName="eve")
    street.aws.iam.create_user(UserName="eve")
    street.joins("eve")
    street.passes(SECOND)
    assert street.items(number)["eve"] is ItemState.gone
    assert "eve" in street.members()


def test_a_group_that_is_deleted_meanwhile_ends_it_and_another_of_its_name_is_not_meant(street: Street) -> None:
    number = street.asks()
    for name in street.members():
        street.leaves(name)
    street.aws.iam.delete_group(GroupName="s3-users")
    street.aws.iam.create_group(GroupName="s3-users")
    street.joins("ann")
    street.passes(2 * HOUR)
    assert set(street.items(number).values()) == {ItemState.gone}
    assert (street.review(number).state, street.members()) == (ReviewState.ended, {"ann"})


def test_what_comes_from_a_lease_is_left_to_the_lease(street: Street) -> None:
    street.leaves("ann")
    street.town.leases(S3, who="ann", lasts=3 * LENGTH)
    street.town.settles()
    number = street.asks()
    assert street.items(number)["ann"] is ItemState.leased
    street.leaves("eve")
    street.town.leases(S3, who="eve", lasts=3 * LENGTH)
    street.town.settles()
    street.passes(LENGTH)
    assert street.items(number)["eve"] is ItemState.leased
    assert street.members() == {"ann", "eve"}


def test_a_reviewer_is_told_that_a_lease_gives_nothing_without_the_membership_that_stood_before_it(
    street: Street,
) -> None:
    number = street.asks()
    street.town.leases(S3, who="ann", lasts=3 * LENGTH)
    street.leaves("eve")
    street.town.leases(S3, who="eve", lasts=3 * LENGTH)
    street.town.settles()
    left = review_paging.left(street.town.means, number, "U0BOB")
    assert review_paging.warnings(street.town.means, number, left.items) == {
        street.item(number, "ann").id: "ann is in s3-users by a lease as well, which gives nothing from then on."
    }, "what a lease gave eve is left to the lease"


def test_what_aws_refuses_is_said_and_keeps_nobody_else_in(street: Street) -> None:
    number = street.asks(times=4)
    street.answered(number, ann=KEEP)
    street.aws.fault("RemoveUserFromGroup", do="deny", times=1)
    street.passes(LENGTH)
    assert sorted(street.items(number).values()) == ["confirmed", "failed", "taken back", "taken back"]
    assert street.review(number).state is ReviewState.ended
    [failed] = [name for name, state in street.items(number).items() if state is ItemState.failed]
    assert "not authorized" in street.item(number, failed).why
    assert street.members() == {"ann", failed}
    assert street.town.posts(PostKind.alarm) == ["@owners", "U0CLEO"]


@pytest.mark.parametrize("do", ["throttle", "drop-before", "drop-after"])
def test_aws_in_trouble_delays_and_does_nothing_twice(street: Street, do: str) -> None:
    number = street.asks(times=4)
    street.aws.fault("RemoveUserFromGroup", do=do, times=1)
    street.aws.fault("GetGroup", do="throttle", times=2)
    street.answered(number, eve=TAKE)
    street.passes(timedelta(minutes=5))
    assert street.items(number)["eve"] is ItemState.taken_back
    assert len(street.plans()) == 1


def test_a_look_that_aws_forbids_is_said_on_the_card_until_it_is_mended(street: Street) -> None:
    number = street.asks(times=4)
    street.aws.fault("GetGroup", do="deny", times=1)
    street.passes(2 * HOUR)
    assert "not authorized" in street.review(number).why
    street.passes(HOUR)
    assert street.review(number).why == ""


def test_undo_is_a_plan_that_somebody_else_approves(street: Street) -> None:
    number = street.asks()
    street.answered(number, eve=TAKE, ann=KEEP)
    [plan] = street.plans()
    undone = street.town.made(aims.Undo(plan.id), who="U0EVE")
    assert street.town.plan(undone).state is PlanState.made
    assert street.members() == {"ann", "bob", "eve", "fay"}


def test_two_workers_file_one_plan_and_count_one_answer(street: Street) -> None:
    number = street.asks()
    other = street.town.worker()
    street.says(number, eve=TAKE)
    for means in (street.town.means, other, street.town.means, other):
        for answer in review_judging.due(means):
            review_judging.judge(means, answer)
        for each in reviewing.due(means):
            reviewing.go_on(means, each)
        for plan in carrying_out.due(means):
            carrying_out.carry_out(means, plan)
        street.clock.passes(SECOND)
    other.claims.close()
    street.passes(SECOND)
    assert len(street.plans()) == 1
    assert [each.name for each in street.moves("review_item", street.item(number, "eve").id)] == ["reject", "take back"]


def test_a_large_group_is_reviewed_and_taken_back_whole(street: Street) -> None:
    names = [f"p{number:03}" for number in range(60)]
    street.aws.seed({"users": {name: {"groups": ["s3-users"]} for name in names}})
    street.town.is_snapshotted()
    number = street.asks()
    assert len(street.items(number)) == 64
    street.answered(number, **dict.fromkeys(names[:20], KEEP))
    street.passes(LENGTH)
    for _ in range(20):
        street.passes(SECOND)
    assert street.members() == set(names[:20])
    assert (street.review(number).state, len(street.plans())) == (ReviewState.ended, 1)


# Reminders


def test_reviewers_are_reminded_at_half_time_and_a_day_before_once(street: Street) -> None:
    street.asks(lasts="14d")
    street.passes(6 * DAY)
    assert street.town.posts(PostKind.half_time) == []
    street.passes(DAY)
    assert street.town.posts(PostKind.half_time) == ["@s3-owners", "U0BOB", "U0DAN"]
    street.passes(HOUR)
    street.passes(6 * DAY)
    assert street.town.posts(PostKind.last_day) == ["@s3-owners", "U0BOB", "U0DAN"]
    assert street.town.posts(PostKind.half_time) == ["@s3-owners", "U0BOB", "U0DAN"]


def test_of_reminders_that_were_missed_only_the_latest_is_sent(street: Street) -> None:
    street.asks(lasts="14d")
    street.clock.passes(13 * DAY - HOUR)
    street.passes(HOUR)
    street.passes(2 * HOUR)
    assert street.town.posts(PostKind.half_time) == []
    assert street.town.posts(PostKind.last_day) == ["@s3-owners", "U0BOB", "U0DAN"]


def test_who_is_no_reviewer_any_more_is_not_reminded(street: Street) -> None:
    street.asks(lasts="14d")
    street.has("reviews: {reviewers: {s3-users: [U0DAN]}}\n")
    street.passes(8 * DAY)
    assert street.town.posts(PostKind.half_time) == ["U0DAN"]


@given(st.timedeltas(min_value=reviews.SHORTEST, max_value=reviews.LONGEST))
def test_reminders_are_a_day_apart_whatever_the_length(length: timedelta) -> None:
    begun = datetime(2026, 11, 24, 9, tzinfo=UTC)
    moments = [begun, *(moment for _, moment in review_reminding.moments(begun, begun + length)), begun + length]
    if len(moments) > 2:
        assert all(later - earlier >= DAY for earlier, later in itertools.pairwise(moments))


# The last use


def test_what_was_last_used_of_what_the_group_allows_stands_beside_each_member(street: Street) -> None:
    street.aws.seed({"groups": {"s3-users": ["AmazonS3FullAccess"]}})
    street.aws.set_advisor(seconds=0)
    street.aws.service_used("s3", user="ann", days_ago=3)
    street.aws.service_used("ec2", user="eve", days_ago=3)
    number = street.asks(times=6)
    for _ in range(12):
        street.passes(SECOND)
        for item in review_use.due(street.town.means):
            review_use.look(street.town.means, item)
    ann, eve = street.item(number, "ann"), street.item(number, "eve")
    assert (ann.used, ann.last_used is not None, ann.looked_at is not None) == ("s3", True, True)
    assert (eve.used, eve.last_used, eve.looked_at is not None) == ("", None, True)
    assert review_use.due(street.town.means) == []
