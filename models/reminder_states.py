"""The life of a reminder: it is told once, or there is nothing left to tell."""

from collections.abc import Mapping
from enum import StrEnum


class ReminderState(StrEnum):
    due = "due"  # waits for its person's quiet hours to be over, and for a look at what it is about
    told = "told"  # its message stands, and follows the findings
    dropped = "dropped"  # nothing was left of it, or the next round came before it could be told


class ReminderMove(StrEnum):
    tell = "tell"
    drop = "drop"


S, M = ReminderState, ReminderMove

TABLE: Mapping[ReminderState, Mapping[ReminderMove, ReminderState]] = {
    S.due: {M.tell: S.told, M.drop: S.dropped},
    S.told: {},
    S.dropped: {},
}
START = S.due
