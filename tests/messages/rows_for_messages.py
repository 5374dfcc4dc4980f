"""Rows to draw messages from, as the workflow leaves them, for every state."""

from datetime import UTC, datetime, timedelta
from typing import Any

from messages.subject import Subject
from models.decision import Answer, Decision
from models.decision_states import DecisionState
from models.holding import Holding
from models.holding_states import HoldingState
from models.lease import Lease
from models.lease_states import LeaseState
from models.principal import Principal
from models.request import Request, RequestKind
from models.request_states import RequestState

NOW = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
JOIN: dict[str, Any] = {"kind": "join-group", "group": "s3-users"}
ATTACH: dict[str, Any] = {"kind": "attach-policy", "arn": "arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess"}
DENIAL = "User: arn:aws:iam::111111111111:user/bot is not authorized to perform: iam:RemoveUserFromGroup"

S, L = RequestState, LeaseState
STATES: list[tuple[RequestState, LeaseState | None]] = [
    (S.checking, None),
    (S.waiting, None),
    (S.approved, L.starting),
    (S.granted, L.live),
    (S.granted, L.ending),
    (S.granted, L.stuck),
    (S.granted, L.ended),
    (S.cancelled, L.ending),
    (S.cancelled, L.ended),
    (S.failed, L.failing),
    (S.failed, L.failed),
    (S.failed, None),
    (S.refused, None),
    (S.denied, None),
    (S.cancelled, None),
    (S.lapsed, None),
]


def name_of(state: tuple[RequestState, LeaseState | None]) -> str:
    return f"{state[0].value}-{state[1].value if state[1] else 'no lease'}"


def request(state: RequestState = RequestState.waiting, **given: Any) -> Request:
    row: dict[str, Any] = {
        "id": 12,
        "version": 1,
        "state": state,
        "kind": RequestKind.access,
        "asker": "U0ANN",
        "bundle": "s3-access",
        "account": "main",
        "lasts": timedelta(hours=8),
        "reason": "to restore the backup",
        "asked_at": NOW,
        "description": "Read and write S3",
        "steps": [JOIN, ATTACH],
        "approvers": ["U0BOB", "@s3-owners"],
        "quorum": 1,
        "warnings": [],
        "why": "",
        "lapses_at": NOW + timedelta(hours=72) if state is S.waiting else None,
    }
    decided: dict[str, Any] = {
        S.approved: {"decided_by": "U0BOB", "decided_at": NOW},
        S.granted: {"decided_by": "U0BOB", "decided_at": NOW},
        S.failed: {"decided_by": "U0BOB", "decided_at": NOW, "why": DENIAL},
        S.denied: {"decided_by": "U0BOB", "decided_at": NOW, "why": "Use the read-only bundle."},
        S.cancelled: {"decided_by": "U0ANN", "decided_at": NOW},
        S.lapsed: {"decided_at": NOW},
        S.refused: {"decided_at": NOW, "why": "'s3-access' is not in the catalog any more."},
    }
    return Request(**{**row, **decided.get(state, {}), **given})


def lease(state: LeaseState, **given: Any) -> Lease:
    is_over = state not in {L.starting, L.live, L.failing, L.failed}
    row: dict[str, Any] = {
        "id": 7,
        "request_id": 12,
        "principal_id": 3,
        "state": state,
        "version": 1,
        "holder": "U0ANN",
        "steps": [JOIN, ATTACH],
        "lasts": timedelta(hours=8),
        "approved_at": NOW,
        "live_at": NOW if is_over or state is L.live else None,
        "ends_at": NOW + timedelta(hours=8) if is_over or state is L.live else None,
        "ended_at": NOW + timedelta(hours=8, seconds=1) if state in {L.ended, L.failed} else None,
        "why": DENIAL if state in {L.stuck, L.failing, L.failed} else "",
    }
    return Lease(**{**row, **given})


def vote(by: str = "U0BOB", answer: Answer = Answer.approve, **given: Any) -> Decision:
    row = {"id": 1, "request_id": 12, "state": DecisionState.counted, "by": by, "answer": answer, "cast_at": NOW}
    return Decision(**{**row, **given})


def principal(**given: Any) -> Principal:
    return Principal(**{"id": 3, "account": "main", "kind": "user", "name": "ann", "unique_id": "AIDA0ANN", **given})


def holding(step: dict[str, Any], state: HoldingState = HoldingState.leaving, **given: Any) -> Holding:
    return Holding(**{"id": 1, "principal_id": 3, "step": step, "state": state, "ours": True, "fault": "", **given})


def subject(state: RequestState = S.waiting, of_lease: LeaseState | None = None, **given: Any) -> Subject:
    """As the workflow leaves it; `given` are columns of the request."""
    approved = state in {S.approved, S.granted, S.failed} or of_lease is not None
    revoked = {"ended_by": "U0CLEO", "live_at": None} if state is S.cancelled else {}
    answered = {"decided_by": "U0BOB"} if state is S.cancelled and of_lease else {}
    held = [holding(JOIN, fault=DENIAL)] if of_lease in {L.ending, L.stuck, L.failing} else []
    return Subject(
        request=request(state, **answered, **given),
        principal=None if state in {S.checking, S.refused} else principal(),
        lease=lease(of_lease, **revoked) if of_lease else None,
        decisions=(vote(),) if approved else (),
        holdings=tuple(held),
    )
