"""The card of a review, its reminders and its form: what owners read before they answer for others."""

from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from judging_for_messages import HOSTILE, calm, foreign_markup, labels, taken, texts
from rows_for_messages import NOW

from messages import message, review_card, review_form, review_reminder, review_words
from messages.message import Message
from messages.review_form import Page
from messages.review_seen import ReviewSeen
from models.post import PostKind
from models.review import Review
from models.review_answer import Choice
from models.review_item import ReviewItem
from models.review_item_states import ItemState
from models.review_states import ReviewState
from sandbox.slack import reading, validating

DRAWN = (ReviewState.open, ReviewState.closing, ReviewState.ended, ReviewState.stopped)
REMINDERS = (PostKind.half_time, PostKind.last_day, PostKind.review_end)


def says(drawn: Message) -> str:
    return reading.visible_text(list(drawn.blocks))


def review(state: ReviewState = ReviewState.open, **given: Any) -> Review:
    row: dict[str, Any] = {
        "id": 3,
        "state": state,
        "account": "main",
        "group": "developers",
        "asked_by": "U0CLEO",
        "begun_at": NOW,
        "until": NOW + timedelta(days=14),
        "ended_at": NOW if state in {ReviewState.ended, ReviewState.stopped} else None,
        "stopped_by": "U0CLEO" if state is ReviewState.stopped else None,
        "reviewers": ["U0BOB", "@dev-leads"],
        "takes_back": True,
        "why": "",
        "services": ["s3"],
    }
    return Review(**(row | given))


def seen(
    kept: Review | None = None,
    *,
    answered: Sequence[tuple[str, int]] = (),
    names: Mapping[ItemState, Sequence[str]] | None = None,
    **counts: int,
) -> ReviewSeen:
    of = {ItemState[name]: count for name, count in counts.items()}
    return ReviewSeen(kept or review(), of, names or {}, answered)


def item(number: int = 1, user: str = "ann", **given: Any) -> ReviewItem:
    row: dict[str, Any] = {"id": number, "user": user, "email": f"{user}@example.com", "unique_id": "AIDA", "used": ""}
    return ReviewItem(**(row | given))


def test_the_card_says_who_answers_until_when_and_what_becomes_of_the_rest() -> None:
    drawn = review_card.render(
        seen(
            confirmed=12,
            open=26,
            taken_back=2,
            leased=1,
            gone=1,
            answered=[("U0BOB", 10), ("U0DAN", 4)],
            names={ItemState.taken_back: ["eve", "fay"], ItemState.leased: ["gus"], ItemState.gone: ["hal"]},
        )
    )
    read = says(drawn)
    assert "Review 3: who still needs to be in the IAM group developers in account main?" in read.replace("`", "")
    assert "To be answered by <@U0BOB> or a member of @dev-leads, for everybody but themselves, until" in read
    assert "What is not confirmed by then is taken back." in read
    assert "12 of 40 confirmed, 2 taken back, 26 open." in read
    assert "14 of 40 answered for" in read
    assert "Answered by <@U0BOB> (10) and <@U0DAN> (4)." in read
    assert "Taken back: eve and fay" in read.replace("`", "").replace("*", "")
    assert "`/iam review stop 3` ends it and takes nothing back" in read
    assert labels(drawn) == ["Review Members…"]


def test_where_it_is_only_listed_the_card_says_so() -> None:
    drawn = review_card.render(seen(review(takes_back=False), open=1))
    assert "What is not confirmed by then is listed, and left as it is." in says(drawn)


@pytest.mark.parametrize("state", [ReviewState.closing, ReviewState.ended, ReviewState.stopped])
def test_what_is_over_has_no_button(state: ReviewState) -> None:
    kept = seen(review(state), confirmed=1, open=1)
    assert labels(review_card.render(kept)) == []
    for kind in REMINDERS:
        assert labels(review_reminder.render(kept, kind)) == []


def test_a_stopped_review_says_by_whom_and_that_nothing_was_taken() -> None:
    read = says(review_card.render(seen(review(ReviewState.stopped), confirmed=1, unanswered=3)))
    assert "Stopped by <@U0CLEO>" in read
    assert "Of whom nobody had answered for, nothing was taken back." in read
    assert "1 of 4 confirmed, 3 not confirmed." in read


def test_what_holds_it_up_is_said() -> None:
    read = says(review_card.render(seen(review(why="AWS: <!here> AccessDenied"), open=1)))
    assert "It is held up: AWS: &lt;!here&gt; AccessDenied" in read


@pytest.mark.parametrize(
    ("kind", "begins"),
    [
        (
            PostKind.half_time,
            "Half of the time is over. 2 of 5 people in the IAM group `developers` wait for you to say",
        ),
        (PostKind.last_day, "This ends tomorrow. 2 of 5 people in the IAM group `developers` wait for you to say"),
    ],
)
def test_a_reminder_says_how_many_wait_and_has_the_button(kind: PostKind, begins: str) -> None:
    drawn = review_reminder.render(seen(confirmed=3, open=2), kind)
    assert drawn.text.startswith(begins)
    assert "What is not confirmed by then is taken back." in drawn.text
    assert labels(drawn) == ["Review Members…"]


def test_at_the_end_it_is_said_what_came_of_it() -> None:
    names = {ItemState.taken_back: ["eve"], ItemState.failed: ["fay"]}
    kept = seen(review(ReviewState.ended), confirmed=3, taken_back=1, failed=1, names=names)
    read = says(review_reminder.render(kept, PostKind.review_end))
    assert "The review of the IAM group `developers` is over. 3 of 5 confirmed, 1 taken back, 1 refused by AWS." in read
    assert "AWS refused to take back `fay`." in read


# The form


def drawn_form(page: Page, **given: Any) -> dict[str, Any]:
    view = review_form.render(seen(confirmed=1, open=30), page, **given)
    validating.checked_view(view)
    return view


def test_each_member_has_a_choice_of_two_and_the_last_use_beside_it() -> None:
    used = item(7, "ann", looked_at=NOW, last_used=NOW, used="s3")
    view = drawn_form(Page([used, item(8, "eve", looked_at=NOW, email=None), item(9, "fay")], ["bob"], rest=25))
    inputs = [block for block in view["blocks"] if block["type"] == "input"]
    assert [block["label"]["text"] for block in inputs] == ["ann · ann@example.com", "eve", "fay · fay@example.com"]
    assert [block["hint"]["text"] for block in inputs] == [
        f"Last used what the group allows on {NOW:%Y-%m-%d}, for s3",
        "Has not used what the group allows as far back as AWS tells",
        "Last use not known",
    ]
    assert {block["optional"] for block in inputs} == {True}
    options = [option["text"]["text"] for option in inputs[0]["element"]["options"]]
    assert options == ["Keep", "Take Back"]
    assert (view["private_metadata"], view["submit"]["text"]) == ("3/9", "Save and Go On")
    read = reading.visible_text(view["blocks"])
    assert "Take Back is done at once when you save." in read
    assert "`bob` is yours: somebody else has to answer for it." in read


def test_what_to_know_before_somebody_is_taken_back_stands_beside_them_alone() -> None:
    told = "ann is in developers by a lease as well, which gives nothing from then on."
    view = drawn_form(Page([item(7, "ann", looked_at=NOW), item(8, "eve")], [], rest=0, warnings={7: told}))
    assert [block["hint"]["text"] for block in view["blocks"] if block["type"] == "input"] == [
        f"Has not used what the group allows as far back as AWS tells. Before you take it back: {told}",
        "Last use not known",
    ]


def test_the_last_page_says_that_it_is_saved_and_takes_nothing_more() -> None:
    view = drawn_form(Page([], [], rest=0), saved=2)
    assert "submit" not in view
    assert "Saved for 2 people." in reading.visible_text(view["blocks"])
    assert "Nobody is left to answer for." in reading.visible_text(drawn_form(Page([], [], rest=0))["blocks"])
    assert "Nobody else is left" in reading.visible_text(drawn_form(Page([], ["bob"], rest=0))["blocks"])


def test_a_full_page_is_taken_by_slack() -> None:
    drawn_form(Page([item(number, "n" * 64) for number in range(review_form.PAGE)], ["b" * 64], rest=480), saved=20)


def chosen(value: object) -> dict[str, Any]:
    return {"member-": {"type": "radio_buttons", "selected_option": {"value": value}}}


def test_what_was_chosen_is_read_and_what_was_passed_over_is_not() -> None:
    values = {
        "member-7": chosen("keep"),
        "member-8": chosen("take-back"),
        "member-9": {"member-": {"type": "radio_buttons", "selected_option": None}},
        "member-10": chosen("delete-all"),
        "member-x": chosen("keep"),
        "elsewhere": chosen("keep"),
    }
    assert review_form.read(values) == {7: Choice.keep, 8: Choice.take_back}


@pytest.mark.parametrize("metadata", ["", "3", "3/", "/9", "x/9", "3/9/1", "-3/9", "3/²", "9" * 19 + "/1"])
def test_metadata_that_is_not_ours_is_no_place(metadata: str) -> None:
    assert review_form.place(metadata) is None
    assert review_form.place("3/9") == (3, 9)


# Whatever stands in it


@pytest.mark.parametrize("state", DRAWN)
def test_slack_takes_hostile_text_and_reads_no_markup_in_it(state: ReviewState) -> None:
    kept = seen(
        review(state, group=HOSTILE, account=HOSTILE, why=HOSTILE, reviewers=[f"@{HOSTILE}", "U0BOB"] * 40),
        answered=[(f"U0B{number}", number) for number in range(40)],
        names={each: [f"{number}{HOSTILE}"[:64] for number in range(60)] for each in ItemState},
        **{each.name: 500 for each in ItemState},
    )
    for drawn in (review_card.render(kept), *(review_reminder.render(kept, kind) for kind in REMINDERS)):
        taken(drawn)
        taken(message.repeated(drawn))
        assert foreign_markup(drawn) == []


@settings(calm, max_examples=40)
@given(text=st.text(st.characters(), max_size=200))
def test_whatever_a_name_is_it_reaches_no_markup(text: str) -> None:
    kept = seen(review(group=text), names={ItemState.gone: [text]}, open=3, gone=1)
    drawn = [review_card.render(kept), review_words.asked(3, group=text, until=NOW), review_words.under_way([kept] * 3)]
    for each in drawn:
        assert foreign_markup(each) == []
    view = drawn_form(Page([item(1, text, email=text)], [text], rest=0))
    assert not [part for part in texts(view, "mrkdwn") if "<" in part or ">" in part]


def test_the_list_says_how_far_each_is() -> None:
    read = says(review_words.under_way([seen(confirmed=1, open=2)]))
    assert "Review 3, the IAM group `developers`: 1 of 3 confirmed, 2 open, until" in read
    assert "No review is under way." in says(review_words.under_way([]))
    assert "review 3" in review_words.asked(3, group="developers", until=NOW).text
    assert "Review 3 is being stopped" in review_words.stopping(3).text
