"""The life of a deed: written down before AWS is touched, made, and unmade if the plan does not come off."""

from collections.abc import Mapping
from enum import StrEnum


class DeedState(StrEnum):
    noted = "noted"  # whether it was so before has been decided; AWS may or may not have been asked yet
    made = "made"
    unmade = "unmade"


class DeedMove(StrEnum):
    make = "make"
    unmake = "unmake"


S, M = DeedState, DeedMove

TABLE: Mapping[DeedState, Mapping[DeedMove, DeedState]] = {
    S.noted: {M.make: S.made, M.unmake: S.unmade},
    S.made: {M.unmake: S.unmade},
    S.unmade: {},
}
START = S.noted
