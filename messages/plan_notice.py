"""The notice of a plan: the DM of whoever asked for it, and of whom it was about, which says how it ended."""

from messages import blocks, message, result, wording
from messages.blocks import Block
from messages.message import Message
from messages.subject import Subject
from models.request_states import RequestState


def render(subject: Subject, reader: str) -> Message:
    """`reader` is the Slack user in whose DM it stands."""
    title = _title(subject) if reader == subject.request.asker else _about_you(subject)
    said = f"{title}\n{result.outcome(subject) or result.alone(subject)}"
    return message.of(said.replace("\n", " "), [blocks.section(said), result.reasons(subject), _next(subject)])


def _title(subject: Subject) -> str:
    request = subject.request
    named = f"{wording.named(request)} (request {request.id})"
    match request.state:
        case RequestState.denied:
            return f"Your request to {named} was denied by {wording.mention(request.decided_by or 'an approver')}."
        case RequestState.lapsed:
            return f"Your request to {named} lapsed."
        case RequestState.refused:
            return f"Your request to {named} was refused."
        case RequestState.failed:
            return f"Your request to {named} was approved, and could not be made."
        case _:
            return f"Your request to {named}:"


def _about_you(subject: Subject) -> str:
    request = subject.request
    whose = f"{wording.mention(request.asker)} asked to {wording.named(request)} (request {request.id})"
    return f"{whose}. It is about your IAM user, and was approved."


def _next(subject: Subject) -> Block | None:
    if subject.request.state is RequestState.failed:
        return blocks.context("The administrators have been told. Once it is mended, ask for it again.")
    return None
