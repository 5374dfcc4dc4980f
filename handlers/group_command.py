"""`/iam groups` and `/iam group NAME` show what the last snapshot has; with a verb behind it, a group is changed."""

from collections.abc import Mapping
from typing import Any

from slack_bolt import Ack
from sqlalchemy.orm import Session

from handlers import aimed, people_commands, typed, who
from handlers.desk import Desk
from messages import ask_answers, group_page, group_seen, group_use_page
from messages.message import Message
from models.inquiry import InquiryKind
from workflow import inquiring, planning, policy_reading, telling, whom
from workflow.refusal import Refusal
from workflow.refusals.plans import NoSuchGroup, SayItSo


def handle(desk: Desk, command: Mapping[str, Any], rest: str) -> Message:
    words = typed.said(command.get("text") or "").words[1:]
    if len(words) == 1 and words[0].lower() != "new":
        return _show(desk, words[0])
    if not words:
        return ask_answers.refused(SayItSo(how=aimed.GROUP).mrkdwn)
    return people_commands.change_group(desk, command, rest)


def every(desk: Desk, _command: Mapping[str, Any], _rest: str) -> Message:
    try:
        account = planning.rule(desk.catalog()).account
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    with desk.database.read() as session:
        return group_page.every(*group_seen.every(session, account))


def who_uses(ack: Ack, body: Mapping[str, Any], *, desk: Desk) -> None:
    """The question is written down, the answer comes in a DM."""
    click = who.click(body)
    with desk.open() as session:
        said = _ask_who_uses(desk, session, click)
        telling.whisper(session, said, to=click.by, channel=click.channel, now=desk.clock())
    ack()


def _ask_who_uses(desk: Desk, session: Session, click: who.Click) -> str:
    group = group_seen.name_of(session, click.number)
    if group is None:
        return group_page.GONE
    try:
        inquiring.ask(
            session,
            InquiryKind.group_use,
            group,
            catalog=desk.catalog(),
            asker=click.by,
            trigger_id=click.trigger_id,
            now=desk.clock(),
        )
    except Refusal as refusal:
        return refusal.mrkdwn
    return group_use_page.asked(group).text


def _show(desk: Desk, name: str) -> Message:
    catalog = desk.catalog()
    try:
        account = planning.rule(catalog).account
        with desk.database.read() as session:
            seen = group_seen.load(session, name, catalog=catalog, account=account)
            if seen is None and group_seen.seen_at(session, account) is None:
                return group_page.not_read_yet()
            if seen is None:
                near = whom.hint(name, group_seen.names(session, account))
                raise NoSuchGroup(group=name[:128], account=account, hint=near)
            texts = policy_reading.kept(session, account, seen.policies)
            return group_page.render(seen, risks={arn: text.risk for arn, text in texts.items()})
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
