"""The Home tab: opened, and turned to another page. What it shows is drawn and published right after."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from messages import home_page
from models import home


def opened(event: Mapping[str, Any], *, desk: Desk) -> None:
    """An event that comes twice asks for the same page twice; Slack also tells of the other tab of our DM."""
    person = event.get("user")
    if event.get("tab") != "home" or not isinstance(person, str):
        return
    with desk.open() as session:
        theirs = home.opened(session, person, now=desk.clock())
        theirs.pages = {}
        if not event.get("view"):
            theirs.shown = ""  # Slack has no view of ours for them, whatever it had once.


def turn(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    wanted = home_page.read_turn(who.value(body))
    if wanted is None:
        raise who.NotOurs
    name, page = wanted
    with desk.open() as session:
        theirs = home.opened(session, who.person(body), now=desk.clock())
        theirs.pages = {**theirs.pages, name: page}
    ack()
