"""The life of a decision: a click is a vote that is not yet counted."""

from collections.abc import Mapping
from enum import StrEnum


class DecisionState(StrEnum):
    cast = "cast"  # written at the click; the right to it is being looked up
    counted = "counted"
    refused = "refused"  # no right to it, or too late; the clicker was told


class DecisionMove(StrEnum):
    tally = "tally"
    refuse = "refuse"


S, M = DecisionState, DecisionMove

TABLE: Mapping[DecisionState, Mapping[DecisionMove, DecisionState]] = {
    S.cast: {M.tally: S.counted, M.refuse: S.refused},
    # A counted vote is asked again when the quorum is reached: whoever lost the right meanwhile does not count.
    S.counted: {M.refuse: S.refused},
    S.refused: {},
}
START = S.cast
