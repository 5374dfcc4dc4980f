"""The life of a rotation: the new key first, the old one inactive once the new one is used, then deleted."""

from collections.abc import Mapping
from enum import StrEnum


class RotationState(StrEnum):
    offered = "offered"  # the new key is promised; nobody has it yet
    shown = "shown"  # both keys work; the old one goes when the new one is in use
    retiring = "retiring"  # the old key is inactive, and can be made active again until it is deleted
    retired = "retired"
    dropped = "dropped"  # the new key was never had, or one of the two is gone by another hand


class RotationMove(StrEnum):
    show = "show"
    retire = "retire"
    finish = "finish"
    drop = "drop"


S, M = RotationState, RotationMove

TABLE: Mapping[RotationState, Mapping[RotationMove, RotationState]] = {
    S.offered: {M.show: S.shown, M.drop: S.dropped},
    S.shown: {M.retire: S.retiring, M.drop: S.dropped},
    S.retiring: {M.finish: S.retired, M.drop: S.dropped},
    S.retired: {},
    S.dropped: {},
}
START = S.offered
UNDER_WAY = frozenset({S.offered, S.shown, S.retiring})
