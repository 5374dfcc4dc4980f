"""Mend…: what a checkup found wrong is asked to be put right, as a plan that somebody else approves."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import plan_buttons, who
from handlers.desk import Desk
from messages import checkup_page
from workflow import aims


def mend(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    wanted = checkup_page.read_mend(who.value(body))
    if wanted is None:
        raise who.NotOurs
    checkup, place = wanted
    plan_buttons.file(desk, body, aims.Mend(checkup, place))
    ack()
