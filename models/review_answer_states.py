"""The life of a review's answer: cast at the click, judged right after."""

from collections.abc import Mapping
from enum import StrEnum


class AnswerState(StrEnum):
    cast = "cast"  # written down; whether it counts is looked up
    counted = "counted"
    refused = "refused"


class AnswerMove(StrEnum):
    tally = "tally"
    refuse = "refuse"


S, M = AnswerState, AnswerMove

TABLE: Mapping[AnswerState, Mapping[AnswerMove, AnswerState]] = {
    S.cast: {M.tally: S.counted, M.refuse: S.refused},
    S.counted: {},
    S.refused: {},
}
START = S.cast
