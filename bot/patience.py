"""Patience: who begins a request and does not go on is cut off, so that the threads come back by themselves.

gunicorn waits in a thread for the rest of a request, without end: sixteen who send a byte and wait would be all of
them. A proxy that takes requests in whole before it hands them on is still better; this is for where there is none.
"""

import contextlib
import socket
import threading
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker

WITHIN = 8.0
"""Seconds for a whole request; Slack sends one at once and gives up on it after three."""
LOOKS_EVERY = 1.0


class PatientWorker(ThreadWorker):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn's gthread, which stops listening to whoever takes too long. What is being answered is answered."""

    def init_process(self) -> None:
        self._since: dict[TConn, float] = {}
        threading.Thread(target=self._watch, name="patience", daemon=True).start()
        super().init_process()

    def handle(self, conn: TConn) -> Any:  # noqa: ANN401 (gunicorn's own)
        self._since[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            self._since.pop(conn, None)

    def _watch(self) -> None:
        while True:
            time.sleep(LOOKS_EVERY)
            now = time.monotonic()
            for conn, since in list(self._since.items()):
                if now - since > WITHIN:
                    with contextlib.suppress(OSError):
                        conn.sock.shutdown(socket.SHUT_RD)
