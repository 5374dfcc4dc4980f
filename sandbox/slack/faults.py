"""Faults on demand: what the Web API does wrong, to whom, and how often."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import count
from typing import Literal, get_args

from sandbox.slack.wire import Json

Misdeed = Literal[
    "latency", "error", "status", "rate_limited", "drop-before", "drop-after", "hold-before", "hold-after"
]
MISDEEDS: tuple[str, ...] = get_args(Misdeed)


@dataclass
class Fault:
    """One standing order; `times` counts down, None stands until it is cleared."""

    id: str
    method: str
    do: Misdeed
    seconds: float = 0.0
    error: str = "internal_error"
    status: int = 503
    retry_after: int = 1
    times: int | None = None
    match: Json = field(default_factory=dict)

    def fits(self, method: str, args: Json) -> bool:
        if self.method not in {"*", method}:
            return False
        return all(args.get(name) == value for name, value in self.match.items())


@dataclass
class Held:
    """A call that stands still, before it is performed or after, until released or given up."""

    id: str
    method: str
    args: Json
    when: Literal["before", "after"]
    released: asyncio.Event = field(default_factory=asyncio.Event)


class Faults:
    def __init__(self) -> None:
        self.down = False
        self.held: dict[str, Held] = {}
        self._standing: dict[str, Fault] = {}
        self._serial = count(1)

    def add(self, order: Json) -> Fault:
        if order.get("do") not in MISDEEDS:
            raise ValueError(f"do: expected one of {', '.join(MISDEEDS)}, found {order.get('do')!r}")
        fault = Fault(id=f"F{next(self._serial)}", **order)
        self._standing[fault.id] = fault
        return fault

    def clear(self, fault_id: str | None = None) -> None:
        """One, or all of them; what was held goes on then."""
        if fault_id is not None:
            self._standing.pop(fault_id, None)
            return
        self._standing.clear()
        self.down = False
        self.release()

    def strike(self, method: str, args: Json) -> list[Fault]:
        """The faults that this call meets; each of them is used up by one."""
        return list(self._struck(method, args))

    def hold(self, method: str, args: Json, *, when: Literal["before", "after"]) -> Held:
        held = Held(f"H{next(self._serial)}", method, args, when)
        self.held[held.id] = held
        return held

    def release(self, held_id: str | None = None) -> None:
        for held in list(self.held.values()):
            if held_id in {None, held.id}:
                held.released.set()

    def _struck(self, method: str, args: Json) -> Iterator[Fault]:
        for fault in list(self._standing.values()):
            if not fault.fits(method, args):
                continue
            if fault.times is not None:
                fault.times -= 1
                if fault.times <= 0:
                    del self._standing[fault.id]
            yield fault
