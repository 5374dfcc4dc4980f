"""`/iam request BUNDLE [DURATION] [reason]`: files at once; what is missing is asked for in the form."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from catalog import duration, words
from handlers.desk import Desk
from messages import ask_answers, ask_form
from messages.message import Message
from workflow import asking
from workflow.refusal import Refusal
from workflow.refusals.asking import AlreadyAsked, NotADuration, ReasonNeeded


def file(desk: Desk, command: Mapping[str, Any], rest: str) -> Message | None:
    """Give the answer; None when the form is on its way instead."""
    try:
        typed = words.parse_ask(rest)
    except duration.NotADuration as error:
        return ask_answers.refused(NotADuration(said=str(error)).mrkdwn)
    if not typed.bundle:
        _show_form(desk, command, typed)
        return None
    try:
        ask = asking.checked(desk.catalog(), bundle=typed.bundle, lasts=typed.duration, reason=typed.reason)
        filed = desk.write_down(lambda connection: _file(connection, ask, command, now=desk.clock()))
    except ReasonNeeded:
        _show_form(desk, command, typed)
        return None
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    if isinstance(filed, Refusal):
        return ask_answers.refused(filed.mrkdwn)
    return ask_answers.filed(filed, bundle=ask.bundle.name, lasts=ask.lasts)


def _file(into: Connection, ask: asking.Ask, command: Mapping[str, Any], *, now: datetime) -> int | AlreadyAsked:
    """Give the number, or the refusal: the transaction is shared with others, who are not to suffer from it."""
    try:
        return asking.file(into, ask, asker=command["user_id"], trigger_id=command.get("trigger_id"), now=now)
    except AlreadyAsked as refusal:
        return refusal


def _show_form(desk: Desk, command: Mapping[str, Any], typed: words.AskWords) -> None:
    view = ask_form.render(
        desk.catalog(),
        bundle=typed.bundle or None,
        duration=duration.words(typed.duration) if typed.duration else None,
        reason=typed.reason,
    )
    desk.show_form(view, trigger_id=command["trigger_id"], to=command["user_id"])
