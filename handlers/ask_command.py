"""`/iam request BUNDLE [DURATION] [reason]`: files at once; what is missing is asked for in the form."""

from collections.abc import Mapping
from typing import Any

from catalog import duration, words
from handlers.desk import Desk
from messages import ask_answers, ask_form
from messages.message import Message
from workflow import asking
from workflow.refusal import Refusal
from workflow.refusals.asking import NotADuration, ReasonNeeded


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
        trigger_id = command.get("trigger_id")
        filed = desk.filings.do(asking.Filing(ask, command["user_id"], trigger_id=trigger_id, now=desk.clock()))
    except ReasonNeeded:
        _show_form(desk, command, typed)
        return None
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    if isinstance(filed, Refusal):
        return ask_answers.refused(filed.mrkdwn)
    return ask_answers.filed(filed, bundle=ask.bundle.name, lasts=ask.lasts)


def _show_form(desk: Desk, command: Mapping[str, Any], typed: words.AskWords) -> None:
    view = ask_form.render(
        desk.catalog(),
        bundle=typed.bundle or None,
        duration=duration.words(typed.duration) if typed.duration else None,
        reason=typed.reason,
    )
    desk.show_form(view, trigger_id=command["trigger_id"], to=command["user_id"])
