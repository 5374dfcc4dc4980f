"""The life of a kept finding: it stands until it is found no more, and somebody may answer it meanwhile."""

from collections.abc import Mapping
from enum import StrEnum


class FindingState(StrEnum):
    open = "open"  # nobody has answered; the next round reminds of it
    resting = "resting"  # kept for a while, with a reason; nobody is reminded until then
    disowned = "disowned"  # 'Not mine': the administrators are asked instead of its owner
    leaving = "leaving"  # it is being taken back
    gone = "gone"  # not found any more; found again, it is a new row


class FindingMove(StrEnum):
    rest = "rest"
    wake = "wake"
    disown = "disown"
    leave = "leave"
    stay = "stay"
    vanish = "vanish"


S, M = FindingState, FindingMove

TABLE: Mapping[FindingState, Mapping[FindingMove, FindingState]] = {
    S.open: {M.rest: S.resting, M.disown: S.disowned, M.leave: S.leaving, M.vanish: S.gone},
    S.resting: {M.wake: S.open, M.leave: S.leaving, M.vanish: S.gone},
    S.disowned: {M.wake: S.open, M.rest: S.resting, M.leave: S.leaving, M.vanish: S.gone},
    S.leaving: {M.stay: S.open, M.vanish: S.gone},
    S.gone: {},
}
START = S.open
STANDING = frozenset({S.open, S.resting, S.disowned, S.leaving})
"""Found by the latest survey, as far as is known."""
