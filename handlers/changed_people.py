"""Slack says that somebody changed: what we remember of them is looked up again before it is used."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from handlers.desk import Desk
from models.person import Person

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def forget(event: Mapping[str, Any], *, desk: Desk) -> None:
    """The event's own words are not taken over: the next look asks Slack."""
    slack_id = (event.get("user") or {}).get("id")
    with desk.open() as session:
        person = session.get(Person, slack_id) if slack_id else None
        if person is not None:
            person.looked_up_at = LONG_AGO
