"""`/iam groups` and `/iam group NAME` show what the last snapshot has; with a verb behind it, a group is changed."""

from collections.abc import Mapping
from typing import Any

from handlers import aimed, people_commands, typed
from handlers.desk import Desk
from messages import ask_answers, group_page, group_seen
from messages.message import Message
from workflow import planning, policy_reading, whom
from workflow.refusals import NoSuchGroup, Refusal, SayItSo


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
