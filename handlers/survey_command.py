"""`/iam survey`: the accounts are read whole, and a DM follows how far that is and what was found."""

from collections.abc import Mapping
from typing import Any

from handlers.desk import Desk
from messages import ask_answers, survey_page
from messages.message import Message
from workflow import surveying
from workflow.refusal import Refusal


def ask(desk: Desk, command: Mapping[str, Any], rest: str) -> Message:
    try:
        with desk.open() as session:
            accounts = surveying.ask(session, rest, catalog=desk.catalog(), by=command["user_id"], now=desk.clock())
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    return survey_page.asked(accounts)
