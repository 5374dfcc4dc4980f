"""Slack says that somebody changed: what we remember of them is looked up again before it is used."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers.desk import Desk
from models import departure
from models.person import Person

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def forget(event: Mapping[str, Any], *, desk: Desk) -> None:
    """The event's words are not taken over: the next look asks Slack, at once about who may have left or be back."""
    user = event.get("user") or {}
    slack_id = user.get("id")
    if not isinstance(slack_id, str):
        return
    with desk.open() as session:
        person = session.get(Person, slack_id)
        if person is not None:
            person.looked_up_at = LONG_AGO
        if user.get("deleted") or departure.is_noticed(session, slack_id):
            departure.notice(session, slack_id, now=desk.clock())
