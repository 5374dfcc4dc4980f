"""The life of a review's item: one membership, until it is confirmed, taken back, or left as it is with a reason."""

from collections.abc import Mapping
from enum import StrEnum


class ItemState(StrEnum):
    open = "open"  # nobody has answered for it
    confirmed = "confirmed"
    rejected = "rejected"  # a reviewer says that it goes; it is being taken back
    unconfirmed = "unconfirmed"  # the date came before an answer; it is being taken back
    taken_back = "taken back"
    failed = "failed"  # AWS refuses to take it back: it stands, and the administrators are told
    gone = "gone"  # out of the group by another hand, or there is no such IAM user or group any more
    leased = "leased"  # it comes from a live lease, and ends with that
    unanswered = "unanswered"  # nobody has answered for it, and it was left as it is


class ItemMove(StrEnum):
    confirm = "confirm"
    reject = "reject"
    expire = "expire"
    leave = "leave"
    lease = "lease"
    vanish = "vanish"
    take_back = "take back"
    fail = "fail"


S, M = ItemState, ItemMove

TABLE: Mapping[ItemState, Mapping[ItemMove, ItemState]] = {
    S.open: {
        M.confirm: S.confirmed,
        M.reject: S.rejected,
        M.expire: S.unconfirmed,
        M.leave: S.unanswered,
        M.lease: S.leased,
        M.vanish: S.gone,
    },
    S.rejected: {M.take_back: S.taken_back, M.fail: S.failed, M.lease: S.leased, M.vanish: S.gone},
    S.unconfirmed: {M.take_back: S.taken_back, M.fail: S.failed, M.lease: S.leased, M.vanish: S.gone},
    S.confirmed: {},
    S.taken_back: {},
    S.failed: {},
    S.gone: {},
    S.leased: {},
    S.unanswered: {},
}
START = S.open
GOING = frozenset({S.rejected, S.unconfirmed})
"""To be taken back, and not yet."""
