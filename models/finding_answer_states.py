"""The life of an answer to a finding: a click written down, judged right after."""

from collections.abc import Mapping
from enum import StrEnum


class AnswerState(StrEnum):
    cast = "cast"  # written down and answered to Slack; the right to it, and what AWS shows, are being looked up
    taken = "taken"  # it holds
    refused = "refused"


class AnswerMove(StrEnum):
    take = "take"
    refuse = "refuse"


S, M = AnswerState, AnswerMove

TABLE: Mapping[AnswerState, Mapping[AnswerMove, AnswerState]] = {
    S.cast: {M.take: S.taken, M.refuse: S.refused},
    S.taken: {},
    S.refused: {},
}
START = S.cast
