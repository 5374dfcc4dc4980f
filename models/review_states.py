"""The life of a review: begun, gone on with until a date or until everybody is answered for, and over."""

from collections.abc import Mapping
from enum import StrEnum


class ReviewState(StrEnum):
    starting = "starting"  # asked for; the right to it and the group's members are being looked up
    open = "open"  # before its reviewers, with the members as they were found
    closing = "closing"  # the date has come, or nobody is left to answer for; what is to be taken back is
    ended = "ended"
    stopped = "stopped"  # ended by hand; of whom nobody had answered for, nothing was taken
    refused = "refused"


class ReviewMove(StrEnum):
    begin = "begin"
    extend = "extend"
    refuse = "refuse"
    close = "close"
    stop = "stop"
    finish = "finish"


S, M = ReviewState, ReviewMove

TABLE: Mapping[ReviewState, Mapping[ReviewMove, ReviewState]] = {
    S.starting: {M.begin: S.open, M.refuse: S.refused},
    S.open: {M.extend: S.open, M.close: S.closing, M.stop: S.stopped},
    S.closing: {M.finish: S.ended},
    S.ended: {},
    S.stopped: {},
    S.refused: {},
}
START = S.starting
UNDER_WAY = frozenset({S.starting, S.open, S.closing})
