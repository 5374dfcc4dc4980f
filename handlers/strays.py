"""What this release does not know, of an older one or from nowhere: it changes nothing, and whoever used it is told."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from messages import outdated
from workflow import telling


def button(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    channel = (body.get("container") or {}).get("channel_id")
    with desk.open() as session:
        telling.whisper(session, outdated.BUTTON, to=who.person(body), channel=channel, now=desk.clock())
    ack()


def form(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """It stays open and says so: one that closes looks as if it had been sent."""
    desk.log.info("form.stray", by=who.person(body))
    ack(response_action="update", view=outdated.form())


def shortcut(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    with desk.open() as session:
        telling.whisper(session, outdated.SHORTCUT, to=who.person(body), now=desk.clock())
    ack()


def options(ack: Ack) -> None:
    """Nothing to choose from."""
    ack(options=[])
