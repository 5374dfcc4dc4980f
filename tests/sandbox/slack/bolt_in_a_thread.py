"""A small real Bolt app, over HTTP in a thread, that keeps what it heard."""

import threading
from dataclasses import dataclass, field
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from slack_bolt import App


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    request_queue_size = 128


class _Quiet(WSGIRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        pass


def serving(application: Any) -> WSGIServer:
    """Any WSGI application on a free port, until `shutdown` and `server_close`."""
    server = make_server("127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet)
    threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True).start()
    return server


@dataclass
class Bot:
    """A Bolt app over HTTP in a thread; `heard` is every body that passed the signature, in order."""

    app: App
    url: str
    heard: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
