"""The life of a request: a question, answered once."""

from collections.abc import Mapping
from enum import StrEnum


class RequestState(StrEnum):
    checking = "checking"  # written down and answered to Slack; who asks, in IAM, is being looked up
    waiting = "waiting"  # its card stands before the approvers
    approved = "approved"  # the lease is being made true in AWS
    granted = "granted"  # the lease went live; from here on it has a life of its own
    refused = "refused"  # could not be put before approvers, or no longer
    denied = "denied"
    cancelled = "cancelled"
    lapsed = "lapsed"  # nobody answered in time
    failed = "failed"  # approved, and AWS said never


class RequestMove(StrEnum):
    open = "open"
    refuse = "refuse"
    approve = "approve"
    deny = "deny"
    cancel = "cancel"
    lapse = "lapse"
    grant = "grant"
    fail = "fail"
    revoke = "revoke"


S, M = RequestState, RequestMove

TABLE: Mapping[RequestState, Mapping[RequestMove, RequestState]] = {
    S.checking: {M.open: S.waiting, M.refuse: S.refused, M.cancel: S.cancelled},
    S.waiting: {
        M.approve: S.approved,
        M.deny: S.denied,
        M.cancel: S.cancelled,
        M.lapse: S.lapsed,
        M.refuse: S.refused,
    },
    S.approved: {M.grant: S.granted, M.fail: S.failed, M.revoke: S.cancelled},
    S.granted: {},
    S.refused: {},
    S.denied: {},
    S.cancelled: {},
    S.lapsed: {},
    S.failed: {},
}
START = S.checking
