"""`/iam who NAME`, `/iam exposure @person`, `/iam advise`: the question is written down, the answer comes in a DM."""

from collections.abc import Mapping
from typing import Any

from handlers import typed
from handlers.desk import Desk
from messages import ask_answers, who_page
from messages.message import Message
from models.inquiry import InquiryKind
from workflow import inquiring, whom
from workflow.refusal import Refusal
from workflow.refusals.plans import SayItSo, WhichPerson

WHO = "`/iam who @ann`, or the name of an IAM user or group, the id of an access key, or an ARN"
ADVICE = "`/iam advise` for yourself, or with `@ann`, or the name of an IAM user, a group or a role, or an ARN"
EXPOSURE = "`/iam exposure @ann`, or the name of an IAM user"


def who(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _ask(desk, command, InquiryKind.who, how=WHO)


def exposure(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _ask(desk, command, InquiryKind.exposure, how=EXPOSURE)


def advise(desk: Desk, command: Mapping[str, Any], _rest: str) -> Message:
    return _ask(desk, command, InquiryKind.advice, how=ADVICE, usual=f"<@{command['user_id']}>")


def _ask(desk: Desk, command: Mapping[str, Any], kind: InquiryKind, *, how: str, usual: str = "") -> Message:
    words = typed.said(command.get("text") or "").words[1:]
    try:
        about = usual if usual and not words else _about(words, how=how)
        with desk.open() as session:
            inquiring.ask(
                session,
                kind,
                about,
                catalog=desk.catalog(),
                asker=command["user_id"],
                trigger_id=command.get("trigger_id"),
                now=desk.clock(),
            )
    except Refusal as refusal:
        return ask_answers.refused(refusal.mrkdwn)
    return who_page.asked(whom.label(about))


def _about(words: tuple[str, ...], *, how: str) -> str:
    if len(words) != 1:
        raise SayItSo(how=how)
    if words[0].startswith("@"):
        raise WhichPerson(typed=words[0][:80])
    return words[0]
