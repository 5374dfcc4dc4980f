"""A bot killed while a review begins, is answered, takes back and ends: each decision once, each member out once."""

import signal
from collections import Counter
from typing import Any

import pytest

from sandbox.slack.driver_seen import Message
from tests.stories.house import House
from tests.stories.mortal import LONG, Mortal

SECTION = "reviews: {reviewers: {s3-users: [U0BOB, U0DAN]}}\n"
PEOPLE = {name: {"tags": {"email": f"{name}@example.com"}, "groups": ["s3-users"]} for name in ("ann", "bob", "eve")}
POINTS = (
    ("review.begun", 1),
    ("review_answer.judging", 1),
    ("review.answered", 1),
    ("review.planned", 1),  # before its commit
    ("review.planned", 2),
    ("deed.noted", 1),
    ("deed.called", 1),
    ("deed.called", 2),
    ("plan.made", 1),
    ("plan.made", 2),
    ("review.taken_back", 1),
    ("review.taken_back", 2),
    ("review.reminded", 1),
    ("review.closing", 1),
    ("review.ended", 1),
)
TELLING = {("review.planned", 1), ("review.closing", 1)}
"""These run always; the rest takes minutes."""


@pytest.fixture
def mortal(empty_house: House) -> Mortal:
    empty_house.catalog.write_text(empty_house.catalog.read_text() + SECTION)
    empty_house.aws.seed({"users": PEOPLE})
    mortal = Mortal(empty_house)
    mortal.whispers = 10  # whoever loses access is told in a DM, which is no post
    return mortal


def card(mortal: Mortal, words: str) -> Message:
    """The review's card as it is kept, once it says this."""

    def look() -> Message | None:
        [(ts,)] = mortal.house.rows("SELECT ts FROM post WHERE kind = 'review'") or [(None,)]
        kept = next((each for each in mortal.house.cards() if each.ts == ts), None)
        return kept if kept is not None and words in kept.visible_text() else None

    found = mortal.wait_for(look, what=f"the review's card to say {words!r}")
    assert found is not None
    return found


def answers(mortal: Mortal, who: Any, **choices: str) -> None:
    """Open the form and submit a page; whoever is not shown it, or sees that it failed, does it again."""

    def shown() -> bool:
        view = who.modal()
        if view is None or not view.submit:
            who.clicks(card(mortal, "Review 1"), "Review Members")
            mortal.house.wait_for(lambda: who.modal() and who.modal().submit, seconds=5, what="the form")
        return True

    mortal.wait_for(shown, what="the form")
    who.fills(choices)
    mortal.does(who.submits)


def is_reviewed(mortal: Mortal) -> None:
    """Begun, answered in part, reminded of, over."""
    house = mortal.house
    mortal.does(lambda: house.cleo.types("/iam review start s3-users"))
    card(mortal, "3 open")
    answers(mortal, house.bob, ann="Keep", eve="Take Back")
    card(mortal, "1 of 3 confirmed, 1 taken back, 1 open.")
    mortal.settles()
    house.execute("UPDATE review SET begun_at = '2000-01-01 00:00:00.000000'")
    house.time_has_come("review", "next_try_at")
    mortal.wait_for(lambda: house.rows("SELECT id FROM post WHERE kind = 'half_time'"), what="the reminder")
    mortal.settles()
    house.time_has_come("review", "until")
    house.time_has_come("review", "next_try_at")
    card(mortal, "Ended")
    mortal.agrees()


def check(mortal: Mortal) -> None:
    """Every trace of it is there once."""
    house = mortal.house
    assert {each["UserName"] for each in house.aws.iam.get_group(GroupName="s3-users")["Users"]} == {"ann"}
    rows = house.rows('SELECT "user", state, decided_by FROM review_item ORDER BY "user"')
    assert rows == [("ann", "confirmed", "U0BOB"), ("bob", "taken_back", None), ("eve", "taken_back", "U0BOB")]
    moves = house.rows("SELECT subject, name FROM move WHERE subject IN ('review', 'review_item', 'review_answer')")
    assert Counter(moves) == {
        ("review", "begin"): 1,
        ("review", "close"): 1,
        ("review", "finish"): 1,
        ("review_answer", "tally"): 1,
        ("review_item", "confirm"): 1,
        ("review_item", "reject"): 1,
        ("review_item", "expire"): 1,
        ("review_item", "take back"): 2,
    }
    assert house.rows("SELECT state, decided_by FROM request ORDER BY id") == [
        ("granted", "U0BOB"),
        ("granted", "U0CLEO"),
    ]
    assert house.rows("SELECT next_try_at, open_key FROM review") == [(None, None)]
    posts = Counter(kind for (kind,) in house.rows("SELECT kind FROM post"))
    assert posts == {"review": 1, "card": 2, "half_time": 2, "review_end": 3}


@pytest.mark.parametrize(
    ("event", "nth"),
    [pytest.param(*point, marks=[] if point in TELLING else pytest.mark.slow) for point in POINTS],
)
def test_a_bot_that_dies_over_it_goes_on_where_it_was(mortal: Mortal, event: str, nth: int) -> None:
    mortal.start_to_die(event, nth)
    is_reviewed(mortal)
    mortal.revive()
    assert mortal.died_at() == [event]
    assert mortal.statuses == [-signal.SIGKILL]
    check(mortal)
    assert len(mortal.house.aws.calls("RemoveUserFromGroup")) <= 3


def test_two_workers_do_each_thing_of_it_once(mortal: Mortal) -> None:
    house = mortal.house
    house.bot.start("web")
    for _ in range(2):
        worker = house.another_bot()
        worker.start("worker", ready=False)
        house.wait_for(lambda bot=worker: bot.events("worker.started"), seconds=LONG, what="a worker")
    is_reviewed(mortal)
    check(mortal)
    assert len(house.aws.calls("RemoveUserFromGroup")) == 2
