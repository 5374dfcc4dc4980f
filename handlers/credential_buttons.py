"""Show My Sign-In and Create My Access Key: made in AWS at the click, shown in a modal, in no message ever."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from iam.faults import Fault, Later
from messages import credential_form, slack_faults
from workflow import rotating, showing_once
from workflow.refusal import Refusal
from workflow.showing_once import Made


def show(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """Slack is answered at once; the modal says that it is being made while AWS is asked."""
    click = who.click(body)
    if click.trigger_id is not None:
        number, by = click.number, click.by
        desk.begin_form(
            credential_form.waiting(),
            trigger_id=click.trigger_id,
            to=by,
            then=lambda view_id: hand_over(desk, number, by=by, view_id=view_id),
        )
    ack()


def hand_over(desk: Desk, number: int, *, by: str, view_id: str) -> None:
    """Make it and show it in that view. What AWS or Slack does not do is said there, never with the secret."""
    try:
        with showing_once.made(desk.means, number, by=by) as made:
            _show(desk, made, view_id=view_id)
        rotating.mark_shown(desk.means, number)
    except Refusal as refusal:
        desk.update_form(credential_form.refused(refusal.mrkdwn), view_id=view_id, to=by)
    except Fault as fault:
        desk.log.warning("credential.not_shown", offer=number, fault=fault.words)
        desk.update_form(_words(fault), view_id=view_id, to=by)


class _NotShown(Later):
    """Slack did not say that it shows the secret; of its words only the code, whatever they may repeat of the view."""


def _show(desk: Desk, made: Made, *, view_id: str) -> None:
    """The one call that has the secret in it."""
    view = credential_form.render(made.secret, user=made.user, account=made.account, address=made.address)
    try:
        with slack_faults.told():
            desk.client.views_update(view_id=view_id, view=view)
    except Fault as fault:
        raise _NotShown(f"Slack says: {fault.code}", code=fault.code) from None


def _words(fault: Fault) -> dict[str, Any]:
    if isinstance(fault, _NotShown):
        return credential_form.not_shown()
    return credential_form.unanswered(fault.words) if isinstance(fault, Later) else credential_form.failed(fault.words)
