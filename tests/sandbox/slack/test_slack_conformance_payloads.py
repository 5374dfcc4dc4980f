"""Every delivery has Slack's fields, by HTTP and by Socket Mode, and Bolt brings it to the listener it is for."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
import slack_payloads as payloads
from bolt_by_socket import socket_mode
from calls import HOME
from cards_and_forms import CARD, FORM, button, plain
from shapes import Record, faults
from slack_bolt import App, BoltContext
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn
from sandbox.slack.driver_person import Person
from sandbox.slack.driver_seen import Answer

Json = dict[str, Any]
OPTIONS = [{"text": {**plain(name), "emoji": True}, "value": name} for name in ("s3-access", "billing")]
MENU = {"type": "external_select", "action_id": "bundle", "placeholder": plain("Which?"), "min_query_length": 1}
PICKS: list[Json] = [
    {"type": "static_select", "action_id": "one", "options": OPTIONS, "initial_option": OPTIONS[0]},
    {"type": "checkboxes", "action_id": "some", "options": OPTIONS, "initial_options": [OPTIONS[0]]},
    {"type": "overflow", "action_id": "more", "options": OPTIONS},
    {"type": "datepicker", "action_id": "day", "initial_date": "2026-11-27"},
    {"type": "users_select", "action_id": "who"},
    button("Docs", "docs", url="https://docs.example.com", style="primary", value="7"),
]
PICK = [{"type": "actions", "block_id": "pick", "elements": PICKS}]


@dataclass
class Heard:
    """Which listener was called, with what, and what Bolt made of it."""

    listener: str
    body: Json
    payload: Json
    context: BoltContext


@dataclass
class Hearing:
    slack: StandIn
    client: WebClient
    ann: Person
    heard: list[Heard] = field(default_factory=list)

    def only(self, listener: str, record: Record) -> Heard:
        """The last delivery: for that listener, and of Slack's shape."""
        last = self.heard[-1]
        assert (last.listener, list(faults(last.body, record))) == (listener, [])
        return last

    def posts(self, blocks: list[Json]) -> Any:
        self.client.chat_postMessage(channel="C0GENERAL", text="t", blocks=blocks)
        return self.ann.sees("C0GENERAL")[-1]

    def opens(self, view: Json) -> None:
        self.client.views_open(trigger_id=self.ann.types("/iam").trigger_id, view=view)


@pytest.fixture(params=["http", "socket"])
def hearing(
    request: pytest.FixtureRequest, slack: StandIn, client: WebClient, ann: Person, serve: Callable[[Any], str]
) -> Iterator[Hearing]:
    app = App(client=client, signing_secret=slack.signing_secret, process_before_response=True)
    hearing = Hearing(slack, client, ann)
    register(app, hearing.heard)
    if request.param == "http":
        slack.point_at(serve(SlackRequestHandler(app)))
        yield hearing
    else:
        with socket_mode(slack, app):
            yield hearing
    assert {one.via for one in slack.deliveries()} == {request.param}


def register(app: App, heard: list[Heard]) -> None:
    """A listener for each kind, by the names of the forms and cards above."""

    def listener(kind: str, **answer: Any) -> Callable[..., None]:
        def hear(ack: Any, body: Json, payload: Json, context: BoltContext) -> None:
            heard.append(Heard(kind, body, payload, context))
            ack(**answer)

        return hear

    app.command("/iam")(listener("command"))
    for action_id in ("approve", *(one["action_id"] for one in PICKS)):
        app.action(action_id)(listener("action"))
    app.view("ask")(listener("view"))
    app.view_closed("ask")(listener("view_closed"))
    app.options("bundle")(listener("options", options=OPTIONS))
    app.shortcut("request-access")(listener("shortcut"))
    app.event("app_home_opened")(listener("event"))
    app.event("user_change")(listener("event"))


def whole(said: Answer) -> None:
    assert (said.status, said.failed) == (200, None)


def of_ann(heard: Heard, *, channel: str | None = None) -> None:
    """What Bolt reads out of a payload on its own."""
    context = heard.context
    assert (context.team_id, context.user_id, context.channel_id) == ("T0LEASE", "U0ANN", channel)
    assert (context.enterprise_id, context.is_enterprise_install) == (None, False)


def test_a_command(hearing: Hearing) -> None:
    whole(hearing.ann.types("/iam help"))
    heard = hearing.only("command", payloads.COMMAND)
    of_ann(heard, channel="C0GENERAL")
    assert heard.payload["text"] == "help"
    assert heard.context.response_url == heard.body["response_url"]


def test_a_click_on_a_message(hearing: Hearing) -> None:
    whole(hearing.ann.clicks(hearing.posts(CARD), "Approve"))
    heard = hearing.only("action", payloads.CLICK_ON_MESSAGE)
    of_ann(heard, channel="C0GENERAL")
    assert heard.payload == heard.body["actions"][0]
    assert heard.context.response_url == heard.body["response_url"]


def test_a_click_on_an_ephemeral_message(hearing: Hearing) -> None:
    hearing.client.chat_postEphemeral(channel="C0GENERAL", user="U0ANN", text="t", blocks=CARD)
    whole(hearing.ann.clicks(hearing.ann.sees("C0GENERAL")[-1], "Approve"))
    heard = hearing.only("action", payloads.CLICK_ON_EPHEMERAL)
    of_ann(heard, channel="C0GENERAL")
    heard.context.respond(text="replaced", replace_original=True)
    assert [message.text for message in hearing.ann.sees("C0GENERAL")] == ["replaced"]


def test_each_kind_of_choice(hearing: Hearing) -> None:
    message = hearing.posts(PICK)
    values = {"one": "billing", "some": ["billing"], "day": "2026-12-24", "who": "U0BOB"}
    for name, value in values.items():
        whole(hearing.ann.fills({name: value}, on=message))
        assert hearing.only("action", payloads.CLICK_ON_MESSAGE).payload["action_id"] == name
    for label in ("billing", "Docs"):  # The overflow menu's entry, and a button that leads elsewhere.
        whole(hearing.ann.clicks(message, label))
        hearing.only("action", payloads.CLICK_ON_MESSAGE)
    assert hearing.heard[0].payload["selected_option"] == OPTIONS[1]
    assert hearing.heard[0].payload["initial_option"] == OPTIONS[0]


def test_a_click_in_a_home_tab_and_in_a_modal(hearing: Hearing) -> None:
    hearing.client.views_publish(user_id="U0ANN", view={**HOME, "blocks": CARD})
    whole(hearing.ann.clicks(hearing.ann.home(), "Approve"))
    of_ann(hearing.only("action", payloads.CLICK_IN_VIEW))
    hearing.opens({**FORM, "blocks": CARD})
    whole(hearing.ann.clicks(None, "Approve"))
    of_ann(hearing.only("action", payloads.CLICK_IN_VIEW))


def test_a_modal_that_is_submitted(hearing: Hearing) -> None:
    hearing.opens(FORM)
    hearing.ann.fills({"Bundle": "billing", "Reason": "so"})
    whole(hearing.ann.submits())
    heard = hearing.only("view", payloads.VIEW_SUBMISSION)
    of_ann(heard)
    assert heard.payload["state"]["values"]["why"] == {"reason": {"type": "plain_text_input", "value": "so"}}


def test_a_modal_that_is_closed(hearing: Hearing) -> None:
    hearing.opens({**FORM, "notify_on_close": True})
    whole(hearing.ann.closes())
    of_ann(hearing.only("view_closed", payloads.VIEW_CLOSED))


def test_a_menu_that_loads_its_options(hearing: Hearing) -> None:
    hearing.opens(FORM)
    assert hearing.ann.searches("Bundle", "s3") == ["s3-access", "billing"]
    heard = hearing.only("options", payloads.SUGGESTION_IN_VIEW)
    of_ann(heard)
    message = hearing.posts([{"type": "section", "block_id": "b", "text": plain("t"), "accessory": MENU}])
    hearing.ann.searches("bundle", "s3", on=message)
    of_ann(hearing.only("options", payloads.SUGGESTION_ON_MESSAGE), channel="C0GENERAL")


def test_a_shortcut(hearing: Hearing) -> None:
    whole(hearing.ann.uses_shortcut("request-access"))
    of_ann(hearing.only("shortcut", payloads.SHORTCUT))


def test_events(hearing: Hearing) -> None:
    whole(hearing.ann.opens_home())
    of_ann(hearing.only("event", payloads.HOME_OPENED), channel="D0ANN")
    hearing.client.views_publish(user_id="U0ANN", view=HOME)
    whole(hearing.ann.opens_home())
    assert hearing.only("event", payloads.HOME_OPENED).payload["view"]["type"] == "home"
    for deleted in (True, False):
        hearing.slack.change_user("U0BOB", deleted=deleted, tell=True)
        assert hearing.only("event", payloads.USER_CHANGED).payload["user"]["deleted"] is deleted


def test_every_kind_of_delivery_is_compared(hearing: Hearing) -> None:
    """A kind that the stand-in learns has to come in here."""
    test_each_kind_of_choice(hearing)
    test_a_modal_that_is_submitted(hearing)
    test_a_modal_that_is_closed(hearing)
    test_a_shortcut(hearing)
    test_events(hearing)
    kinds = {"command", "block_actions", "block_suggestion", "view_submission", "view_closed", "shortcut", "event"}
    assert {one.kind for one in hearing.slack.deliveries()} == kinds
