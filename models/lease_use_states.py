"""The life of a lease's use: looked at while the lease stands, once it is over, and once more when AWS knows all."""

from collections.abc import Mapping
from enum import StrEnum


class LeaseUseState(StrEnum):
    watched = "watched"  # the lease stands, or has just ended
    early = "early"  # it is over and was looked at; AWS is up to four hours late
    known = "known"  # looked at after that: what AWS tells is told
    unknown = "unknown"  # AWS could not be asked to the end, or the IAM user is gone


class LeaseUseMove(StrEnum):
    look_back = "look back"
    settle = "settle"
    give_up = "give up"


S, M = LeaseUseState, LeaseUseMove

TABLE: Mapping[LeaseUseState, Mapping[LeaseUseMove, LeaseUseState]] = {
    S.watched: {M.look_back: S.early, M.settle: S.known, M.give_up: S.unknown},
    S.early: {M.settle: S.known, M.give_up: S.unknown},
    S.known: {},
    S.unknown: {},
}
START = S.watched
OPEN = frozenset({S.watched, S.early})
"""Looked at once more."""
