"""For each method of the table: calls that succeed, every way it may answer."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from cards_and_forms import CARD, FORM
from slack_sdk import WebClient

from sandbox.slack.driver import StandIn

Json = dict[str, Any]
HOME: Json = {"type": "home", "callback_id": "home", "blocks": [{"type": "divider"}]}
METADATA: Json = {"event_type": "asked", "event_payload": {"bundle": "s3-access"}}


@dataclass(frozen=True)
class Stage:
    slack: StandIn
    client: WebClient

    def trigger(self) -> str:
        """As a command brings it; nobody need have taken the command."""
        return str(self.slack.person("U0ANN").types("/iam").trigger_id)

    def posted(self) -> str:
        return str(self.client.chat_postMessage(channel="C0GENERAL", text="posted")["ts"])

    def asks(self, method: str, **args: Any) -> Json:
        """The answer's fields, `ok` checked and taken out."""
        token = self.slack.app_token if method == "apps.connections.open" else None
        said = self.client.api_call(method, json=args, **({"headers": _bearer(token)} if token else {}))
        body = dict(said.data) if isinstance(said.data, dict) else {}
        assert body.pop("ok") is True
        return body


def _bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}


Calls = Callable[[Stage], Iterator[Json]]
CALLS: dict[str, Calls] = {}


def of(method: str) -> Callable[[Calls], Calls]:
    def keep(calls: Calls) -> Calls:
        CALLS[method] = calls
        return calls

    return keep


def _plain(method: str, *each: Json) -> None:
    CALLS[method] = lambda stage: (stage.asks(method, **args) for args in each)


_plain("api.test", {}, {"foo": "bar"})
_plain("auth.test", {})
_plain("apps.connections.open", {})
_plain("blocks.validate", {"blocks": CARD}, {"view": FORM}, {"message": {"blocks": CARD}}, {"blocks": "[]"})
_plain("bots.info", {}, {"bot": "B0LEASE"})
_plain(
    "chat.postMessage",
    {"channel": "C0GENERAL", "text": "t"},
    {"channel": "C0GENERAL", "blocks": CARD},
    {"channel": "U0ANN", "text": "t", "thread_ts": "1.000001", "metadata": METADATA},
)
_plain("chat.postEphemeral", {"channel": "C0GENERAL", "user": "U0ANN", "text": "t"})
_plain("users.list", {}, {"limit": 2}, {"limit": 2, "cursor": "dXNlcjoy"})
_plain("users.lookupByEmail", {"email": "ann@example.com"})
_plain("usergroups.list", {}, {"include_count": True, "include_users": True, "include_disabled": True})
_plain("usergroups.users.list", {"usergroup": "S0OWNERS"})
_plain("views.publish", {"user_id": "U0ANN", "view": HOME})


@of("chat.update")
def update(stage: Stage) -> Iterator[Json]:
    yield stage.asks("chat.update", channel="C0GENERAL", ts=stage.posted(), text="t", blocks=CARD)


@of("chat.delete")
def delete(stage: Stage) -> Iterator[Json]:
    yield stage.asks("chat.delete", channel="C0GENERAL", ts=stage.posted())


@of("chat.getPermalink")
def permalink(stage: Stage) -> Iterator[Json]:
    yield stage.asks("chat.getPermalink", channel="C0GENERAL", message_ts=stage.posted())


@of("conversations.open")
def open_dm(stage: Stage) -> Iterator[Json]:
    for args in ({"users": "U0EVE"}, {"users": "U0EVE", "return_im": True}, {"channel": "D0EVE"}):
        yield stage.asks("conversations.open", **args)


@of("conversations.info")
def conversation(stage: Stage) -> Iterator[Json]:
    stage.slack.set_scopes([*stage.client.auth_test().headers["x-oauth-scopes"].split(","), "channels:read"])
    stage.slack.set_channel("C0QUIET", name="quiet", is_private=True, is_archived=True)
    stage.client.conversations_open(users="U0ANN")
    for channel in ("C0GENERAL", "C0QUIET", "D0ANN"):
        yield stage.asks("conversations.info", channel=channel)


@of("users.info")
def person(stage: Stage) -> Iterator[Json]:
    stage.slack.change_user("U0BOB", deleted=True)
    stage.slack.change_user("U0DAN", is_stranger=True)
    for user in ("U0ANN", "U0BOB", "U0DAN", "U0GUS", "U0LEASEBOT"):
        yield stage.asks("users.info", user=user)


@of("views.open")
def open_view(stage: Stage) -> Iterator[Json]:
    yield stage.asks("views.open", trigger_id=stage.trigger(), view=FORM)
    yield stage.asks("views.open", interactivity_pointer=stage.trigger(), view=FORM)


@of("views.push")
def push(stage: Stage) -> Iterator[Json]:
    stage.client.views_open(trigger_id=stage.trigger(), view=FORM)
    yield stage.asks("views.push", trigger_id=stage.trigger(), view=FORM)


@of("views.update")
def update_view(stage: Stage) -> Iterator[Json]:
    view = stage.client.views_open(trigger_id=stage.trigger(), view={**FORM, "external_id": "e"})["view"]
    yield stage.asks("views.update", view_id=view["id"], hash=view["hash"], view=FORM)
    home = stage.client.views_publish(user_id="U0ANN", view={**HOME, "external_id": "h"})["view"]
    yield stage.asks("views.update", external_id=home["external_id"], view=HOME)
