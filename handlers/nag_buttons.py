"""The buttons of a reminder: a click is written down as an answer; whether it holds is judged right after."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack

from handlers import who
from handlers.desk import Desk
from messages import keep_form, more_findings, reason_form
from models.finding_answer import Gesture
from models.kept_finding import KeptFinding
from models.reminder import Reminder
from workflow import answering_findings


def take_back(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _cast(desk, body, Gesture.take_back)
    ack()


def lease(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _cast(desk, body, Gesture.lease)
    ack()


def disown(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _cast(desk, body, Gesture.disown)
    ack()


def undo(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    _cast(desk, body, Gesture.undo)
    ack()


def ask_why(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """To keep something asks for a reason first; the right to it is judged when it is given."""
    click = who.click(body)
    with desk.database.read() as session:
        finding = session.get(KeptFinding, click.number)
    if finding is None:
        raise who.NotOurs
    if click.trigger_id is not None:
        show = desk.push_form if body.get("view") else desk.show_form
        show(keep_form.render(finding), trigger_id=click.trigger_id, to=click.by)
    ack()


def keep(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    number = who.carried(view.get("private_metadata"))
    reason = reason_form.read(view["state"]["values"])
    if wrong := keep_form.fault(reason):
        ack(response_action="errors", errors={reason_form.REASON: wrong})
        return
    with desk.open() as session:
        answering_findings.cast(
            session,
            number,
            Gesture.keep,
            by=who.person(body),
            reason=reason,
            trigger_id=f"view:{view['id']}",
            now=desk.clock(),
        )
    ack()


def show_more(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """All of one's own reminder: whose else it is, nothing of it is shown."""
    form, trigger_id, by = _page(desk, body, _place(body)), body.get("trigger_id"), who.person(body)
    if form is not None and trigger_id:
        desk.show_form(form, trigger_id=trigger_id, to=by)
    ack()


def turn(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    form, view = _page(desk, body, _place(body)), body.get("view") or {}
    if form is not None and view.get("id"):
        desk.change_form(form, view_id=view["id"], version=view.get("hash"))
    ack()


def _place(body: Mapping[str, Any]) -> tuple[int, int]:
    """Which reminder and which page the button means. Raises NotOurs."""
    place = more_findings.read(who.value(body))
    if place is None:
        raise who.NotOurs
    return place


def _page(desk: Desk, body: Mapping[str, Any], place: tuple[int, int]) -> dict[str, Any] | None:
    number, page = place
    with desk.database.read() as session:
        reminder = session.get(Reminder, number)
        is_theirs = reminder is not None and reminder.person == who.person(body)
        return more_findings.render(session, reminder, page) if reminder is not None and is_theirs else None


def _cast(desk: Desk, body: Mapping[str, Any], gesture: Gesture) -> None:
    click = who.click(body)
    with desk.open() as session:
        answering_findings.cast(
            session,
            click.number,
            gesture,
            by=click.by,
            trigger_id=click.trigger_id,
            channel=click.channel,
            now=desk.clock(),
        )
    _show_again(desk, body)


def _show_again(desk: Desk, body: Mapping[str, Any]) -> None:
    """A modal is no post, so it is drawn again here, with the answer that was just written down."""
    view = body.get("view") or {}
    place = more_findings.read(str(view.get("private_metadata") or ""))
    if view.get("callback_id") == more_findings.FORM and place is not None:
        form = _page(desk, body, place)
        if form is not None:
            desk.change_form(form, view_id=view["id"], version=view.get("hash"))
