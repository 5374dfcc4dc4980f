"""`/iam checkup`: the accounts are held against the security checklist, and the result comes in a DM."""

from collections.abc import Mapping
from typing import Any

from handlers.desk import Desk
from messages import checkup_page
from messages.message import Message
from workflow import checkups


def ask(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    with desk.open() as session:
        checkups.ask(session, by=command["user_id"], trigger_id=command.get("trigger_id"), now=desk.clock())
    return checkup_page.asked()
