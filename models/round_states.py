"""The life of a round of nags."""

from collections.abc import Mapping
from enum import StrEnum


class RoundState(StrEnum):
    due = "due"  # claimed by its row; the account is being looked at
    told = "told"


class RoundMove(StrEnum):
    tell = "tell"


S, M = RoundState, RoundMove

TABLE: Mapping[RoundState, Mapping[RoundMove, RoundState]] = {S.due: {M.tell: S.told}, S.told: {}}
START = S.due
