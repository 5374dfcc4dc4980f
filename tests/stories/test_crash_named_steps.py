"""Kill -9 at every named step of checking, judging, enforcing and posting; then IAM, the rows and Slack agree."""

import ast
import signal
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from slack_sdk import WebClient

from iam.create_user import CreateUser
from iam.memberships import AddToGroup
from iam.user_policies import AttachToUser
from models.post import PostKind
from models.request_states import RequestState
from sandbox.slack.driver_seen import Message
from tests.stories.house import CATALOG, VIEW_ONLY, House
from tests.stories.mortal import Mortal

ROOT = Path(__file__).resolve().parents[2]
NAMING = (
    *(f"workflow/{name}.py" for name in ("checking", "judging", "leasing", "carrying_out", "noting_deeds", "unmaking")),
    *(f"workflow/{name}.py" for name in ("enforcing", "locating", "granting", "marking", "removing", "faltering")),
    *(f"messages/{name}.py" for name in ("posting", "showing", "whispering", "withdrawing")),
)
"""The files whose steps are named by what they log."""
NOW = timedelta()
BOTH = "s3-and-more 1h to restore a backup"
"""A group and a policy: two steps."""

Story = Callable[[Mortal], None]


@dataclass(frozen=True)
class Point:
    """The n-th time that this step is passed in this story."""

    event: str
    nth: int
    story: Story

    def __str__(self) -> str:
        return f"{self.story.__name__}-{self.event}-{self.nth}"


# The stories


def _lives_and_ends(mortal: Mortal) -> None:
    """The main job: asked, approved, live, warned, over."""
    number = mortal.asks(BOTH)
    mortal.agrees()
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.sees(PostKind.outcome, number, "Live until")
    mortal.agrees()
    mortal.turn_lease(number, warns_at=NOW)
    mortal.sees(PostKind.warning, number, "ends soon")
    mortal.agrees()
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.sees(PostKind.outcome, number, "its time was up")
    mortal.agrees()
    assert (mortal.count("request"), mortal.count("lease"), mortal.count("decision")) == (1, 1, 1)
    assert mortal.count("post") == 4
    for operation in ("AddUserToGroup", "AttachUserPolicy", "RemoveUserFromGroup", "DetachUserPolicy"):
        assert 1 <= len(mortal.house.aws.calls(operation)) <= 2, operation


def _is_given_back(mortal: Mortal) -> None:
    """The holder ends it."""
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    notice = mortal.sees(PostKind.outcome, number, "Live until")
    mortal.does(lambda: mortal.house.ann.clicks(notice, "Give Back"))
    mortal.sees(PostKind.card, number, "given back by")
    mortal.agrees()


def _is_revoked(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.clicks(mortal.house.cleo, "Revoke Access", number)
    mortal.sees(PostKind.card, number, "revoked by")
    mortal.agrees()


def _is_denied(mortal: Mortal) -> None:
    """One who may not decide is refused, then one who may says no."""
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.eve, "Approve", number)
    mortal.wait_for(
        lambda: [each for each in mortal.house.eve.sees("C0APPROVALS") if each.ephemeral], what="what eve is told"
    )
    mortal.agrees()
    mortal.does(lambda: mortal.house.bob.clicks(mortal.card(number), "Deny"))
    mortal.wait_for(mortal.house.bob.modal, what="the form")
    assert mortal.house.bob.fills({"reason": "not today"}).failed is None
    mortal.does(mortal.house.bob.submits)
    mortal.sees(PostKind.card, number, "Denied by")
    mortal.sees(PostKind.outcome, number, "not today")
    mortal.agrees()
    assert mortal.house.aws.changes() == []
    assert mortal.count("lease") == 0


def _needs_two(mortal: Mortal) -> None:
    number = mortal.asks("two-of-us")
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "1 of 2")
    mortal.agrees()
    assert mortal.house.aws.changes() == []
    mortal.clicks(mortal.house.dan, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == {"power-users"}


def _is_nobody_in_iam(mortal: Mortal) -> None:
    number = mortal.asks(BOTH, who=mortal.house.eve)
    mortal.sees(PostKind.receipt, number, "No IAM user")
    mortal.agrees()
    assert mortal.count("post") == 1


def _lapses(mortal: Mortal) -> None:
    number = mortal.asks(BOTH)
    mortal.turn_lapse(number)
    mortal.sees(PostKind.outcome, number, "lapsed")
    mortal.agrees()
    assert mortal.house.aws.changes() == []


def _loses_its_bundle(mortal: Mortal) -> None:
    """The catalog leaves an open request behind: the click ends it."""
    number = mortal.asks(BOTH)
    mortal.house.catalog.write_text(CATALOG.replace("s3-and-more", "s3-and-less"))
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees_state(number, RequestState.refused)
    mortal.sees(PostKind.card, number, "Refused")
    mortal.agrees()
    assert mortal.house.aws.changes() == []


def _fails_half_way(mortal: Mortal) -> None:
    """AWS says never to the second step: the first is undone, and people are told."""
    mortal.house.aws.fault("AttachUserPolicy", do="deny")
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Nothing of it is left in AWS")
    mortal.sees(PostKind.outcome, number, "is not authorized")
    mortal.sees(PostKind.alarm, number, "is not authorized")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann") == set()


def _cannot_be_taken_back(mortal: Mortal) -> None:
    """AWS refuses the removal: the admins hear of it at once, and it is tried until it works."""
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.house.aws.fault("RemoveUserFromGroup", do="deny")
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.alarm, number, "is not authorized")
    mortal.sees(PostKind.card, number, "AWS refuses the removal")
    mortal.house.aws.clear_faults()
    mortal.sees(PostKind.card, number, "its time was up. ")
    mortal.wait_for(lambda: mortal.house.rows("SELECT state FROM lease") == [("ended",)], what="the end")
    mortal.agrees()


def _may_not_mark(mortal: Mortal) -> None:
    """AWS refuses a mark, and later to take one off: neither holds up what people asked for."""
    mortal.house.aws.fault("TagUser", do="deny", times=1)
    first = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", first)
    mortal.sees(PostKind.card, first, "Live until")
    mortal.turn_lease(first, ends_at=NOW)
    mortal.sees(PostKind.card, first, "its time was up")
    mortal.settles()
    mortal.house.aws.clear_faults()
    second = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", second)
    mortal.sees(PostKind.card, second, "Live until")
    mortal.settles()
    mortal.house.aws.fault("UntagUser", do="deny", times=1)
    mortal.turn_lease(second, ends_at=NOW)
    mortal.sees(PostKind.card, second, "its time was up")
    mortal.settles()
    mortal.house.aws.clear_faults()
    marks = [tag["Key"] for tag in mortal.house.aws.iam.list_user_tags(UserName="ann")["Tags"]]
    mortal.house.aws.iam.untag_user(UserName="ann", TagKeys=[name for name in marks if name != "email"])
    mortal.agrees()


EVE = (
    CreateUser("eve", "/", (("email", "eve@example.com"), ("leasehold:made", "1")), None),
    AddToGroup("eve", "s3-users"),
    AttachToUser("eve", VIEW_ONLY),
)


def _makes_a_plan(mortal: Mortal) -> None:
    """Somebody new: a user, a group, a policy, in this order and once."""
    number = mortal.plans(*EVE, title="create the IAM user eve", about="user/eve")
    mortal.agrees()
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Done")
    mortal.sees(PostKind.outcome, number, "Done")
    mortal.agrees()
    for operation in ("CreateUser", "AddUserToGroup", "AttachUserPolicy"):
        assert 1 <= len(mortal.house.aws.calls(operation)) <= 2, operation


def _plan_is_refused_half_way(mortal: Mortal) -> None:
    """AWS says no to the last change: nobody half-made is left behind."""
    number = mortal.plans(*EVE, title="create the IAM user eve", about="user/eve")
    mortal.house.aws.fault("AttachUserPolicy", do="deny")
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Nothing of it is left in AWS.")
    mortal.house.aws.clear_faults()
    mortal.agrees()
    assert "eve" not in mortal.house.aws.state()["users"]


def _plan_takes_long(mortal: Mortal) -> None:
    """AWS throttles it for so long that the administrators are told; then it goes on."""
    number = mortal.plans(*EVE, title="create the IAM user eve", about="user/eve")
    mortal.house.aws.fault("AttachUserPolicy", do="throttle")
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.wait_for(lambda: mortal.house.rows("SELECT max(tries) FROM plan")[0][0], what="AWS to hold it up")
    mortal.turn_plan(number, late_at=NOW)
    mortal.sees(PostKind.alarm, number, "takes long")
    mortal.house.aws.clear_faults()
    mortal.turn_plan(number, next_try_at=NOW)
    mortal.sees(PostKind.card, number, "Done")
    mortal.agrees()


def _shows_late(mortal: Mortal) -> None:
    """IAM lags, at the grant and at the removal."""
    for operation in ("AddUserToGroup", "RemoveUserFromGroup"):
        mortal.house.aws.fault(operation, do="lag", seconds=2)
    _lives_and_ends(mortal)


def _is_renamed(mortal: Mortal) -> None:
    """The IAM user gets another name between the grant and the end."""
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.house.aws.iam.update_user(UserName="ann", NewUserName="ann.archer")
    mortal.turn_lease(number, ends_at=NOW)
    mortal.sees(PostKind.card, number, "its time was up")
    mortal.agrees()
    assert mortal.house.aws.groups_of("ann.archer") == set()


def _meets_a_bad_day_of_slack(mortal: Mortal) -> None:
    """Everything that Slack is asked fails at its first time."""
    slack = mortal.house.slack
    for method in ("users.info", "conversations.open", "chat.postMessage", "chat.update", "chat.postEphemeral"):
        slack.fault(method=method, do="rate_limited", times=1, retry_after=1)
    number = mortal.asks(BOTH)
    mortal.agrees()
    mortal.clicks(mortal.house.eve, "Approve", number)
    slack.fault(method="users.info", do="status", times=1)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.card, number, "Live until")
    mortal.agrees()


def _is_refused_by_slack(mortal: Mortal) -> None:
    """Slack does not take the card, until somebody mends the channel; nor a whisper to who has left."""
    refused = mortal.house.slack.fault(method="chat.postMessage", do="error", error="is_archived")
    ephemeral = mortal.house.slack.fault(method="chat.postEphemeral", do="error", error="user_not_in_channel")
    mortal.does(lambda: mortal.house.ann.types(f"/iam request {BOTH}"))
    mortal.wait_for(lambda: mortal.count("post WHERE fault <> ''") == 2, what="Slack's refusals")
    mortal.house.slack.clear_faults(refused)
    mortal.let_posts_be_tried()
    mortal.agrees()
    gone = mortal.house.slack.fault(
        method="chat.postMessage", do="error", error="user_disabled", match={"channel": "U0EVE"}
    )
    mortal.clicks(mortal.house.eve, "Approve", 1)
    mortal.agrees()
    mortal.house.slack.clear_faults(ephemeral)
    mortal.house.slack.clear_faults(gone)


def _loses_its_card(mortal: Mortal) -> None:
    """Somebody deletes the card: it is posted anew, with what has become of it."""
    number = mortal.asks(BOTH)
    _delete(mortal, number)
    mortal.does(lambda: mortal.house.ann.types(f"/iam cancel {number}"))
    mortal.sees(PostKind.card, number, "Cancelled by")
    mortal.agrees()


def _leaves_a_copy(mortal: Mortal) -> None:
    """A click on a card that is not the one we keep takes that one out of Slack."""
    number = mortal.asks(BOTH)
    kept = mortal.card(number)
    copy = _post_a_copy(mortal, number)
    mortal.does(lambda: mortal.house.bob.clicks(copy, "Approve"))
    mortal.sees(PostKind.card, number, "Live until")
    mortal.wait_for(lambda: [each.ts for each in mortal.house.cards()] == [kept.ts], what="the copy's end")
    mortal.agrees()


def _leaves_a_copy_for_later(mortal: Mortal) -> None:
    """Slack has no time for the copy now."""
    mortal.house.slack.fault(method="chat.delete", do="rate_limited", times=1)
    _leaves_a_copy(mortal)


def _leaves_a_copy_that_stays(mortal: Mortal) -> None:
    """Slack does not let us delete the copy: it stays, and everything else goes its way."""
    mortal.house.slack.fault(method="chat.delete", do="error", error="cant_delete_message")
    number = mortal.asks(BOTH)
    copy = _post_a_copy(mortal, number)
    mortal.does(lambda: mortal.house.bob.clicks(copy, "Approve"))
    mortal.sees(PostKind.card, number, "Live until")
    mortal.wait_for(lambda: mortal.count("stray") == 0, what="the stray to be let go")
    mortal.whispers = 1
    mortal.agrees()


def _tells_a_group(mortal: Mortal) -> None:
    """The administrators are a user group, of which each gets a message of his own."""
    mortal.house.catalog.write_text(CATALOG.replace("admins: [U0CLEO]", 'admins: ["@s3-owners"]'))
    mortal.house.slack.set_group("s3-owners", ["U0CLEO", "U0DAN"])
    mortal.house.aws.fault("AttachUserPolicy", do="deny")
    number = mortal.asks(BOTH)
    mortal.clicks(mortal.house.bob, "Approve", number)
    mortal.sees(PostKind.alarm, number, "is not authorized")
    mortal.agrees()
    for person in (mortal.house.cleo, mortal.house.dan):
        assert len(person.dm()) - len([each for each in person.dm() if "Posted again" in each.visible_text()]) in {0, 1}
        assert 1 <= len(person.dm()) <= 2


def _whispers_to_a_group(mortal: Mortal) -> None:
    """The administrators, a user group, hear of a bundle that gives what is not in the account."""
    told = CATALOG.replace("admins: [U0CLEO]", 'admins: ["@s3-owners"]').replace("power-users", "no-such-group")
    mortal.house.catalog.write_text(told)
    mortal.house.slack.set_group("s3-owners", ["U0CLEO", "U0DAN"])
    mortal.asks("two-of-us")
    mortal.wait_for(lambda: mortal.house.cleo.dm() and mortal.house.dan.dm(), what="what the admins are told")
    mortal.whispers = 4
    mortal.agrees()


def _delete(mortal: Mortal, number: int) -> None:
    _client(mortal).chat_delete(channel="C0APPROVALS", ts=mortal.card(number).ts)


def _post_a_copy(mortal: Mortal, number: int) -> Message:
    """As a crash between Slack's answer and our commit leaves it."""
    card = mortal.card(number)
    ts = _client(mortal).chat_postMessage(channel="C0APPROVALS", text=card.text, blocks=card.blocks)["ts"]
    return next(each for each in mortal.house.cards() if each.ts == ts)


def _client(mortal: Mortal) -> WebClient:
    return WebClient(token=mortal.house.slack.bot_token, base_url=mortal.house.slack.api_url)


# The points

TELLING = (
    Point("request.opened", 1, _lives_and_ends),
    Point("request.approved", 1, _lives_and_ends),
    Point("grant.noted", 1, _lives_and_ends),
    Point("grant.made", 2, _lives_and_ends),
    Point("removal.unmade", 1, _lives_and_ends),
    Point("post.sent", 1, _lives_and_ends),
    Point("grant.failed", 1, _fails_half_way),
)
"""The handful that runs every time."""


def _each(story: Story, passed: Mapping[str, int]) -> Iterator[Point]:
    for event, times in passed.items():
        yield from (Point(event, nth, story) for nth in range(1, times + 1))


MATRIX = (
    *_each(
        _lives_and_ends,
        {
            "request.checking": 1,
            "request.opened": 1,
            "decision.judging": 1,
            "request.approved": 1,
            "enforcing.compared": 2,
            "enforcing.located": 2,
            "grant.noted": 2,
            "mark.putting_on": 1,
            "mark.put_on": 1,
            "grant.making": 2,
            "grant.made": 2,
            "grant.placed": 2,
            "grant.in_place": 2,
            "enforcing.concluded": 2,
            "lease.warned": 1,
            "lease.ending": 1,
            "removal.unmaking": 2,
            "removal.unmade": 2,
            "removal.called": 2,
            "mark.taking_off": 2,
            "mark.taken_off": 2,
            "removal.gone": 2,
            "post.addressed": 1,
            "post.sending": 4,
            "post.sent": 4,
            "post.shown": 6,
            "post.updating": 4,
            "post.updated": 4,
        },
    ),
    *_each(_is_revoked, {"decision.judging": 2, "lease.revoked": 1, "removal.unmade": 1}),
    *_each(_is_given_back, {"removal.unmaking": 1, "removal.gone": 2}),
    *_each(
        _is_denied,
        {"decision.refused": 1, "whisper.saying": 1, "whisper.said": 1, "whisper.forgotten": 1, "request.denied": 1},
    ),
    *_each(_needs_two, {"decision.counted": 1, "request.approved": 1}),
    *_each(_is_nobody_in_iam, {"request.refused": 1}),
    *_each(_lapses, {"request.lapsed": 1}),
    *_each(_loses_its_bundle, {"request.withdrawn": 1, "decision.refused": 1}),
    *_each(_fails_half_way, {"grant.failed": 1, "removal.unmade": 1, "post.sent": 4}),
    *_each(_cannot_be_taken_back, {"lease.late": 1, "removal.stays": 1, "enforcing.postponed": 1, "removal.unmade": 2}),
    *_each(_may_not_mark, {"mark.refused": 1, "mark.stays": 1}),
    *_each(
        _makes_a_plan,
        {"deed.noted": 3, "deed.making": 3, "deed.called": 3, "deed.made": 3, "plan.made": 1},
    ),
    *_each(
        _plan_is_refused_half_way,
        {"plan.failed": 1, "deed.unmaking": 3, "deed.taken_back": 3, "deed.unmade": 3, "plan.unmade": 1},
    ),
    *_each(_plan_takes_long, {"plan.postponed": 1, "plan.late": 1}),
    *_each(_shows_late, {"enforcing.postponed": 3}),
    *_each(_is_renamed, {"enforcing.renamed": 1}),
    *_each(
        _meets_a_bad_day_of_slack,
        {"request.postponed": 1, "decision.postponed": 1, "post.postponed": 2, "whisper.postponed": 1},
    ),
    *_each(_is_refused_by_slack, {"post.refused": 1, "whisper.refused": 1}),
    *_each(_loses_its_card, {"post.missing": 1}),
    *_each(_leaves_a_copy, {"stray.withdrawing": 1, "stray.withdrawn": 1, "stray.forgotten": 1}),
    *_each(_leaves_a_copy_for_later, {"stray.postponed": 1}),
    *_each(_leaves_a_copy_that_stays, {"stray.left": 1}),
    *_each(_tells_a_group, {"post.given": 1}),
    *_each(_whispers_to_a_group, {"whisper.given": 1, "whisper.said": 2}),
)


# The proofs


def test_every_named_step_is_a_point_of_the_matrix_and_the_other_way_round() -> None:
    assert {point.event for point in MATRIX} == set(_named_steps())
    assert set(TELLING) <= set(MATRIX)


@pytest.mark.parametrize("point", TELLING, ids=str)
def test_a_bot_killed_here_leaves_nothing_undone_and_nothing_twice(empty_house: House, point: Point) -> None:
    _dies_and_lives(empty_house, point)


@pytest.mark.slow
@pytest.mark.parametrize("point", [point for point in MATRIX if point not in TELLING], ids=str)
def test_a_bot_killed_at_any_named_step_leaves_nothing_undone_and_nothing_twice(
    empty_house: House, point: Point
) -> None:
    _dies_and_lives(empty_house, point)


def _dies_and_lives(house: House, point: Point) -> None:
    mortal = Mortal(house)
    mortal.start_to_die(point.event, point.nth)
    point.story(mortal)
    mortal.revive()
    mortal.agrees()
    assert mortal.died_at() == [point.event]
    assert mortal.statuses == [-signal.SIGKILL]


def _named_steps() -> Iterator[str]:
    """Every event that these files log, read from their source."""
    for name in NAMING:
        for node in ast.walk(ast.parse((ROOT / name).read_text())):
            if isinstance(node, ast.Call) and _is_logging(node.func) and isinstance(node.args[0], ast.Constant):
                yield str(node.args[0].value)


def _is_logging(called: ast.expr) -> bool:
    if not isinstance(called, ast.Attribute) or not isinstance(called.value, ast.Attribute):
        return False
    return called.attr in {"debug", "info", "warning", "error", "exception"} and called.value.attr in {"log", "_log"}
