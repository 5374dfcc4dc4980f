"""Undo…: what a plan has changed is asked to be changed back, as a plan of its own."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from workflow import aiming, aims, telling
from workflow.refusal import Refusal


def undo(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    file(desk, body, aims.Undo(who.carried(who.value(body))))
    ack()


def file(desk: Desk, body: Mapping[str, Any], aim: aims.AnyAim) -> None:
    """Ask for it; what keeps it from being filed is said to whoever clicked."""
    by, now = who.person(body), desk.clock()
    try:
        with desk.open() as session:
            aiming.file(
                session,
                aim,
                catalog=desk.catalog(),
                asker=by,
                reason="",
                trigger_id=body.get("trigger_id"),
                now=now,
            )
    except Refusal as refusal:
        channel = (body.get("container") or {}).get("channel_id")
        with desk.open() as session:
            telling.whisper(session, refusal.mrkdwn, to=by, channel=channel, now=now)
