"""`/iam move`, `offboard`, `lock`, `unlock` and the changes of `/iam group`: each is written down as a plan at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from handlers import aimed, typed
from handlers.desk import Desk
from messages import ask_answers, plan_answers
from messages.message import Message
from workflow import aiming, aims
from workflow.refusal import Refusal


def move(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _file(desk, command, aimed.move)


def offboard(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _file(desk, command, aimed.offboard)


def lock(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _file(desk, command, aimed.lock)


def unlock(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _file(desk, command, aimed.unlock)


def change_group(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _file(desk, command, aimed.group)


def _file(desk: Desk, command: Mapping[str, Any], read: Callable[[Sequence[str]], aims.AnyAim]) -> Message:
    said = typed.said(command.get("text") or "")
    try:
        aim = read(said.words[1:])
        with desk.open() as session:
            number = aiming.file(
                session,
                aim,
                catalog=desk.catalog(),
                asker=command["user_id"],
                reason=said.reason,
                trigger_id=command.get("trigger_id"),
                now=desk.clock(),
            )
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    return plan_answers.filed(number, title=aiming.title(aim))
