"""Kill -9 at every named step of handing over, rotating and one's own keys: none stays that nobody has, no secret."""

import ast
import signal
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sandbox.slack.driver_seen import Message
from tests.stories import credentials
from tests.stories.credentials import CREATE_KEY, KEY, PASSWORD, SIGN_IN, found_in, spoken
from tests.stories.house import LONG_AGO, House
from tests.stories.mortal import Mortal

ROOT = Path(__file__).resolve().parents[2]
NAMING = tuple(
    f"workflow/{name}.py" for name in ("handing_over", "mailing", "showing_once", "tidying", "rotating", "own_keys")
)
"""The files whose steps are named by what they log."""
PATIENCE = 8.0
"""Seconds that a person looks at a window in which nothing happens."""

Story = Callable[[Mortal], None]


@dataclass(frozen=True)
class Point:
    """The first time that this step is passed in this story."""

    event: str
    story: Story

    def __str__(self) -> str:
        return f"{self.story.__name__}-{self.event}"


# The stories


def _gets_a_key(mortal: Mortal) -> None:
    credentials.plan(mortal.house, KEY)
    key_id, secret = _clicks_until_shown(mortal, CREATE_KEY, title="Your Access Key")
    assert mortal.house.aws.keys_of("eve") == [key_id]
    assert credentials.caller(mortal.house, key_id, secret).endswith(":user/eve")
    mortal.revive()
    (place,) = found_in(mortal.house, secret)
    assert place.startswith("views.update ")


def _gets_a_password(mortal: Mortal) -> None:
    credentials.plan(mortal.house, PASSWORD)
    _, password = _clicks_until_shown(mortal, SIGN_IN, title="Your Sign-In")
    assert mortal.house.aws.sign_in("eve", password) == "must reset"
    mortal.revive()
    (place,) = found_in(mortal.house, password)
    assert place.startswith("views.update ")


def _is_refused_by_aws(mortal: Mortal) -> None:
    """AWS says never to the first click."""
    mortal.house.aws.fault("CreateAccessKey", do="deny", times=1)
    _gets_a_key(mortal)


def _loses_an_answer(mortal: Mortal) -> None:
    mortal.house.aws.fault("CreateAccessKey", do="drop-after", times=1)
    _gets_a_key(mortal)


def _is_left_lying(mortal: Mortal) -> None:
    """A key is made, cannot be shown, and AWS does not delete it at once; nobody clicks again. It goes all the same."""
    house = mortal.house
    credentials.plan(house, KEY)
    house.slack.fault(method="views.update", do="error", error="not_found")
    house.aws.fault("DeleteAccessKey", do="throttle", times=8)
    _click(mortal, CREATE_KEY)
    mortal.wait_for(lambda: house.rows("SELECT 1 FROM offer WHERE tidy_at IS NOT NULL"), what="it to be begun")
    house.wait_for(lambda: house.bot.events("offer.not_unmade") or mortal.revive(), what="the try to break off")
    _turns_until(mortal, "offer", ("tidy_at",), lambda: house.rows("SELECT state FROM offer") == [("open",)])
    assert house.aws.keys_of("eve") == []


def _belongs_to_nobody(mortal: Mortal) -> None:
    """The try breaks off, and the IAM user is deleted by another hand."""
    house = mortal.house
    credentials.plan(house, KEY)
    house.aws.fault("CreateAccessKey", do="drop-before")
    _click(mortal, CREATE_KEY)
    mortal.wait_for(lambda: house.rows("SELECT 1 FROM offer WHERE tidy_at IS NOT NULL"), what="it to be begun")
    for arn in house.aws.policies_of("eve"):
        house.aws.iam.detach_user_policy(UserName="eve", PolicyArn=arn)
    house.aws.iam.delete_user(UserName="eve")
    _turns_until(mortal, "offer", ("tidy_at",), lambda: house.rows("SELECT state FROM offer") == [("open",)])


def _is_in_use(mortal: Mortal) -> None:
    """It was shown, which was not written down; its owner uses it."""
    house = mortal.house
    credentials.plan(house, KEY)
    house.slack.fault(method="views.update", do="hold-after")
    _click(mortal, CREATE_KEY)
    mortal.wait_for(house.slack.held, what="the key to be shown")
    (key_id,) = house.aws.keys_of("eve")
    house.aws.set_last_used("eve", key=(key_id, datetime.now(UTC)))
    mortal.kill()
    mortal.start_to_die("offer.in_use")
    _turns_until(mortal, "offer", ("tidy_at",), lambda: house.rows("SELECT state FROM offer") == [("shown",)])
    assert house.aws.keys_of("eve") == [key_id]


def _lapses(mortal: Mortal) -> None:
    house = mortal.house
    credentials.plan(house, KEY)
    _message(mortal, CREATE_KEY)
    _turns_until(mortal, "offer", ("lapses_at",), lambda: house.rows("SELECT state FROM offer") == [("lapsed",)])
    mortal.settles()
    assert len([each for each in house.eve.dm() if "did not look at" in each.visible_text()]) == 1


def _is_written_to(mortal: Mortal) -> None:
    """How to sign in goes by mail: once, and twice only where it died between AWS's yes and our note of it."""
    house = mortal.house
    house.catalog.write_text(house.catalog.read_text().replace("users: {", "users: {sender: aws@example.com, ", 1))
    house.aws.verify_sender("aws@example.com")
    credentials.plan(house, PASSWORD)
    _turns_until(mortal, "offer", ("mail_at",), lambda: house.rows("SELECT mail_at FROM offer") == [(None,)])
    sent = [call for call in house.aws.calls("SendEmail") if call.performed]
    assert len(sent) == 1 + (mortal.died_at() == ["mail.sent"])


def _is_written_to_later(mortal: Mortal) -> None:
    mortal.house.aws.fault("SendEmail", do="throttle", times=7)
    _is_written_to(mortal)


def _cannot_be_written_to(mortal: Mortal) -> None:
    """Nobody may send in this name: who asked hears of it."""
    house = mortal.house
    house.catalog.write_text(house.catalog.read_text().replace("users: {", "users: {sender: aws@example.com, ", 1))
    credentials.plan(house, PASSWORD)
    _turns_until(mortal, "offer", ("mail_at",), lambda: house.rows("SELECT mail_at FROM offer") == [(None,)])
    mortal.wait_for(lambda: any("was not sent" in each.visible_text() for each in house.ann.dm()), what="the word")
    assert [call for call in house.aws.calls("SendEmail") if call.performed] == []


def _rotates(mortal: Mortal) -> None:
    """The old key sleeps once the new one is used, then it is deleted; AWS holds it up once."""
    house = mortal.house
    new = _rotated(mortal)
    house.aws.set_last_used("ann", key=(new, datetime.now(UTC)))
    # One try of ours is four calls; somebody else may ask in between.
    house.aws.fault("ListAccessKeys", do="throttle", times=7)
    done = lambda: house.rows("SELECT state FROM rotation") == [("retired",)]  # noqa: E731 (one question)
    _turns_until(mortal, "rotation", ("look_at", "delete_at"), done)
    assert house.aws.keys_of("ann") == [new]
    mortal.settles()
    assert len([each for each in house.ann.dm() if "The rotation is done" in each.visible_text()]) == 1


def _rotates_in_vain(mortal: Mortal) -> None:
    """The new key is deleted by another hand: the old one stays."""
    house = mortal.house
    new = _rotated(mortal)
    house.aws.iam.delete_access_key(UserName="ann", AccessKeyId=new)
    done = lambda: house.rows("SELECT state FROM rotation") == [("dropped",)]  # noqa: E731 (one question)
    _turns_until(mortal, "rotation", ("look_at",), done)
    assert len(house.aws.keys_of("ann")) == 1


def _puts_a_key_to_sleep(mortal: Mortal) -> None:
    """Whoever sees nothing come of the click looks again, and clicks again where nothing did."""
    house = mortal.house
    key_id = house.aws.iam.create_access_key(UserName="ann")["AccessKey"]["AccessKeyId"]
    clicked = [0.0]

    def look() -> bool:
        [key] = house.aws.iam.list_access_keys(UserName="ann")["AccessKeyMetadata"]
        if key["Status"] == "Inactive":
            return True
        view = house.ann.modal()
        if view is not None and "Make Inactive" in view.buttons() and time.monotonic() > clicked[0] + PATIENCE:
            clicked[0] = time.monotonic()
            house.ann.clicks(view, "Make Inactive")
        elif view is None:
            house.ann.types("/iam keys")
        elif time.monotonic() > clicked[0] + PATIENCE:
            house.ann.closes()
        return False

    mortal.wait_for(look, what="the key to be inactive")
    rows = house.rows("SELECT name, to_state, by FROM move WHERE subject = 'key'")
    assert set(rows) == {("deactivate", "inactive", "U0ANN")}
    assert house.aws.keys_of("ann") == [key_id]


# What they do


def _clicks_until_shown(mortal: Mortal, label: str, *, title: str) -> list[str]:
    """As a person does: who sees that it failed, or for long that it is being made, clicks again."""
    clicked = [time.monotonic()]
    _click(mortal, label)

    def look() -> list[str] | None:
        view = mortal.house.eve.modal()
        if view is not None and view.title == title:
            return spoken(view)
        if (view is not None and view.title == "Not Shown") or time.monotonic() > clicked[-1] + PATIENCE:
            clicked.append(time.monotonic())
            _click(mortal, label)
        return None

    shown = mortal.wait_for(look, what="the secret to be shown")
    assert shown is not None
    return shown


def _click(mortal: Mortal, label: str) -> None:
    while mortal.house.eve.modal() is not None:
        mortal.house.eve.closes()
    message = _message(mortal, label)
    mortal.does(lambda: mortal.house.eve.clicks(message, label))


def _message(mortal: Mortal, label: str) -> Message:
    def look() -> Message | None:
        return next((each for each in mortal.house.eve.dm() if label in each.buttons()), None)

    found = mortal.wait_for(look, what=f"a DM with the button {label!r}")
    assert found is not None
    return found


def _turns_until(mortal: Mortal, table: str, columns: tuple[str, ...], done: Callable[[], bool]) -> None:
    """Turn the clocks of a row again and again, until it has come to where they lead."""

    def look() -> bool:
        for column in columns:
            mortal.house.time_has_come(table, column, where=f"{column} IS NOT NULL AND {column} > '{LONG_AGO}'")
        return done()

    mortal.wait_for(look, what=f"{table} to be done with")


def _rotated(mortal: Mortal) -> str:
    """Ann rotates her one key, as long as nothing dies; give the new key's id."""
    house = mortal.house
    house.aws.iam.create_access_key(UserName="ann")
    house.ann.types("/iam keys")
    house.wait_for(lambda: "Rotate Key" in (view.buttons() if (view := house.ann.modal()) else ()), what="the page")
    house.ann.clicks(house.ann.modal(), "Rotate Key")
    house.wait_for(lambda: house.rows("SELECT state FROM rotation") == [("shown",)], what="the new key")
    return str(house.rows("SELECT key_id FROM offer")[0][0])


# The points

TELLING = (
    Point("offer.made", _gets_a_key),
    Point("offer.seen", _gets_a_key),
    Point("offer.made", _gets_a_password),
    Point("plan.made", _is_written_to),
    Point("rotation.retiring", _rotates),
)
"""The handful that runs every time."""

MATRIX = (
    *(
        Point(event, _gets_a_key)
        for event in ("offer.making", "offer.made", "offer.noted", "offer.seen", "offer.shown")
    ),
    *(Point(event, _gets_a_password) for event in ("offer.making", "offer.made", "offer.seen")),
    *(Point(event, _is_refused_by_aws) for event in ("offer.refused", "offer.put_back")),
    Point("offer.unanswered", _loses_an_answer),
    *(
        Point(event, _is_left_lying)
        for event in ("offer.unmaking", "offer.not_unmade", "offer.tidying", "offer.not_tidied", "offer.tidied")
    ),
    Point("offer.user_gone", _belongs_to_nobody),
    Point("offer.in_use", _is_in_use),
    Point("offer.lapsed", _lapses),
    *(Point(event, _is_written_to) for event in ("plan.made", "mail.sending", "mail.sent")),
    Point("mail.postponed", _is_written_to_later),
    Point("mail.not_sent", _cannot_be_written_to),
    *(Point(event, _rotates) for event in ("rotation.postponed", "rotation.retiring", "rotation.retired")),
    Point("rotation.dropped", _rotates_in_vain),
    *(Point(event, _puts_a_key_to_sleep) for event in ("key.changing", "key.changed")),
)


# The proofs


def test_every_named_step_of_handing_over_rotating_and_own_keys_is_a_point() -> None:
    assert {point.event for point in MATRIX} == {*_named_steps(), "plan.made"}, "with which the promise is given"
    assert set(TELLING) <= set(MATRIX)


@pytest.mark.parametrize("point", TELLING, ids=str)
def test_a_bot_killed_here_leaves_no_key_that_nobody_has(empty_house: House, point: Point) -> None:
    _dies_and_lives(empty_house, point)


@pytest.mark.slow
@pytest.mark.parametrize("point", [point for point in MATRIX if point not in TELLING], ids=str)
def test_a_bot_killed_at_any_step_of_it_leaves_no_key_that_nobody_has(empty_house: House, point: Point) -> None:
    _dies_and_lives(empty_house, point)


def _dies_and_lives(house: House, point: Point) -> None:
    mortal = Mortal(house)
    mortal.whispers = 4
    mortal.start_to_die(point.event)
    point.story(mortal)
    mortal.wait_for(lambda: mortal.statuses, what="the death, and the bot to be there again")
    mortal.settles()
    if point.story is not _belongs_to_nobody:
        mortal.agrees()
    assert mortal.died_at() == [point.event]
    assert mortal.statuses == [-signal.SIGKILL]


def _named_steps() -> Iterator[str]:
    for name in NAMING:
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
                logs = ast.unparse(node.func.value).endswith(".log")
                if logs and isinstance(node.args[0], ast.Constant):
                    yield str(node.args[0].value)
