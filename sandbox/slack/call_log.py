"""Every call of the Web API that came in, and how it was answered."""

from collections import deque
from dataclasses import dataclass
from itertools import count, islice

from sandbox.slack.onlooking import Called, Tell
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
    answer: Json | None = None
    """The whole answer, where it was a refusal."""

    def shown(self) -> Json:
        return dict(vars(self))


class CallLog:
    def __init__(self, tell: Tell) -> None:
        self._tell = tell
        self._calls: deque[Call] = deque(maxlen=REMEMBERED)
        self._serial = count(1)

    def begin(self, method: str, args: Json, *, at: float) -> Call:
        """Tokens are not written down."""
        shown = {name: value for name, value in args.items() if name != "token"}
        call = Call(next(self._serial), method, shown, at)
        self._calls.append(call)
        return call

    def end(self, call: Call, *, took: float) -> None:
        call.took = took
        self._tell(Called(call))

    def refused_answer(self, to: str, body: Json, refusal: Json, *, at: float) -> None:
        """What the app answered to a delivery is no call, but is refused like one, and stands here beside them."""
        call = self.begin(f"answer to {to}", body, at=at)
        call.error, call.answer = refusal["error"], refusal
        self.end(call, took=0.0)

    def last(self, number: int, *, refused: bool = False) -> list[Json]:
        """The newest that were answered, oldest first."""
        ended = (call for call in reversed(self._calls) if call.took is not None and not (refused and call.ok))
        return [call.shown() for call in islice(ended, number)][::-1]

    def told(self, method: str | None = None, *, after: int = 0) -> list[Json]:
        calls = [call for call in self._calls if call.id > after and method in {None, call.method}]
        return [call.shown() for call in calls]

    def clear(self) -> None:
        self._calls.clear()
