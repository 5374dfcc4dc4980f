"""The card of a plan: every IAM call to come, in order, what the person can do afterwards, and what became of it."""

from messages import blocks, change_words, message, plan_result, request_card, result, wording
from messages.blocks import Block, Element
from messages.message import Message
from messages.subject import Subject
from models.request_states import RequestState

UNDO = "undo-plan"
CALLS_LIMIT = 1_800
"""Characters of calls on a card; somebody who leaves with ten groups and ten policies makes some 1,500."""


def render(subject: Subject) -> Message:
    return message.of(
        f"{request_card.asked(subject)}. {result.alone(subject)}",
        [*_question(subject), *request_card.warnings(subject), *_answer(subject)],
    )


def _question(subject: Subject) -> list[Block]:
    request = subject.request
    about = f" It is about {wording.mention(request.whose)}." if request.whose else ""
    return [
        blocks.section(f"{request_card.asked(subject)}.{about}"),
        request_card.reason(subject),
        *steps(subject),
        *allowed(request.allows),
    ]


def steps(subject: Subject) -> list[Block]:
    """What happens in plain words, and as the calls to come."""
    request = subject.request
    lines = [f"{place}. {change_words.said_of_stored(each)}" for place, each in enumerate(request.steps, start=1)]
    calls = [change_words.call_of_stored(each) for each in request.steps]
    heading = f"In account {blocks.code(request.account)}, in this order"
    return [
        blocks.section(blocks.within([heading, *lines], limit=2_800)),
        blocks.preformatted(blocks.within(calls, limit=CALLS_LIMIT), CALLS_LIMIT + 100),
    ]


def allowed(sentences: list[str]) -> list[Block]:
    """What the person can do afterwards, as it was worked out when this was asked."""
    if not sentences:
        return []
    return [blocks.bullets("Allowed afterwards", [blocks.escaped(each, 400) for each in sentences], limit=1_500)]


def _answer(subject: Subject) -> list[Block | None]:
    request = subject.request
    decided = result.decision(subject)
    line = blocks.context(f"{decided} · request {request.id}" if decided else f"Request {request.id}")
    if request.state is RequestState.waiting:
        return [request_card.rule(subject), line, request_card.buttons(str(request.id))]
    outcome = result.outcome(subject)
    return [
        line,
        blocks.section(outcome) if outcome else None,
        result.reasons(subject),
        blocks.actions(_undo(subject)) if plan_result.is_to_undo(subject) else None,
    ]


def _undo(subject: Subject) -> Element:
    """It asks for a plan of its own, which is approved like any other: nothing happens at the click."""
    return blocks.button("Undo…", action_id=UNDO, value=str(subject.request.id))
