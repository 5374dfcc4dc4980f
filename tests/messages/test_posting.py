"""Posting against the stand-in over HTTP: what stands in Slack is what the rows say, whatever happens meanwhile."""

from datetime import timedelta

import pytest
from posting_for_messages import CARDS, Desk
from rows_for_messages import NOW
from slack_sdk import WebClient
from structlog.testing import CapturingLogger

from messages.posting import Posting
from models.claims import Kind
from models.person import Person, Standing
from models.post import PostKind
from models.request_states import RequestState
from models.round import Round
from models.round_states import RoundState
from models.stray import Stray
from models.whisper import Whisper
from sandbox.slack.driver import StandIn

SECOND = timedelta(seconds=1)


# One post


def test_a_post_that_is_behind_is_sent_and_then_is_not_behind(desk: Desk) -> None:
    desk.request()
    number = desk.post()
    assert desk.run() is None
    (card,) = desk.messages()
    assert card.buttons() == ["Approve Request", "Deny…"]
    post = desk.row(number)
    assert (post.channel, post.ts, post.shown_version, post.is_repeat) == (CARDS, card.ts, 1, False)
    assert desk.log.events == ["post.sending", "post.sent", "post.shown"]


def test_a_post_whose_subject_changed_is_updated_in_place(desk: Desk) -> None:
    desk.request()
    desk.post()
    desk.run()
    before = desk.messages()[0].blocks
    desk.touch(state=RequestState.denied, decided_by="U0BOB", decided_at=NOW, why="Not today.")
    desk.log.events.clear()
    assert desk.run() is None
    (card,) = desk.messages()
    assert card.edited
    assert card.buttons() == []
    assert "Denied by <@U0BOB>" in card.visible_text()
    assert "Not today." in card.visible_text()
    assert desk.log.events == ["post.updating", "post.updated", "post.shown"]
    kept = {block["block_id"]: block for block in before}
    assert all(kept.get(block["block_id"], block) == block for block in card.blocks)


def test_nothing_is_unfurled(desk: Desk, slack: StandIn) -> None:
    desk.request(reason="see https://example.com")
    desk.post()
    desk.run()
    (call,) = slack.calls("chat.postMessage")
    assert call.args["unfurl_links"] is False
    assert call.args["unfurl_media"] is False


def test_a_change_during_the_send_is_shown_next(desk: Desk, slack: StandIn) -> None:
    desk.request()
    number = desk.post()
    slack.fault(method="chat.postMessage", do="hold-after", times=1)
    desk.is_impatient()
    desk.run()  # patience ends while Slack still holds the answer
    (held,) = slack.wait_for(slack.held)
    desk.touch(state=RequestState.cancelled, decided_by="U0ANN", decided_at=NOW)
    slack.release(held.id)
    slack.wait_for(lambda: desk.row(number).shown_version == 1)
    desk.settle(until=lambda: desk.row(number).shown_version == 2)
    (card,) = desk.messages()
    assert "Cancelled by" in card.visible_text()


def test_a_message_that_somebody_deleted_is_posted_anew(desk: Desk, slack: StandIn) -> None:
    desk.request()
    number = desk.post()
    desk.run()
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    client.chat_delete(channel=CARDS, ts=desk.messages()[0].ts)
    desk.touch()
    desk.settle(until=lambda: bool(desk.messages()))
    (card,) = desk.messages()
    assert "Posted again" not in card.visible_text()
    assert desk.row(number).ts == card.ts


# Whom it goes to


def test_a_person_has_it_in_a_dm_that_is_opened_once(desk: Desk, slack: StandIn) -> None:
    desk.request()
    desk.add(
        Person(slack_id="U0ANN", name="ann", tz="UTC", standing=Standing.member, looked_up_at=NOW, dm_channel=None)
    )
    desk.post(PostKind.receipt, "U0ANN")
    desk.run()
    desk.post(PostKind.outcome, "U0ANN")
    desk.settle(until=lambda: len(desk.messages("D0ANN")) == 2)
    assert len(slack.calls("conversations.open")) == 1
    with desk.database.read() as session:
        assert session.get_one(Person, "U0ANN").dm_channel == "D0ANN"


def test_somebody_we_have_never_looked_up_has_it_too(desk: Desk) -> None:
    desk.request()
    number = desk.post(PostKind.receipt, "U0ANN")
    desk.run()
    assert len(desk.messages("D0ANN")) == 1
    assert desk.row(number).channel == "D0ANN"


def test_each_member_of_a_group_has_one_and_nobody_two(desk: Desk, slack: StandIn) -> None:
    slack.set_group("s3-owners", ["U0BOB", "U0DAN"])
    desk.request(state=RequestState.failed, why="AccessDenied")
    group = desk.post(PostKind.alarm, "@s3-owners")
    desk.post(PostKind.alarm, "U0BOB")
    desk.settle(until=lambda: len(desk.messages("D0BOB") + desk.messages("D0DAN")) == 2)
    desk.touch()
    desk.settle(until=lambda: all(post.shown_version == post.version for post in desk.rows()))
    assert len(desk.messages("D0BOB")) == len(desk.messages("D0DAN")) == 1
    assert len(desk.rows()) == 3
    assert desk.row(group).ts is None
    assert len(slack.calls("usergroups.list")) == 1


def test_a_group_that_is_not_there_is_a_fault_that_is_kept(desk: Desk) -> None:
    desk.request()
    number = desk.post(PostKind.alarm, "@nobody")
    assert desk.run() == NOW + timedelta(minutes=10)
    assert desk.row(number).fault == "Slack has no user group @nobody"


def test_a_round_is_told_in_its_channel(desk: Desk) -> None:
    found = Round(id=1, firing="x", state=RoundState.told, due_at=NOW, findings=[], unused_days=90)
    desk.post_round(found, "C0SECURITY")
    desk.run()
    assert "Nothing to nag about" in desk.messages("C0SECURITY")[0].visible_text()


# Faults


def test_slack_down_is_waited_out_and_the_copy_says_that_it_counts(desk: Desk, slack: StandIn) -> None:
    desk.request()
    number = desk.post()
    slack.goes_down()
    due = desk.run()
    assert due is not None
    assert NOW < due <= NOW + SECOND
    post = desk.row(number)
    assert (post.tries, post.shown_version) == (1, 0)
    assert post.fault.startswith("Slack could not be reached")
    slack.clear_faults()
    desk.settle(until=lambda: bool(desk.messages()))
    (card,) = desk.messages()
    assert "Posted again after an interruption" in card.visible_text()  # the cut call may have arrived
    assert (desk.row(number).fault, desk.row(number).tries) == ("", 0)


def test_a_lost_answer_leaves_a_copy_and_the_newer_one_says_so(desk: Desk, slack: StandIn) -> None:
    desk.request()
    desk.post()
    slack.fault(method="chat.postMessage", do="drop-after", times=1)
    desk.run()
    desk.settle(until=lambda: len(desk.messages()) == 2)
    older, newer = desk.messages()
    assert "Posted again" not in older.visible_text()
    assert "Posted again" in newer.visible_text()
    desk.touch()
    desk.run()
    assert "Posted again" in desk.messages()[1].visible_text()


@pytest.mark.parametrize("refusal", ["ratelimited", "not_in_channel"])
def test_what_slack_refused_was_not_sent_and_the_next_is_no_repeat(desk: Desk, slack: StandIn, refusal: str) -> None:
    desk.request()
    number = desk.post()
    slack.fault(method="chat.postMessage", do="error", error=refusal, times=1)
    desk.run()
    assert desk.row(number).sending_since is None
    desk.run_after(timedelta(minutes=11))
    (card,) = desk.messages()
    assert "Posted again" not in card.visible_text()


def test_a_retry_after_holds_the_method_for_everybody(desk: Desk, slack: StandIn) -> None:
    desk.request()
    desk.post()
    slack.fault(method="chat.postMessage", do="rate_limited", retry_after=30, times=1)
    desk.run()
    desk.post(PostKind.receipt, "U0ANN")
    assert desk.run() == NOW + 30 * SECOND
    assert len(slack.calls("chat.postMessage")) == 1
    desk.run_after(31 * SECOND)
    assert len(desk.messages()) == len(desk.messages("D0ANN")) == 1


def test_never_is_kept_and_tried_again_in_ten_minutes(desk: Desk, slack: StandIn) -> None:
    desk.request()
    number = desk.post()
    slack.set_channel(CARDS, name="approvals", is_archived=True)
    assert desk.run() == NOW + timedelta(minutes=10)
    assert desk.row(number).fault == "Slack says: is_archived"
    assert "post.refused" in desk.log.events
    slack.set_channel(CARDS, name="approvals", is_archived=False)
    desk.run_after(timedelta(minutes=10))
    assert len(desk.messages()) == 1
    assert desk.row(number).fault == ""


# Pace


def test_a_channel_has_one_a_second_and_does_not_hold_up_the_others(desk: Desk, slack: StandIn) -> None:
    slack.limit_rates(on=True)
    for number in range(1, 6):
        desk.request(number)
        desk.post(number=number)
    desk.post(PostKind.receipt, "U0ANN", number=1)
    due = desk.run()
    assert due == NOW + timedelta(seconds=1.1)
    assert len(desk.messages()) == len(desk.messages("D0ANN")) == 1
    assert sorted(post.next_try_at - NOW for post in desk.rows())[2:] == [n * 1.1 * SECOND for n in (1, 2, 3, 4)]
    slack.limit_rates(on=False)
    desk.run_after(1.1 * SECOND)
    assert len(desk.messages()) == 2
    desk.settle(until=lambda: len(desk.messages()) == 5)
    assert all(call.ok for call in slack.calls("chat.postMessage"))


def test_a_slow_answer_holds_up_nobody_else(desk: Desk, slack: StandIn) -> None:
    desk.request()
    desk.post()
    slack.fault(method="chat.postMessage", do="hold-before", match={"channel": CARDS}, times=1)
    desk.is_impatient()
    desk.run()
    slack.wait_for(slack.held)
    desk.post(PostKind.receipt, "U0ANN")
    assert desk.run() is None  # what is under way is not due: the worker may rest
    assert desk.run() is None
    slack.wait_for(lambda: desk.messages("D0ANN"))
    assert desk.messages() == []
    slack.release()
    slack.wait_for(desk.messages)


def test_two_workers_at_once_send_one_card(desk: Desk) -> None:
    desk.request()
    number = desk.post()
    with desk.claims.hold(Kind.post, number):
        desk.run()
    assert desk.messages() == []
    desk.run_after(2 * SECOND)
    assert len(desk.messages()) == 1


# Death


@pytest.mark.parametrize(
    ("line", "cards", "is_repeat"), [("post.sending", 1, True), ("post.sent", 2, True), ("post.shown", 1, False)]
)
def test_killed_while_sending(desk: Desk, line: str, cards: int, *, is_repeat: bool) -> None:
    desk.request()
    number = desk.post()
    desk.dies_at(line)
    desk.run()
    desk.comes_back()
    desk.settle(until=lambda: desk.row(number).shown_version == 1)
    assert len(desk.messages()) == cards
    newest = desk.messages()[-1]
    assert ("Posted again" in newest.visible_text()) is is_repeat
    assert desk.row(number).ts == newest.ts


@pytest.mark.parametrize("line", ["post.updating", "post.updated", "post.shown"])
def test_killed_while_updating(desk: Desk, line: str) -> None:
    desk.request()
    number = desk.post()
    desk.run()
    desk.touch(state=RequestState.lapsed, decided_at=NOW)
    desk.dies_at(line)
    desk.run()
    desk.comes_back()
    desk.settle(until=lambda: desk.row(number).shown_version == 2)
    (card,) = desk.messages()
    assert "Lapsed" in card.visible_text()


# A bug


def test_a_message_that_cannot_be_drawn_is_raised_and_holds_up_nobody(desk: Desk) -> None:
    desk.request()
    broken = desk.post()
    with desk.database.write() as session:
        session.get_one(type(desk.row(broken)), broken).request_id = None
    desk.post(PostKind.receipt, "U0ANN")
    with pytest.raises(ExceptionGroup, match="posting"):
        desk.run()
    assert len(desk.messages("D0ANN")) == 1
    assert desk.run() == NOW + timedelta(minutes=1)


def test_a_client_that_repeats_by_itself_is_refused(desk: Desk, slack: StandIn) -> None:
    client = WebClient(token=slack.bot_token, base_url=slack.api_url)
    with pytest.raises(ValueError, match="retry_handlers"):
        Posting(desk.database, desk.claims, client, desk.clock, CapturingLogger())


# Whispers and strays


def whisper(**given: object) -> Whisper:
    return Whisper(**{"audience": "U0DAN", "channel": CARDS, "text": "No.", "next_try_at": NOW, **given})


def test_a_whisper_is_heard_once_by_one_person_in_the_channel(desk: Desk, slack: StandIn) -> None:
    desk.add(whisper(text="Only <@U0BOB> may.\u202e"))
    assert desk.run() is None
    desk.run()
    (call,) = slack.calls("chat.postEphemeral")
    assert (call.args["channel"], call.args["user"]) == (CARDS, "U0DAN")
    assert call.args["text"] == "Only <@U0BOB> may.⟨U+202E⟩"
    assert desk.messages() == []
    assert desk.rows(Whisper) == []


@pytest.mark.parametrize(("line", "heard"), [("whisper.saying", ["No."]), ("whisper.said", ["No.", "No."])])
@pytest.mark.parametrize("channel", [CARDS, None])
def test_killed_while_whispering(desk: Desk, slack: StandIn, line: str, heard: list[str], channel: str | None) -> None:
    """It must reach who was refused: it is said again, and says that it is the same."""
    desk.add(whisper(channel=channel))
    desk.dies_at(line)
    desk.run()
    desk.comes_back()
    desk.settle(until=lambda: not desk.rows(Whisper))
    said = [each for each in slack.person("U0DAN").sees(channel or "D0DAN") if "No." in each.visible_text()]
    assert [each.text for each in said] == heard
    assert "Said again after an interruption." in said[-1].visible_text()
    assert all("Said again" not in each.visible_text() for each in said[:-1])


def test_a_whisper_that_slack_surely_did_not_take_is_no_repeat(desk: Desk, slack: StandIn) -> None:
    slack.fault(method="chat.postEphemeral", do="error", error="ratelimited", times=1)
    desk.add(whisper())
    desk.run()
    desk.settle(until=lambda: not desk.rows(Whisper))
    (heard,) = [each for each in slack.person("U0DAN").sees(CARDS) if each.ephemeral]
    assert "Said again" not in heard.visible_text()


@pytest.mark.parametrize("channel", [None, "", CARDS, "C0GONE"])
def test_a_whisper_that_cannot_be_heard_there_is_heard_in_the_dm(
    desk: Desk, slack: StandIn, channel: str | None
) -> None:
    slack.set_channel(CARDS, name="approvals", members=[slack.bot_user])
    desk.add(whisper(channel=channel))
    desk.run()
    assert [message.text for message in desk.messages("D0DAN")] == ["No."]
    assert desk.rows(Whisper) == []


def test_each_member_of_a_group_hears_it(desk: Desk, slack: StandIn) -> None:
    slack.set_group("s3-owners", ["U0BOB", "U0DAN"])
    desk.add(whisper(audience="@s3-owners", channel=None))
    desk.settle(until=lambda: desk.rows(Whisper) == [])
    assert len(desk.messages("D0BOB")) == len(desk.messages("D0DAN")) == 1


def test_a_whisper_waits_for_slack_and_is_forgotten_when_nobody_is_there(desk: Desk, slack: StandIn) -> None:
    desk.add(whisper(), whisper(audience="U0NOBODY", channel=None))
    slack.goes_down()
    desk.run()
    assert len(desk.rows(Whisper)) == 2
    slack.clear_faults()
    desk.settle(until=lambda: desk.rows(Whisper) == [])
    assert "whisper.refused" in desk.log.events


@pytest.mark.parametrize("fault", [None, "message_not_found", "cant_delete_message"])
def test_a_stray_is_withdrawn_or_let_go(desk: Desk, slack: StandIn, fault: str | None) -> None:
    desk.request()
    desk.post()
    desk.run()
    desk.add(Stray(channel=CARDS, ts=desk.messages()[0].ts, next_try_at=NOW))
    if fault:
        slack.fault(method="chat.delete", do="error", error=fault, times=1)
    desk.run()
    assert desk.rows(Stray) == []
    assert len(desk.messages()) == (1 if fault else 0)


def test_a_stray_waits_for_slack(desk: Desk, slack: StandIn) -> None:
    desk.add(Stray(channel=CARDS, ts="1.1", next_try_at=NOW))
    slack.fault(method="chat.delete", do="status", status=503, times=1)
    desk.run()
    assert desk.rows(Stray)[0].tries == 1
    desk.run_after(2 * SECOND)
    assert desk.rows(Stray) == []
