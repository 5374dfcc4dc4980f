"""The log of all calls, in the order in which they came."""

import threading
from dataclasses import replace
from datetime import UTC, datetime

from sandbox.aws.call import Call, Received


class CallLog:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._calls: list[Call] = []
        self._first = 0  # the number of the first call that is kept; numbers are never given twice

    def begin(self, received: Received) -> Call:
        with self._lock:
            call = Call(
                number=self._first + len(self._calls),
                at=datetime.now(UTC),
                service=received.service,
                operation=received.operation,
                parameters=received.without_secrets(),
                access_key_id=received.access_key_id,
            )
            self._calls.append(call)
            return call

    def performed(self, number: int) -> None:
        with self._lock:
            index = number - self._first
            if index >= 0:
                self._calls[index] = replace(self._calls[index], performed=True)

    def answered(self, number: int, *, status: int, code: str | None) -> None:
        with self._lock:
            index = number - self._first
            if index >= 0:
                call = self._calls[index]
                seconds = (datetime.now(UTC) - call.at).total_seconds()
                self._calls[index] = replace(call, status=status, code=code, seconds=seconds)

    def kept(self, operation: str | None = None, *, start: int = 0) -> list[Call]:
        """In order; those before the call of the number `start` are left out."""
        with self._lock:
            later = self._calls[max(start - self._first, 0) :]
            return [call for call in later if operation in {None, call.operation}]

    def clear(self) -> None:
        with self._lock:
            self._first += len(self._calls)
            self._calls.clear()
