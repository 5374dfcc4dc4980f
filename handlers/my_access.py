"""`/iam my` and `/iam requests`: what is mine, and what waits for an answer."""

from collections.abc import Mapping
from typing import Any

from handlers.desk import Desk
from messages import my_page, requests_page, subject
from messages.message import Message


def mine(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    asker = command["user_id"]
    with desk.database.read() as session:
        return my_page.render(subject.standing(session, asker), subject.past(session, asker))


def waiting(desk: Desk, _command: Mapping[str, Any], _rest: str) -> Message:
    with desk.database.read() as session:
        return requests_page.render(subject.waiting(session), total=subject.count_waiting(session))
