"""The life of a plan: changes to people, groups and keys, made in order, once."""

from collections.abc import Mapping
from enum import StrEnum


class PlanState(StrEnum):
    making = "making"  # approved; its changes are being made, one after the other
    made = "made"
    failing = "failing"  # AWS said never; what was made of it is being unmade, the last first
    failed = "failed"


class PlanMove(StrEnum):
    finish = "finish"
    fail = "fail"


S, M = PlanState, PlanMove

TABLE: Mapping[PlanState, Mapping[PlanMove, PlanState]] = {
    S.making: {M.finish: S.made, M.fail: S.failing},
    S.failing: {M.finish: S.failed},
    S.made: {},
    S.failed: {},
}
START = S.making
UNDER_WAY = frozenset({S.making, S.failing})
