"""Kill -9 at every named step of reminding, answering, giving up and restoring: nothing is told or done twice."""

import ast
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from models.kept_finding import KeptFinding
from models.post import Post, PostKind
from models.round import RoundKind
from sandbox.slack.driver_seen import Message
from tests.stories import nagged
from tests.stories.agreeing import REPEAT
from tests.stories.house import House
from tests.stories.mortal import Mortal
from workflow import rounds

ROOT = Path(__file__).resolve().parents[2]
NAMING = tuple(
    f"workflow/{name}.py" for name in ("nagging", "reminding", "nag_findings", "answering_findings", "waking")
)
"""The files whose steps are named by what they log."""
ELSEWHERE = {
    "reminder.quiet": "nobody sleeps in these stories",
    "reminder.postponed": "AWS and Slack answer",
    "answer.postponed": "AWS and Slack answer",
    "answer.refused": "what was refused is a row like what was taken",
}
DEEDS = ("deed.noted", "deed.making", "deed.called", "deed.made", "plan.made")
MESSAGES = ("post.sending", "post.sent", "post.shown", "post.updating", "post.updated")

Story = Callable[[Mortal], None]


@pytest.fixture
def mortal(empty_house: House) -> Mortal:
    nagged.prepare(empty_house)
    return Mortal(empty_house)


# The stories


def _taken_and_restored(mortal: Mortal) -> None:
    house = mortal.house
    _round(mortal)
    _clicks(mortal, "Take It Back")
    _says(mortal, "Taken back")
    assert house.aws.groups_of("ann") == set()
    _clicks(mortal, "Undo")
    _says(mortal, "Restored by request")
    mortal.settles()
    assert house.aws.groups_of("ann") == {nagged.GROUP}
    assert house.rows("SELECT state FROM kept_finding ORDER BY id") == [("gone",)]
    assert house.rows("SELECT gesture, state FROM finding_answer ORDER BY id") == [
        ("take_back", "taken"),
        ("undo", "taken"),
    ]
    assert house.rows("SELECT state FROM plan") == [("made",), ("made",)]
    for operation in ("RemoveUserFromGroup", "AddUserToGroup"):
        assert 1 <= len(house.aws.calls(operation)) <= 2, operation


def _kept_and_awake(mortal: Mortal) -> None:
    house = mortal.house
    _round(mortal)
    _clicks(mortal, "Keep for 30 Days")
    mortal.wait_for(house.ann.modal, what="the form")
    assert house.ann.fills({"reason": "for the audit"}).failed is None
    mortal.does(house.ann.submits)
    _says(mortal, "Kept until")
    with house.database() as database, database.write() as session:
        session.execute(update(KeptFinding).values(rests_until=datetime.now(UTC) - timedelta(seconds=1)))
    mortal.wait_for(lambda: house.rows("SELECT state FROM kept_finding") == [("open",)], what="it to wake")
    _says(mortal, "What to do")
    mortal.settles()
    assert house.rows("SELECT name FROM move WHERE subject = 'kept_finding' ORDER BY id") == [("rest",), ("wake",)]


def _nothing_left_to_tell(mortal: Mortal) -> None:
    """It is gone from AWS before anybody is reminded of it."""
    house = mortal.house
    house.aws.iam.remove_user_from_group(GroupName=nagged.GROUP, UserName="ann")
    house.aws.clear_calls()
    _begin(mortal)
    mortal.wait_for(
        lambda: (
            {state for (state,) in house.rows("SELECT state FROM reminder")} <= {"dropped"}
            and house.rows("SELECT state FROM round") == [("told",)]
        ),
        what="the round",
    )
    mortal.settles()
    assert house.rows("SELECT state FROM kept_finding") == [("gone",)]
    assert house.ann.dm() == []


STORIES: dict[Story, tuple[str, ...]] = {
    _taken_and_restored: (
        "round.told",
        "reminder.looking",
        "reminder.told",
        "reminder.dropped",
        "answer.judging",
        "answer.taken",
        *DEEDS,
        *MESSAGES,
    ),
    _kept_and_awake: ("answer.judging", "answer.taken", "finding.awake"),
    _nothing_left_to_tell: ("finding.gone",),
}
POINTS = [
    pytest.param(story, event, id=f"{story.__name__}-{event}") for story, events in STORIES.items() for event in events
]


@pytest.mark.slow
@pytest.mark.parametrize(("story", "event"), POINTS)
def test_a_bot_that_dies_reminds_once_and_does_once(mortal: Mortal, story: Story, event: str) -> None:
    house = mortal.house
    nagged.in_vain(house)
    mortal.start_to_die(event)
    story(mortal)
    mortal.revive()
    mortal.settles()
    assert mortal.died_at() == [event]
    assert mortal.statuses == [-signal.SIGKILL]
    posts = house.rows("SELECT is_repeat FROM post WHERE kind = 'reminder'")
    assert len(posts) == (0 if story is _nothing_left_to_tell else 1)
    told = [each for each in house.ann.dm() if nagged.UNUSED in each.visible_text()]
    assert len(told) <= len(posts) + sum(bool(repeat) for (repeat,) in posts)
    assert len([each for each in told if REPEAT not in each.visible_text()]) <= 1
    digests = [each for each in house.bob.sees("C0SECURITY") if "Granted against used" in each.visible_text()]
    assert len(digests) <= 2
    assert house.rows("SELECT count(*) FROM reminder WHERE person = 'U0ANN'") == [
        (1 if posts else len(_reminders(house)),)
    ]


def test_every_step_that_is_named_has_its_death() -> None:
    named = {event for path in NAMING for event in _events(ROOT / path)}
    died_at = {event for events in STORIES.values() for event in events}
    assert named - died_at == set(ELSEWHERE)


# What is done and seen


def _begin(mortal: Mortal) -> None:
    with mortal.house.database() as database, database.write() as session:
        rounds.begin(session, RoundKind.nags, "by hand", unused_days=90, now=datetime.now(UTC))


def _round(mortal: Mortal) -> None:
    _begin(mortal)
    mortal.wait_for(lambda: _kept_message(mortal) is not None, what="the reminder")


def _kept_message(mortal: Mortal) -> Message | None:
    """The message that we keep; an older copy may stand beside it after a crash."""
    with mortal.house.database() as database, database.read() as session:
        post = session.query(Post).where(Post.kind == PostKind.reminder, Post.ts.is_not(None)).one_or_none()
    ts = post.ts if post is not None else None
    return next((each for each in mortal.house.ann.dm() if each.ts == ts), None)


def _clicks(mortal: Mortal, label: str) -> None:
    def click() -> bool:
        answer = mortal.house.ann.clicks(_kept_message(mortal), label)
        return answer.failed is None

    mortal.wait_for(click, what=f"the button {label!r}")


def _says(mortal: Mortal, words: str) -> None:
    def look() -> bool:
        message = _kept_message(mortal)
        assert message is not None
        return words in message.visible_text()

    mortal.wait_for(look, what=f"the reminder to say {words!r}")


def _reminders(house: House) -> list[tuple[object, ...]]:
    return house.rows("SELECT id FROM reminder WHERE person = 'U0ANN'")


def _events(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Call) and ast.unparse(node.func).startswith("means.log."):
            (name, *_) = node.args
            assert isinstance(name, ast.Constant)
            yield str(name.value)
