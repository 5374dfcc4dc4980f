"""The card: a request before its approvers, and after them what was decided and what became of it."""

from messages import blocks, message, result, use_line, wording
from messages.blocks import Block, Element
from messages.message import Message
from messages.subject import Subject
from models.lease_states import WANTED
from models.request_states import RequestState

APPROVE = "approve-request"
DENY = "deny-request"
REVOKE = "revoke-access"


def render(subject: Subject) -> Message:
    return message.of(_alone(subject), [*_question(subject), *warnings(subject), *_answer(subject)])


def reason(subject: Subject) -> Block:
    """Why, in the asker's own words."""
    words = subject.request.reason
    return blocks.quote(words) if words.strip() else blocks.context("No reason was given.")


def _alone(subject: Subject) -> str:
    return f"{asked(subject)}. {result.alone(subject)}"


def asked(subject: Subject) -> str:
    """Who wants what, for how long."""
    return f"{wording.mention(subject.request.asker)} {wording.asks(subject.request)}"


def _question(subject: Subject) -> list[Block]:
    """Who wants what and why; then exactly what will happen, by name."""
    request = subject.request
    described = f"\n{blocks.escaped(request.description, 200)}" if request.description else ""
    shown = [blocks.section(asked(subject) + described), reason(subject)]
    if request.steps:
        user = blocks.code(subject.user) if subject.user else "of the asker"
        heading = f"The IAM user {user} in account {blocks.code(request.account)}"
        shown += blocks.list_of(heading, [wording.gives(step) for step in request.steps], limit=3_400)
    if request.steps and subject.user:
        changes = [wording.change(step, subject.user) for step in request.steps]
        shown.append(blocks.preformatted(blocks.within(changes, limit=1_000), 1_100))
    return shown


def warnings(subject: Subject) -> list[Block]:
    """Ready sentences from the checking, worth reading before the click; they have no use after it."""
    warnings = subject.request.warnings
    if subject.request.state is not RequestState.waiting or not warnings:
        return []
    lines = [blocks.escaped(each, 400) for each in warnings]
    return [blocks.bullets("*Before you decide*", lines, limit=700)]


def _answer(subject: Subject) -> list[Block | None]:
    request = subject.request
    number = str(request.id)
    decided = result.decision(subject)
    line = blocks.context(f"{decided} · request {number}" if decided else f"Request {number}")
    if request.state is RequestState.waiting:
        return [rule(subject), line, buttons(number)]
    outcome = result.outcome(subject)
    return [
        line,
        blocks.section(outcome) if outcome else None,
        use_line.told(subject),
        result.reasons(subject),
        blocks.actions(_revoke(subject)) if subject.lease and subject.lease.state in WANTED else None,
    ]


def rule(subject: Subject) -> Block:
    request = subject.request
    needed = wording.counted(request.quorum, "approval is", "approvals are")
    lapses = f" It lapses {wording.date(request.lapses_at)}." if request.lapses_at else ""
    return blocks.context(f"{needed} needed, by {wording.approvers(request.approvers)}.{lapses}")


def buttons(number: str) -> Block:
    """The same wherever it can be decided."""
    return blocks.actions(
        blocks.button("Approve Request", action_id=APPROVE, value=number, style="primary"),
        blocks.button("Deny…", action_id=DENY, value=number),
    )


def _revoke(subject: Subject) -> Element:
    """For administrators; whoever else clicks is told so."""
    request = subject.request
    sure = blocks.confirm(
        "Revoke this access?",
        f"{request.bundle} is taken from the IAM user {subject.user} now. To have it back, it has to be asked for.",
        yes="Revoke Access",
        no="Keep It",
    )
    return blocks.button("Revoke Access", action_id=REVOKE, value=str(request.id), style="danger", confirm=sure)
