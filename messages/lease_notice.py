"""The notice: the asker's DM that says how a request ended, or that the access is live, and follows the lease."""

from messages import blocks, message, result, use_line, wording
from messages.blocks import Block, Element
from messages.message import Message
from messages.subject import Subject
from models.request_states import RequestState

GIVE_BACK = "give-back"


def render(subject: Subject) -> Message:
    said = f"{_title(subject)}\n{result.outcome(subject) or result.alone(subject)}"
    return message.of(
        said.replace("\n", " "),
        [
            blocks.section(said),
            _granted(subject),
            use_line.told(subject),
            result.reasons(subject),
            _next(subject),
            blocks.actions(give_back_button(subject)) if subject.is_live else None,
        ],
    )


def give_back_button(subject: Subject) -> Element:
    """No confirm: what was given back can be asked for again."""
    return blocks.button("Give Back", action_id=GIVE_BACK, value=str(subject.request.id))


def _title(subject: Subject) -> str:
    request = subject.request
    bundle = f"*{blocks.escaped(request.bundle)}* (request {request.id})"
    match request.state:
        case RequestState.denied:
            return f"Your request for {bundle} was denied by {wording.mention(request.decided_by or 'an approver')}."
        case RequestState.lapsed:
            return f"Your request for {bundle} lapsed."
        case RequestState.refused:
            return f"Your request for {bundle} was refused."
        case RequestState.failed:
            return f"Your request for {bundle} was approved, and could not be made."
        case _:
            return f"Your access {bundle}:"


def _granted(subject: Subject) -> Block | None:
    if not subject.is_live:
        return None
    heading = f"Your IAM user {blocks.code(subject.user)} in account {blocks.code(subject.request.account)}"
    return blocks.bullets(heading, [wording.gives(step) for step in subject.request.steps])


def _next(subject: Subject) -> Block | None:
    again = f"ask again with `/iam request {blocks.escaped(subject.request.bundle)}`."
    match subject.request.state:
        case RequestState.lapsed | RequestState.refused:
            return blocks.context(f"You can {again}")
        case RequestState.failed:
            return blocks.context(f"The administrators have been told. Once it is mended, {again}")
        case _:
            return None
