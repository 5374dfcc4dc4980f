"""Commands and clicks reach a real Bolt app, and what it answers is what people see."""

from typing import Any

import pytest
from bolt_in_a_thread import Bot
from cards_and_forms import CARD, Json, button, plain
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_http import StandInRefusedError
from sandbox.slack.driver_person import NotThereError, Person


def test_a_command_is_slacks_form_and_its_answer_is_seen_by_one(bot: Bot, ann: Person, bob: Person) -> None:
    @bot.app.command("/iam")
    def command(ack: Any) -> None:
        ack("Filed.")

    answer = ann.types("/iam request s3 for @bob & #general <x> https://x.example")
    assert (answer.text, answer.failed, answer.status) == ("Filed.", None, 200)
    assert [message.text for message in ann.sees("C0GENERAL")] == ["Filed."]
    assert bob.sees("C0GENERAL") == []
    [sent] = bot.heard
    assert sent == {
        "token": "sandbox-verification",
        "team_id": "T0LEASE",
        "team_domain": "lease-corp",
        "channel_id": "C0GENERAL",
        "channel_name": "general",
        "user_id": "U0ANN",
        "user_name": "ann",
        "command": "/iam",
        "text": "request s3 for <@U0BOB|bob> &amp; <#C0GENERAL|general> &lt;x&gt; <https://x.example>",
        "api_app_id": "A0LEASE",
        "is_enterprise_install": "false",
        "response_url": sent["response_url"],
        "trigger_id": answer.trigger_id,
    }


def test_the_same_trigger_id_makes_one_delivery_of_two(bot: Bot, ann: Person) -> None:
    bot.app.command("/iam")(lambda ack: ack("ok"))
    first = ann.types("/iam help")
    assert ann.types("/iam help", trigger_id=first.trigger_id).trigger_id == first.trigger_id
    assert ann.clicks_again(first).trigger_id == first.trigger_id
    assert {body["trigger_id"] for body in bot.heard} == {first.trigger_id}
    assert len(bot.heard) == 3


def test_a_command_in_the_direct_message_with_the_bot(bot: Bot, ann: Person) -> None:
    bot.app.command("/iam")(lambda ack: ack("ok"))
    ann.types("/iam\nmy", channel="D0ANN")
    assert (bot.heard[0]["channel_name"], bot.heard[0]["text"]) == ("directmessage", "my")
    assert [message.text for message in ann.dm()] == ["ok"]


def test_an_unknown_command_never_reaches_the_app(bot: Bot, ann: Person) -> None:
    answer = ann.types("/shout")
    assert (answer.failed, answer.text) == ("unknown_command", "/shout is not a valid command.")
    assert bot.heard == []


def test_who_is_not_in_a_channel_neither_types_nor_sees_there(slack: StandIn, bot: Bot, bob: Person) -> None:
    slack.set_channel("C0SECURITY", members=["U0CLEO"])
    with pytest.raises(StandInRefusedError, match="user_not_in_channel"):
        bob.types("/iam", channel="C0SECURITY")
    with pytest.raises(StandInRefusedError, match="user_not_in_channel"):
        bob.sees("C0SECURITY")


def test_a_click_carries_slacks_payload(bot: Bot, client: WebClient, bob: Person) -> None:
    bot.app.action("approve")(lambda ack: ack())
    posted = client.chat_postMessage(channel="C0APPROVALS", text="card", blocks=CARD)
    [card] = bob.sees("C0APPROVALS")
    assert card.buttons() == ["Approve Request", "Deny"]
    assert card.visible_text() == "<@U0ANN> wants *S3*\nApprove Request\nDeny"
    answer = bob.clicks(card, "Approve")
    assert answer.ok
    [sent] = bot.heard
    assert sent["type"] == "block_actions"
    assert sent["user"] == {"id": "U0BOB", "username": "bob", "name": "bob", "team_id": "T0LEASE"}
    assert sent["container"] == {
        "type": "message",
        "message_ts": posted["ts"],
        "channel_id": "C0APPROVALS",
        "is_ephemeral": False,
    }
    assert sent["message"]["blocks"] == posted["message"]["blocks"]
    assert (sent["channel"]["name"], sent["team"]["domain"], sent["enterprise"]) == ("approvals", "lease-corp", None)
    [action] = sent["actions"]
    assert (action["action_id"], action["block_id"], action["value"], action["type"]) == (
        "approve",
        "answer",
        "7",
        "button",
    )
    assert (sent["trigger_id"], sent["state"]) == (answer.trigger_id, {"values": {}})


def test_a_confirm_dialog_that_is_not_accepted_sends_nothing(bot: Bot, client: WebClient, bob: Person) -> None:
    client.chat_postMessage(channel="C0APPROVALS", text="card", blocks=CARD)
    [card] = bob.sees("C0APPROVALS")
    assert bob.clicks(card, "Deny", confirm=False).failed == "not_confirmed"
    assert bot.heard == []
    with pytest.raises(NotThereError, match="Approve Request"):
        bob.clicks(card, "Burn")


def test_an_old_card_can_still_be_clicked_by_who_sees_it(bot: Bot, client: WebClient, bob: Person) -> None:
    bot.app.action("approve")(lambda ack: ack())
    ts = client.chat_postMessage(channel="C0APPROVALS", text="card", blocks=CARD)["ts"]
    [card] = bob.sees("C0APPROVALS")
    client.chat_update(channel="C0APPROVALS", ts=ts, text="decided", blocks=[])
    assert bob.clicks(card, "Approve").ok
    assert bot.heard[0]["actions"][0]["value"] == "7"


def test_an_ephemeral_message_can_be_clicked_and_replaced_by_its_response_url(
    bot: Bot, client: WebClient, ann: Person
) -> None:
    @bot.app.action("approve")
    def approve(ack: Any, respond: Any) -> None:
        respond(text="done", replace_original=True)
        ack()

    client.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="card", blocks=CARD)
    ann.clicks(ann.sees("C0GENERAL")[0], "Approve")
    assert "message" not in bot.heard[0]
    assert bot.heard[0]["container"]["is_ephemeral"] is True
    [seen] = ann.sees("C0GENERAL")
    assert (seen.text, seen.buttons(), seen.ephemeral) == ("done", [], True)


def test_an_overflow_menu_is_clicked_by_its_entry(bot: Bot, client: WebClient, ann: Person) -> None:
    bot.app.action("more")(lambda ack: ack())
    menu = {"type": "overflow", "action_id": "more", "options": [{"text": plain("Snooze"), "value": "z"}]}
    blocks = [{"type": "section", "text": plain("s"), "accessory": menu}]
    client.chat_postMessage(channel="C0GENERAL", text="t", blocks=blocks)
    ann.clicks(ann.sees("C0GENERAL")[0], "Snooze")
    assert bot.heard[0]["actions"][0]["selected_option"]["value"] == "z"


def test_a_response_url_works_five_times_within_thirty_minutes(slack: StandIn, bot: Bot, ann: Person) -> None:
    kept: list[Any] = []

    @bot.app.command("/iam")
    def command(ack: Any, respond: Any) -> None:
        kept.append(respond)
        ack()

    ann.types("/iam")
    assert [kept[0](f"answer {number}").status_code for number in range(6)] == [200] * 5 + [404]
    assert kept[0]("again").body == '{"ok": false, "error": "used_url"}'
    assert [message.text for message in ann.sees("C0GENERAL")] == [f"answer {number}" for number in range(5)]
    ann.types("/iam")
    assert kept[1](text="for all", response_type="in_channel").status_code == 200
    assert slack.messages("C0GENERAL")[-1].text == "for all"
    assert kept[1](blocks=[{"type": "banner"}], text="t").status_code == 400
    slack.turn_clock(30 * 60 + 1)
    assert "expired_url" in kept[1]("late").body
    assert len(slack.calls("response_url")) == 10


def test_home_is_opened_published_and_clicked(bot: Bot, client: WebClient, ann: Person) -> None:
    home = {"type": "home", "blocks": [{"type": "actions", "elements": [button("Give Back", "give_back")]}]}

    @bot.app.event("app_home_opened")
    def opened(event: Json, client: WebClient) -> None:
        client.views_publish(user_id=event["user"], view=home)

    bot.app.action("give_back")(lambda ack: ack())
    assert ann.home() is None
    assert ann.opens_home().ok
    assert ann.clicks(ann.home(), "Give Back").ok
    assert bot.heard[-1]["view"]["type"] == "home"
    ann.opens_home()
    assert bot.heard[-1]["event"]["view"]["blocks"][0]["elements"][0]["action_id"] == "give_back"


def test_an_answer_that_slack_would_refuse_is_told_as_such(bot: Bot, ann: Person) -> None:
    bot.app.command("/iam")(lambda ack: ack(text="t", blocks=[{"type": "banner"}]))
    answer = ann.types("/iam")
    assert answer.failed == "invalid_command_response"
    assert answer.errors["errors"] == ["unsupported type: banner [json-pointer:/blocks/0/type]"]
