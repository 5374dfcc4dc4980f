"""The receipt: the asker's DM that follows a request from its filing on."""

from messages import blocks, message, result, wording
from messages.blocks import Element
from messages.message import Message
from messages.subject import Subject
from models.request import RequestKind
from models.request_states import RequestState

CANCEL = "cancel-request"
OPEN = (RequestState.checking, RequestState.waiting)
"""States in which the asker can still take it back."""


def render(subject: Subject) -> Message:
    is_open = subject.request.state in OPEN
    stands = _stands(subject)
    filed = _filed(subject)
    decided = result.decision(subject)
    return message.of(
        f"{filed} {stands if is_open else result.alone(subject)}",
        [
            blocks.section(filed),
            blocks.context(decided) if decided else None,
            blocks.section(stands),
            result.reasons(subject),
            blocks.actions(cancel_button(subject)) if is_open else None,
        ],
    )


def cancel_button(subject: Subject) -> Element:
    return blocks.button("Cancel Request", action_id=CANCEL, value=str(subject.request.id))


def _filed(subject: Subject) -> str:
    request = subject.request
    return f"Request {request.id}: {wording.named(request)}."


def _stands(subject: Subject) -> str:
    request = subject.request
    if request.state is RequestState.checking:
        is_plan = request.kind is RequestKind.plan
        return f"Filed. {'It is being held against the account' if is_plan else 'Your IAM user is being looked up'}."
    if request.state is RequestState.waiting:
        lapses = f" Without an answer it lapses {wording.date(request.lapses_at)}." if request.lapses_at else ""
        return f"Filed. It waits for {wording.approvers(request.approvers)}.{lapses}"
    return result.outcome(subject)
