"""Cancel: one's own open request is taken back, by its button or by `/iam cancel N`."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from messages import ask_answers
from messages.message import Message
from workflow import asking, telling
from workflow.refusal import Refusal


def click(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    clicked = who.click(body)
    try:
        with desk.open() as session:
            asking.cancel(session, clicked.number, by=clicked.by, now=desk.clock())
    except Refusal as refusal:
        with desk.open() as session:
            telling.whisper(session, refusal.mrkdwn, to=clicked.by, channel=clicked.channel, now=desk.clock())
    ack()


def cancel(desk: Desk, number: int, *, by: str) -> Message:
    try:
        with desk.open() as session:
            request = asking.cancel(session, number, by=by, now=desk.clock())
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    return ask_answers.cancelled(number, bundle=request.bundle)
