"""Every call of the Web API that came in, and how it was answered."""

from collections import deque
from dataclasses import dataclass
from itertools import count

from sandbox.slack.wire import Json

REMEMBERED = 20_000


@dataclass
class Call:
    id: int
    method: str
    args: Json
    at: float
    took: float | None = None
    status: int | None = None
    ok: bool = False
    error: str | None = None
    """Slack's error, or what was done to the call: dropped, held."""


class CallLog:
    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=REMEMBERED)
        self._serial = count(1)

    def begin(self, method: str, args: Json, *, at: float) -> Call:
        """Tokens are not written down."""
        shown = {name: value for name, value in args.items() if name != "token"}
        call = Call(next(self._serial), method, shown, at)
        self._calls.append(call)
        return call

    def told(self, method: str | None = None, *, after: int = 0) -> list[Json]:
        calls = [call for call in self._calls if call.id > after and method in {None, call.method}]
        return [dict(vars(call)) for call in calls]

    def clear(self) -> None:
        self._calls.clear()
