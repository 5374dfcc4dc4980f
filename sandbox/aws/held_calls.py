"""Calls whose answer is held back until it is released or its caller is gone."""

import itertools
import selectors
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sandbox.aws.call import Call


@dataclass(frozen=True)
class Held:
    """A call that waits; `performed` says on which side of the deed."""

    number: int
    call: Call
    performed: bool


class HeldCalls:
    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, tuple[Held, socket.socket]] = {}

    def wait(self, call: Call, connection: socket.socket, *, performed: bool) -> None:
        """Wait for the release; raises ConnectionAbortedError when the caller goes away first."""
        with self._register(call, performed=performed) as released, selectors.DefaultSelector() as selector:
            selector.register(released, selectors.EVENT_READ)
            selector.register(connection, selectors.EVENT_READ)
            ready = {key.fileobj for key, _ in selector.select()}
        if released not in ready:
            raise ConnectionAbortedError

    def held(self) -> list[Held]:
        with self._lock:
            return [held for held, _ in self._waiting.values()]

    def release(self, number: int | None = None) -> int:
        """Let one or all go on; says how many were held."""
        with self._lock:
            chosen = [n for n in self._waiting if number in {None, n}]
            for n in chosen:
                self._waiting.pop(n)[1].send(b".")
            return len(chosen)

    @contextmanager
    def _register(self, call: Call, *, performed: bool) -> Iterator[socket.socket]:
        ours, theirs = socket.socketpair()
        with ours, theirs:
            with self._lock:
                number = next(self._numbers)
                self._waiting[number] = (Held(number, call, performed), theirs)
            try:
                yield ours
            finally:
                with self._lock:
                    self._waiting.pop(number, None)
