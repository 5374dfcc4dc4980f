"""The life of a round."""

from collections.abc import Mapping
from enum import StrEnum


class RoundState(StrEnum):
    due = "due"  # claimed by its row; the account is being looked at
    told = "told"
    refused = "refused"  # whoever asked for it by hand may not have it


class RoundMove(StrEnum):
    tell = "tell"
    refuse = "refuse"


S, M = RoundState, RoundMove

TABLE: Mapping[RoundState, Mapping[RoundMove, RoundState]] = {
    S.due: {M.tell: S.told, M.refuse: S.refused},
    S.told: {},
    S.refused: {},
}
START = S.due
