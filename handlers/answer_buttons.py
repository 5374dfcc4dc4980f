"""Approve and Deny: a click is written down as a vote; whether it counts is judged right after."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers import who
from handlers.desk import Desk
from messages import deny_form, reason_form
from models.decision import Answer
from models.post import Post, PostKind
from models.request import Request
from workflow import answering


def approve(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    cast(desk, body, Answer.approve)
    ack()


def ask_why(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """Deny asks for a reason first; the right to it is judged when it is given."""
    click = who.click(body)
    with desk.database.read() as session:
        request = session.get(Request, click.number)
    if request is None:
        raise who.NotOurs
    if click.trigger_id is not None:
        form = deny_form.render(request) if click.channel else deny_form.render_at_home(request)
        desk.show_form(form, trigger_id=click.trigger_id, to=click.by)
    ack()


def deny(ack: Ack, body: Mapping[str, Any], view: Mapping[str, Any], *, desk: Desk) -> None:
    metadata = str(view.get("private_metadata") or "")
    number = who.carried(metadata.removesuffix(deny_form.AT_HOME))
    reason = reason_form.read(view["state"]["values"])
    if wrong := deny_form.fault(reason):
        ack(response_action="errors", errors={reason_form.REASON: wrong})
        return
    with desk.open() as session:
        answering.cast(
            session,
            number,
            Answer.deny,
            by=who.person(body),
            reason=reason,
            trigger_id=f"view:{view['id']}",
            channel=None if metadata.endswith(deny_form.AT_HOME) else _card_channel(session, number),
            now=desk.clock(),
        )
    ack()


def _card_channel(session: Session, number: int) -> str | None:
    """Where the card stands: a form has no channel, and the answer to who may not decide goes there."""
    query = select(Post.channel).where(Post.request_id == number, Post.kind == PostKind.card)
    return session.scalar(query)


def cast(desk: Desk, body: Mapping[str, Any], answer: Answer) -> None:
    click = who.click(body)
    with desk.open() as session:
        answering.cast(
            session,
            click.number,
            answer,
            by=click.by,
            trigger_id=click.trigger_id,
            channel=click.channel,
            message_ts=click.message_ts,
            now=desk.clock(),
        )
