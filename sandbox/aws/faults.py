"""Faults on demand: which calls go wrong, how, and how often."""

import itertools
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from sandbox.aws.call import Received


class FaultKind(StrEnum):
    THROTTLE = "throttle"
    DENY = "deny"
    ERROR = "error"
    LATENCY = "latency"
    DROP_BEFORE = "drop-before"
    DROP_AFTER = "drop-after"
    HOLD_BEFORE = "hold-before"
    HOLD_AFTER = "hold-after"
    LAG = "lag"


# These change how a call goes; it still takes one of the others as well.
_PASSING = frozenset({FaultKind.LATENCY, FaultKind.LAG})


@dataclass(frozen=True)
class Fault:
    """One order: `times` None means until cleared; `match` compares parameters by name, all of them."""

    operation: str
    do: FaultKind
    times: int | None = None
    match: Mapping[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    code: str = "ServiceFailure"
    status: int = 500
    message: str = "The request processing has failed because of an unknown error, exception or failure."
    number: int = 0

    def fits(self, received: Received) -> bool:
        return self.operation in {"*", received.operation} and all(
            received.parameters.get(name) == value for name, value in self.match.items()
        )


class Faults:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._orders: list[Fault] = []
        self.is_down = False
        self.latency = 0.0

    def order(self, fault: Fault) -> Fault:
        with self._lock:
            numbered = replace(fault, number=next(self._numbers))
            self._orders.append(numbered)
            return numbered

    def take(self, received: Received) -> list[Fault]:
        """Take what is ordered for this call: every latency and lag, and of the others the oldest."""
        with self._lock:
            taken: list[Fault] = []
            for fault in self._orders:
                ended = any(earlier.do not in _PASSING for earlier in taken)
                if fault.fits(received) and not (ended and fault.do not in _PASSING):
                    taken.append(fault)
            self._orders = [left for fault in self._orders if (left := _left_of(fault, taken))]
            return taken

    def ordered(self) -> list[Fault]:
        with self._lock:
            return list(self._orders)

    def clear(self) -> None:
        with self._lock:
            self._orders.clear()
            self.is_down = False
            self.latency = 0.0


def _left_of(fault: Fault, taken: list[Fault]) -> Fault | None:
    if fault.times is None or fault not in taken:
        return fault
    return replace(fault, times=fault.times - 1) if fault.times > 1 else None
