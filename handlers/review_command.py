"""`/iam review`: what is under way; `start` puts a group's members before their owners, `stop` ends that."""

from collections.abc import Mapping
from typing import Any

from catalog import shapes
from handlers import typed, who
from handlers.desk import Desk
from messages import ask_answers, review_seen, review_words
from messages.message import Message
from workflow import review_answering, reviews
from workflow.refusal import Refusal
from workflow.refusals.plans import NoName, SayItSo

HOW = (
    "`/iam review start developers`, `/iam review start developers until 2026-12-15` (or `30d`), "
    "`/iam review stop 3`, or `/iam review` alone for what is under way"
)


def handle(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    words = typed.said(command.get("text") or "").words[1:]
    try:
        match [each if place == 1 else each.lower() for place, each in enumerate(words)]:
            case []:
                return _under_way(desk)
            case ["start", group]:
                return _start(desk, command, group, until=None)
            case ["start", group, until] | ["start", group, "until", until]:
                return _start(desk, command, group, until=until)
            case ["stop", number]:
                return _stop(desk, command, number)
            case _:
                raise SayItSo(how=HOW)
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)


def _under_way(desk: Desk) -> Message:
    """What has begun goes on, though the catalog has no such section any more."""
    with desk.database.read() as session:
        seen = review_seen.under_way(session)
    if not seen:
        reviews.rule(desk.catalog())
    return review_words.under_way(seen)


def _start(desk: Desk, command: Mapping[str, Any], group: str, *, until: str | None) -> Message:
    if not shapes.GROUP_NAME.fullmatch(group):
        raise NoName(typed=group[:80], most=128)
    catalog, now = desk.catalog(), desk.clock()
    ends = reviews.until(catalog, until, now=now)
    with desk.open() as session:
        number = reviews.ask(
            session,
            group,
            ends,
            catalog=catalog,
            by=command["user_id"],
            trigger_id=command.get("trigger_id"),
            now=now,
        )
    return review_words.asked(number, group=group, until=ends)


def _stop(desk: Desk, command: Mapping[str, Any], word: str) -> Message:
    number = who.number(word.lstrip("#"))
    if number is None:
        raise SayItSo(how=HOW)
    with desk.open() as session:
        review_answering.stop(
            session, number, by=command["user_id"], trigger_id=command.get("trigger_id"), now=desk.clock()
        )
    return review_words.stopping(number)
