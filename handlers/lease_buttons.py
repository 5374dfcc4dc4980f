"""Give Back and Revoke Access: a lease ends by hand."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import answer_buttons, who
from handlers.desk import Desk
from models.decision import Answer
from workflow import leasing, telling
from workflow.refusal import Refusal


def give_back(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """Giving up is the holder's own right: done in this transaction."""
    click = who.click(body)
    try:
        with desk.open() as session:
            leasing.give_back(session, click.number, by=click.by, now=desk.clock())
    except Refusal as refusal:
        with desk.open() as session:
            telling.whisper(session, refusal.mrkdwn, to=click.by, channel=click.channel, now=desk.clock())
    ack()


def revoke(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    answer_buttons.cast(desk, body, Answer.revoke)
    ack()
