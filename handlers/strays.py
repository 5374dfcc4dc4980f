"""Buttons and forms that this release does not know: from an older one, or from nowhere."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from workflow import telling

OLD_BUTTON = "That button is from an older version of Leasehold and does nothing any more. Nothing was changed."


def button(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    channel = (body.get("container") or {}).get("channel_id")
    with desk.open() as session:
        telling.whisper(session, OLD_BUTTON, to=who.person(body), channel=channel, now=desk.clock())
    ack()


def form(ack: Ack) -> None:
    ack()


def options(ack: Ack) -> None:
    ack(options=[])
