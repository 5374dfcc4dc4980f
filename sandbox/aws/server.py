"""The HTTP server: one thread a connection, kept alive, and dropped when a fault says so."""

import contextlib
import io
import socket
import struct
import threading
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import MotoRequestHandler
from werkzeug.serving import BaseWSGIServer, make_server
from werkzeug.test import run_wsgi_app

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

# On close, throw away what is unsent and send a reset.
_RESET_ON_CLOSE = struct.pack("ii", 1, 0)


class Handler(MotoRequestHandler):
    """werkzeug's handler closes every connection; AWS keeps it, and a test of lost answers needs to."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        environ["wsgi.input"] = io.BytesIO(self.rfile.read(int(self.headers.get("Content-Length", 0))))
        try:
            chunks, status, headers = run_wsgi_app(self.server.app, environ, buffered=True)
            self._send(b"".join(chunks), status=status, headers=headers)
        except ConnectionError:
            self._drop()

    def log(self, *_: object) -> None:
        """Stay silent: the log of calls is asked for at the control plane."""

    def _send(self, body: bytes, *, status: str, headers: "object") -> None:
        code, _, reason = status.partition(" ")
        self.send_response(int(code), reason)
        for name, value in headers:  # type: ignore[attr-defined]  # werkzeug's Headers
            if name.lower() not in {"content-length", "connection", "date", "server"}:
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _drop(self) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET_ON_CLOSE)


def listen(app: "WSGIApplication", *, host: str, port: int) -> BaseWSGIServer:
    return make_server(host, port, app, threaded=True, request_handler=Handler)


def serve_in_background(server: BaseWSGIServer) -> threading.Thread:
    thread = threading.Thread(target=server.serve_forever, name="sandbox-aws", daemon=True)
    thread.start()
    return thread
