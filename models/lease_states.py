"""The life of a lease: an answer with an end."""

from collections.abc import Mapping
from enum import StrEnum


class LeaseState(StrEnum):
    starting = "starting"  # approved; AWS is being made to agree
    live = "live"  # every holding is in place; the clock runs
    ending = "ending"  # over; what is ours is being taken back
    stuck = "stuck"  # over, and AWS refuses the removal: a person has to look; tried again without end
    ended = "ended"
    failing = "failing"  # AWS said never; what was half made is being undone
    failed = "failed"


class LeaseMove(StrEnum):
    go_live = "go live"
    end = "end"
    stick = "stick"
    finish = "finish"
    fail = "fail"


S, M = LeaseState, LeaseMove

TABLE: Mapping[LeaseState, Mapping[LeaseMove, LeaseState]] = {
    S.starting: {M.go_live: S.live, M.end: S.ending, M.fail: S.failing},
    S.live: {M.end: S.ending},
    S.ending: {M.finish: S.ended, M.stick: S.stuck},
    S.stuck: {M.finish: S.ended},
    S.failing: {M.finish: S.failed},
    S.ended: {},
    S.failed: {},
}
START = S.starting
WANTED = frozenset({S.starting, S.live})
"""Only these want anything of AWS; whatever else is held for a lease is to be taken back."""
LEAVING = frozenset({S.ending, S.stuck, S.failing})
