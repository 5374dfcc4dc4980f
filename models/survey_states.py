"""The life of a survey: AWS is asked, what it told is judged, what was found is kept."""

from collections.abc import Mapping
from enum import StrEnum


class SurveyState(StrEnum):
    asked = "asked"  # written down; who asked, and whether one is under way, is looked into right after
    reading = "reading"  # AWS is being asked; what it tells is kept as it comes
    judging = "judging"  # all is read: what was granted is held against what was used
    judged = "judged"  # what was found is kept
    refused = "refused"  # who asked may not have it, or AWS does not show the account at all
    left = "left"  # another one that was under way does it, or the account is not in the catalog any more


class SurveyMove(StrEnum):
    read = "read"
    judge = "judge"
    finish = "finish"
    refuse = "refuse"
    leave = "leave"


S, M = SurveyState, SurveyMove

TABLE: Mapping[SurveyState, Mapping[SurveyMove, SurveyState]] = {
    S.asked: {M.read: S.reading, M.refuse: S.refused, M.leave: S.left},
    S.reading: {M.judge: S.judging, M.refuse: S.refused, M.leave: S.left},
    S.judging: {M.finish: S.judged, M.refuse: S.refused, M.leave: S.left},
    S.judged: {},
    S.refused: {},
    S.left: {},
}
START = S.asked
UNDER_WAY = frozenset({S.asked, S.reading, S.judging})
