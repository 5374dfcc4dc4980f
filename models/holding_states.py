"""The life of a holding: written down before AWS is touched, gone only when AWS shows that it is."""

from collections.abc import Mapping
from enum import StrEnum


class HoldingState(StrEnum):
    noted = "noted"  # whose it is has been decided; AWS may or may not have been asked yet
    placed = "placed"  # AWS said yes; not yet seen in a look
    in_place = "in place"
    leaving = "leaving"  # nobody wants it any more; to be unmade if ours
    gone = "gone"  # the row is kept a while: a look right after a removal may still show what was removed


class HoldingMove(StrEnum):
    make = "make"
    settle = "settle"
    release = "release"
    drop = "drop"
    want_again = "want again"


S, M = HoldingState, HoldingMove

TABLE: Mapping[HoldingState, Mapping[HoldingMove, HoldingState]] = {
    S.noted: {M.make: S.placed, M.settle: S.in_place, M.release: S.leaving},
    S.placed: {M.settle: S.in_place, M.release: S.leaving},
    S.in_place: {M.release: S.leaving},
    S.leaving: {M.drop: S.gone, M.want_again: S.noted},
    S.gone: {},
}
START = S.noted
