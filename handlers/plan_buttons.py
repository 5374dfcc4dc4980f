"""Undo…: what a plan has changed is asked to be changed back, as a plan of its own."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from workflow import aiming, aims, telling
from workflow.refusals import Refusal


def undo(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    click = who.click(body)
    if click is not None:
        try:
            with desk.open() as session:
                aiming.file(
                    session,
                    aims.Undo(click.number),
                    catalog=desk.catalog(),
                    asker=click.by,
                    reason="",
                    trigger_id=click.trigger_id,
                    now=desk.clock(),
                )
        except Refusal as refusal:
            with desk.open() as session:
                telling.whisper(session, refusal.mrkdwn, to=click.by, channel=click.channel, now=desk.clock())
    ack()
