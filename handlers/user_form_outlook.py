"""What a new IAM user could do: worked out after Slack has its answer, and put on the page that is being read."""

import time
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from catalog.bundle import Users
from handlers.desk import Desk
from iam.faults import Fault, Later
from iam.risk_apart import Undone
from messages import slack_faults, user_form_review
from messages.user_form_review import Outlook
from models import draft
from models.draft import NewUser
from workflow import foreseeing, policy_reading
from workflow.planning import Proposal

TEXTS_WITHIN = 20.0
"""Seconds in which the worker reads what is chosen and not read yet; what takes longer the approvers see."""
SHOWN_WITHIN = 3.0
"""Seconds in which Slack has shown the page that it got as our answer."""
_LOOK_EVERY = 0.5


@dataclass(frozen=True)
class Drawn:
    """A review as it was drawn. `drawing` is the page's own name in Slack."""

    new: NewUser
    proposal: Proposal
    key: str
    rule: Users
    drawing: str

    def view(self, outlook: Outlook) -> dict[str, Any]:
        return user_form_review.render(
            self.new, self.proposal.changes, key=self.key, rule=self.rule, outlook=outlook, drawing=self.drawing
        )


def begin(desk: Desk, drawn: Drawn, *, by: str) -> bool:
    """False when so much is being done for this person already that it will not be worked out."""
    return desk.go_on(lambda: _fill_in(desk, drawn), by=by)


def _fill_in(desk: Desk, drawn: Drawn) -> None:
    """Show what is known at once, and once more when the last text has been read."""
    until = time.monotonic() + TEXTS_WITHIN
    unknown = _show(desk, drawn) if _is_shown(desk, drawn) else ()
    if unknown:
        with desk.open() as session:
            policy_reading.want(session, drawn.proposal.account, unknown, now=desk.clock())
    while unknown and time.monotonic() < until and _is_shown(desk, drawn):
        time.sleep(_LOOK_EVERY)
        if not _policies(desk, drawn).unknown:
            unknown = _show(desk, drawn)


def _is_shown(desk: Desk, drawn: Drawn) -> bool:
    """Whoever has gone on, or sent the step twice, has no use for this any more."""
    with desk.database.read() as session:
        return draft.shows(session, drawn.key, drawn.drawing)


def _show(desk: Desk, drawn: Drawn) -> Iterable[str]:
    """Give the policies that are not known yet; none when the page is not there any more."""
    policies = _policies(desk, drawn)
    try:
        seen = foreseeing.foresee(policies, drawn.proposal.changes, rule=drawn.rule)
        outlook = Outlook(allows=seen.allows, warnings=seen.warnings)
    except Undone as error:
        desk.log.warning("outlook.undone", why=str(error))
        outlook = Outlook(allows=None, said=user_form_review.NOT_WORKED_OUT)
    return policies.unknown if _put(desk, drawn, outlook) else ()


def _policies(desk: Desk, drawn: Drawn) -> foreseeing.Policies:
    with desk.database.read() as session:
        return foreseeing.known(session, drawn.proposal.account, drawn.proposal.changes)


def _put(desk: Desk, drawn: Drawn, outlook: Outlook) -> bool:
    """Slack may not have shown the page yet; once it had, and has not any more, whoever read it has gone on."""
    until = time.monotonic() + SHOWN_WITHIN
    while True:
        try:
            with slack_faults.told():
                desk.client.views_update(external_id=drawn.drawing, view=drawn.view(outlook))
        except Fault as fault:
            may_come = isinstance(fault, Later) or fault.code == "not_found"
            if may_come and time.monotonic() < until and _is_shown(desk, drawn):
                time.sleep(_LOOK_EVERY)
                continue
            desk.log.info("outlook.not_shown", fault=fault.words)
            return False
        return True
