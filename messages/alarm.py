"""The alarm: an administrator's DM about a grant that failed, or a removal that AWS refuses or that is late."""

from collections.abc import Sequence
from typing import Any, assert_never

from messages import blocks, message, result, wording
from messages.blocks import Block
from messages.message import Message
from messages.subject import Subject
from models.lease_states import LEAVING, LeaseState
from models.plan_states import PlanState
from models.request import RequestKind


def render(subject: Subject) -> Message:
    said = _said(subject)
    return message.of(
        f"{said} {_whose(subject)}",
        [
            blocks.section(f"*{said}*\n{_whose(subject)}"),
            _held(subject),
            *_words(subject),
            blocks.section(f"*What to do:* {_advice(subject)}") if _needs_somebody(subject) else None,
        ],
    )


def _needs_somebody(subject: Subject) -> bool:
    if subject.plan is not None:
        return subject.plan.state is not PlanState.made
    return subject.lease is None or subject.lease.state in {*LEAVING, LeaseState.failed}


def _said(subject: Subject) -> str:  # noqa: PLR0911 (a sentence for each state)
    request, lease = subject.request, subject.lease
    bundle = f"{blocks.escaped(request.bundle)} (request {request.id})"
    if request.kind is RequestKind.plan:
        return _said_of_plan(subject)
    if lease is None:
        return f"{bundle} could not be granted."
    match lease.state:
        case LeaseState.starting:
            return f"{bundle} is being made in AWS."
        case LeaseState.live:
            return f"Resolved: {bundle} is live."
        case LeaseState.ending:
            return f"The removal of {bundle} is late."
        case LeaseState.stuck:
            return f"AWS refuses the removal of {bundle}."
        case LeaseState.ended:
            return f"Resolved: {bundle} has ended, and nothing of it is held in AWS."
        case LeaseState.failing:
            return f"AWS refused {bundle} after its approval; what was half made is being undone."
        case LeaseState.failed:
            return f"AWS refused {bundle} after its approval; nothing of it is left in AWS."
        case _:
            assert_never(lease.state)


def _said_of_plan(subject: Subject) -> str:
    title = f"The plan to {blocks.escaped(subject.request.description, 200)} (request {subject.request.id})"
    match subject.plan.state if subject.plan else None:
        case PlanState.making:
            return f"{title} takes long: {result.outcome(subject)}"
        case PlanState.made:
            return f"Resolved: {title[0].lower()}{title[1:]} is made."
        case PlanState.failing | PlanState.failed | None:
            return f"{title} was approved, and AWS refused it. {result.outcome(subject)}"


def _whose(subject: Subject) -> str:
    request, lease = subject.request, subject.lease
    if request.kind is RequestKind.plan:
        return f"Asked for by {wording.mention(request.asker)}, in account {blocks.code(request.account)}."
    user = f"IAM user {blocks.code(subject.user)}" if subject.user else "IAM user not known"
    whose = f"Access of {wording.mention(request.asker)}: {user} in account {blocks.code(request.account)}."
    if lease is None or lease.state not in {LeaseState.ending, LeaseState.stuck} or lease.ends_at is None:
        return whose
    return f"{whose} It was to end {wording.date(lease.ends_at)}."


def _held(subject: Subject) -> Block | None:
    if not subject.still_held:
        return None
    held = [wording.thing(step) for step in subject.still_held]
    return blocks.bullets(f"{blocks.code(subject.user)} still has", held, limit=2_900)


def _words(subject: Subject) -> list[Block]:
    """AWS's own words: of the whole lease, and of each thing that is still held."""
    lease = subject.lease
    if lease is not None and lease.state in {LeaseState.starting, LeaseState.live, LeaseState.ended}:
        return []
    if subject.plan is not None and subject.plan.state is PlanState.made:
        return []
    own = [
        lease.why if lease is not None else "",
        subject.request.why if lease is None else "",
        subject.plan.why if subject.plan is not None else "",
    ]
    said = own + [each.fault for each in subject.holdings if each.step in subject.still_held]
    words = list(dict.fromkeys(each.strip() for each in said if each.strip()))
    if not words:
        return [blocks.context("AWS has not said why.")]
    return [blocks.context("AWS says:"), blocks.preformatted("\n".join(words), 2_000)]


def _advice(subject: Subject) -> str:
    lease = subject.lease
    if lease is None or lease.state in {LeaseState.failing, LeaseState.failed}:
        return "mend what AWS names, then have it asked for again."
    rights = _rights(subject.still_held or subject.request.steps)
    return f"see that the bot may call {rights}, or take it away in IAM by hand. It is tried again until it is gone."


def _rights(steps: Sequence[dict[str, Any]]) -> str:
    return wording.together([blocks.code(right) for right in sorted({wording.removal(step) for step in steps})])
