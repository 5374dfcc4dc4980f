"""Modals and Home tabs: opened, filled in, refused, sent, stacked, closed."""

import threading
import time
from typing import Any

import pytest
from bolt_in_a_thread import Bot
from cards_and_forms import FORM, Json, button, opens_form, plain
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_http import StandInRefusedError
from sandbox.slack.driver_person import NotThereError, Person


def test_a_form_is_filled_searched_refused_and_sent(bot: Bot, ann: Person) -> None:
    opens_form(bot)

    @bot.app.view("ask")
    def submitted(ack: Any, view: Json) -> None:
        reason = view["state"]["values"]["why"]["reason"]["value"]
        if reason == "short":
            ack(response_action="errors", errors={"why": "Say more."})
        else:
            ack()

    ann.types("/iam request")
    modal = ann.modal()
    assert modal is not None
    assert (modal.title, modal.callback_id, modal.submit) == ("Ask for Access", "ask", "Send Request")
    assert ann.submits().errors == {"what": "Please complete this required field."}
    assert ann.searches("bundle", "s3") == ["s3-access", "s3-admin"]
    with pytest.raises(StandInRefusedError, match="query_too_short"):
        ann.searches("bundle", "")
    ann.fills({"Bundle": "s3-access", "reason": "short", "long": "A day"})
    answer = ann.submits()
    assert answer.errors == {"why": "Say more."}
    modal = ann.modal()
    assert modal is not None
    assert "Say more." in modal.visible_text()
    assert modal.values == {
        "what": {
            "bundle": {
                "type": "external_select",
                "selected_option": {"text": plain("s3-access"), "value": "s3-access"},
            }
        },
        "why": {"reason": {"type": "plain_text_input", "value": "short"}},
        "long": {
            "duration": {
                "type": "static_select",
                "selected_option": {"text": plain("A day") | {"emoji": True}, "value": "1d"},
            }
        },
    }
    ann.fills({"reason": "x" * 21})
    assert ann.submits().errors == {"why": "Please enter no more than 20 characters."}
    ann.fills({"reason": "because", "duration": None})
    assert ann.submits().ok
    assert ann.modal() is None
    sent = bot.heard[-1]
    assert (sent["type"], sent["view"]["private_metadata"]) == ("view_submission", "kept")
    assert sent["view"]["state"]["values"]["long"]["duration"]["selected_option"] is None
    assert sent["view"]["previous_view_id"] is None
    assert sent["view"]["root_view_id"] == sent["view"]["id"]


def test_what_was_never_offered_cannot_be_chosen(bot: Bot, ann: Person) -> None:
    opens_form(bot)
    ann.types("/iam")
    with pytest.raises(StandInRefusedError, match="no_such_option"):
        ann.fills({"bundle": "root"})
    with pytest.raises(NotThereError, match="Bundle"):
        ann.fills({"colour": "red"})


def test_a_modal_answers_with_update_push_and_clear(bot: Bot, ann: Person) -> None:
    opens_form(bot)
    steps = iter(["update", "push", "push", "clear"])
    second = FORM | {"callback_id": "second", "blocks": FORM["blocks"][1:], "title": plain("Second")}

    def submitted(ack: Any) -> None:
        action = next(steps)
        if action == "clear":
            ack(response_action="clear")
        else:
            ack(response_action=action, view=second)

    bot.app.view("ask")(submitted)
    bot.app.view("second")(submitted)
    ann.types("/iam")
    ann.fills({"bundle": "billing", "reason": "typed"})
    assert ann.submits().response_action == "update"
    modal = ann.modal()
    assert modal is not None
    assert (modal.title, modal.values["why"]["reason"]["value"]) == ("Second", "typed")
    assert ann.submits().response_action == "push"
    assert ann.submits().response_action == "push"
    assert bot.heard[-1]["view"]["previous_view_id"] == modal.id
    assert ann.submits().response_action == "clear"
    assert ann.modal() is None


def test_a_stack_holds_three_views(bot: Bot, ann: Person) -> None:
    opens_form(bot)
    deeper = FORM | {"blocks": [{"type": "actions", "elements": [button("Deeper", "deeper")]}]}
    refused: list[str] = []

    @bot.app.action("deeper")
    def go(ack: Any, body: Json, client: WebClient) -> None:
        try:
            client.views_push(trigger_id=body["trigger_id"], view=deeper)
        except SlackApiError as error:
            refused.append(error.response["error"])
        ack()

    bot.app.view("ask")(lambda ack: ack(response_action="update", view=deeper))
    ann.types("/iam")
    ann.fills({"bundle": "billing"})
    ann.submits()
    for _ in range(3):
        assert ann.clicks(None, "Deeper").ok
    assert refused == ["push_limit_reached"]


def test_closing_is_told_only_where_it_is_asked_for(bot: Bot, client: WebClient, ann: Person) -> None:
    bot.app.command("/iam")(
        lambda ack, body, client: (
            client.views_open(trigger_id=body["trigger_id"], view=FORM | {"notify_on_close": body["text"] == "tell"}),
            ack(),
        )
    )
    bot.app.view_closed("ask")(lambda ack: ack())
    ann.types("/iam quiet")
    assert ann.closes().delivery is None
    ann.types("/iam tell")
    assert ann.closes().ok
    assert (bot.heard[-1]["type"], bot.heard[-1]["is_cleared"]) == ("view_closed", False)
    assert ann.modal() is None


def test_a_trigger_opens_one_view_within_three_seconds(
    slack: StandIn, bot: Bot, client: WebClient, ann: Person
) -> None:
    bot.app.command("/iam")(lambda ack: ack())
    fresh, late = ann.types("/iam"), ann.types("/iam")
    client.views_open(trigger_id=str(fresh.trigger_id), view=FORM)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        client.views_open(trigger_id=str(fresh.trigger_id), view=FORM)
    slack.turn_clock(3.5)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        client.views_open(trigger_id=str(late.trigger_id), view=FORM)
    with pytest.raises(SlackApiError, match="invalid_trigger_id"):
        client.views_open(trigger_id="made.up", view=FORM)


def test_a_view_is_updated_only_in_the_version_that_was_seen(bot: Bot, client: WebClient, ann: Person) -> None:
    bot.app.command("/iam")(lambda ack: ack())
    form = FORM | {"external_id": "mine"}
    opened = client.views_open(trigger_id=str(ann.types("/iam").trigger_id), view=form)["view"]
    assert opened["state"] == {"values": {}}
    changed = client.views_update(view_id=opened["id"], hash=opened["hash"], view=form)["view"]
    with pytest.raises(SlackApiError, match="hash_conflict"):
        client.views_update(external_id="mine", hash=opened["hash"], view=form)
    assert changed["hash"] != opened["hash"]
    with pytest.raises(SlackApiError, match="duplicate_external_id"):
        client.views_push(trigger_id=str(ann.types("/iam").trigger_id), view=form)
    ann.closes()
    with pytest.raises(SlackApiError, match="not_found"):
        client.views_update(view_id=opened["id"], view=form)


def test_a_shortcut_has_a_trigger(bot: Bot, ann: Person) -> None:
    bot.app.shortcut("request-access")(
        lambda ack, body, client: (client.views_open(trigger_id=body["trigger_id"], view=FORM), ack())
    )
    assert ann.uses_shortcut("request-access").ok
    modal = ann.modal()
    assert modal is not None
    assert modal.callback_id == "ask"
    with pytest.raises(StandInRefusedError, match="no_such_shortcut"):
        ann.uses_shortcut("unknown")


def test_who_is_too_slow_or_gone_is_told_of_in_slacks_words(slack: StandIn, bot: Bot, ann: Person) -> None:
    opens_form(bot)
    awake = threading.Event()

    @bot.app.view("ask")
    def submitted(ack: Any) -> None:
        awake.wait(10)
        ack()

    ann.types("/iam")
    ann.fills({"bundle": "billing"})
    began = time.monotonic()
    answer = ann.submits()
    assert 2.9 < time.monotonic() - began < 6
    awake.set()
    assert (answer.failed, answer.text) == ("operation_timeout", "We had some trouble connecting. Try again?")
    assert ann.modal() is not None
    slack.point_at("http://127.0.0.1:9/slack/events")
    answer = ann.types("/iam")
    assert (answer.failed, answer.text) == ("dispatch_failed", "/iam failed with the error “dispatch_failed”")
    assert ann.sees("C0GENERAL")[-1].user == "USLACKBOT"


def test_errors_for_blocks_that_are_not_there_are_trouble(bot: Bot, ann: Person) -> None:
    opens_form(bot)
    bot.app.view("ask")(lambda ack: ack(response_action="errors", errors={"nowhere": "x"}))
    ann.types("/iam")
    ann.fills({"bundle": "billing"})
    assert ann.submits().failed == "invalid_response"
