"""Result: what was decided about a request, by whom, and what became of it; the same on every message."""

from datetime import timedelta
from typing import assert_never

from messages import blocks, plan_result, wording
from messages.blocks import Block
from messages.subject import Subject
from models.lease import Lease
from models.lease_states import LeaseState
from models.request import RequestKind
from models.request_states import RequestState

_WORTH_SAYING = timedelta(minutes=1)
"""A removal that took longer than this after the end is told with its own time."""


def decision(subject: Subject) -> str:  # noqa: PLR0911 (a sentence for each state)
    """Who answered, in one quiet line; empty while nobody has."""
    request = subject.request
    match request.state:
        case RequestState.checking:
            return ""
        case RequestState.waiting:
            return f"Approved so far by {_votes(subject)}" if subject.approvals else ""
        case RequestState.approved | RequestState.granted | RequestState.failed:
            return f"Approved by {_votes(subject)}"
        case RequestState.cancelled if subject.lease is not None:
            return f"Approved by {_votes(subject)}"
        case RequestState.cancelled:
            return f"Cancelled by {wording.mention(request.decided_by or request.asker)}{_when(subject)}"
        case RequestState.denied:
            return f"Denied by {wording.mention(request.decided_by or 'an approver')}{_when(subject)}"
        case RequestState.lapsed:
            return f"Lapsed{_when(subject)}"
        case RequestState.refused:
            return f"Refused{_when(subject)}"
        case _:
            assert_never(request.state)


def outcome(subject: Subject) -> str:  # noqa: PLR0911 (a sentence for each state)
    """What became of it, in one sentence or two; empty while the question is open."""
    if subject.lease is not None:
        return _of_lease(subject.lease)
    if subject.plan is not None:
        return plan_result.outcome(subject, subject.plan)
    state = subject.request.state
    match state:
        case RequestState.checking | RequestState.waiting:
            return ""
        case RequestState.approved:
            return "Being made in AWS."
        case RequestState.granted:
            return "Done." if subject.request.kind is RequestKind.plan else "Granted."
        case RequestState.lapsed:
            return "Nobody answered in time, so nothing was changed in AWS."
        case RequestState.denied | RequestState.cancelled | RequestState.refused:
            return "Nothing was changed in AWS."
        case RequestState.failed:
            return "It failed: AWS said no. Nothing of it is left in AWS."
        case _:
            assert_never(state)


def reasons(subject: Subject) -> Block | None:
    """The words behind it: an approver's, a refusal's, or AWS's own."""
    request, lease = subject.request, subject.lease
    if lease is not None and lease.state in {LeaseState.stuck, LeaseState.failing, LeaseState.failed}:
        words = lease.why or request.why
        return blocks.preformatted(words) if words.strip() else None
    match request.state:
        case RequestState.denied | RequestState.refused:
            return blocks.quote(request.why, 1_000) if request.why.strip() else None
        case RequestState.failed:
            return blocks.preformatted(request.why) if request.why.strip() else None
        case (
            RequestState.checking
            | RequestState.waiting
            | RequestState.approved
            | RequestState.granted
            | RequestState.cancelled
            | RequestState.lapsed
        ):
            return None
        case _:
            assert_never(request.state)


def alone(subject: Subject) -> str:
    """All of it in a few sentences."""
    state = subject.request.state
    decided = decision(subject)
    if state in {RequestState.checking, RequestState.waiting}:
        return f"{wording.state(state).capitalize()}. {decided}".strip()
    return f"{decided}. {outcome(subject)}"


def in_a_list(subject: Subject) -> str:
    """Where it stands, without who decided; a list does not load the votes."""
    return outcome(subject) if subject.lease else f"{wording.state(subject.request.state).capitalize()}."


def _of_lease(lease: Lease) -> str:  # noqa: PLR0911 (a sentence for each state)
    match lease.state:
        case LeaseState.starting:
            return "Being made in AWS."
        case LeaseState.live:
            return f"Live until {wording.date(lease.ends_at)}." if lease.ends_at else "Live, for good."
        case LeaseState.ending:
            return f"{_over(lease)} It is being taken back in AWS."
        case LeaseState.stuck:
            return f"{_over(lease)} AWS refuses the removal. The administrators have been told; it is tried again."
        case LeaseState.ended:
            return _over(lease) + _gone(lease)
        case LeaseState.failing:
            return "It failed: AWS said no. What was half made is being undone."
        case LeaseState.failed:
            return "It failed: AWS said no. Nothing of it is left in AWS."
        case _:
            assert_never(lease.state)


def _over(lease: Lease) -> str:
    moment = lease.ends_at or lease.ended_at
    ended = f"Ended {wording.date(moment)}" if moment else "Ended"
    early = "" if lease.live_at else " before it was live"
    if lease.ended_by is None:
        return f"{ended}: its time was up."
    verb = "given back" if lease.ended_by == lease.holder else "revoked"
    return f"{ended}: {verb} by {wording.mention(lease.ended_by)}{early}."


def _gone(lease: Lease) -> str:
    if lease.ends_at and lease.ended_at and lease.ended_at - lease.ends_at >= _WORTH_SAYING:
        return f" It was gone from AWS {wording.date(lease.ended_at)}."
    return ""


def _votes(subject: Subject) -> str:
    request, people = subject.request, [each.by for each in subject.approvals]
    if not people and request.state is not RequestState.waiting and request.decided_by:
        people = [request.decided_by]
    named = wording.people(people) or "nobody"
    return f"{named} · {len(people)} of {request.quorum}"


def _when(subject: Subject) -> str:
    moment = subject.request.decided_at
    return f" · {wording.date(moment)}" if moment else ""
