"""The life of an offer: a credential promised to one person, made at their click and shown once."""

from collections.abc import Mapping
from enum import StrEnum


class OfferState(StrEnum):
    open = "open"  # promised; nothing of it is in AWS
    making = "making"  # somebody clicked; it may be in AWS, and nobody has seen it
    shown = "shown"
    lapsed = "lapsed"  # nobody clicked in time
    withdrawn = "withdrawn"  # whom it was for may not have it any more


class OfferMove(StrEnum):
    make = "make"
    put_back = "put back"
    show = "show"
    lapse = "lapse"
    withdraw = "withdraw"


S, M = OfferState, OfferMove

TABLE: Mapping[OfferState, Mapping[OfferMove, OfferState]] = {
    S.open: {M.make: S.making, M.lapse: S.lapsed, M.withdraw: S.withdrawn},
    S.making: {M.show: S.shown, M.put_back: S.open, M.withdraw: S.withdrawn},
    S.shown: {},
    S.lapsed: {},
    S.withdrawn: {},
}
START = S.open
STANDING = frozenset({S.open, S.making})
