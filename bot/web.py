"""The web: Slack's requests and the pages for operators, under gunicorn, or Socket Mode beside those pages."""

import signal
from collections.abc import Callable, Iterable, Mapping
from http import HTTPStatus
from typing import TYPE_CHECKING, Any

from gunicorn.app.base import BaseApplication
from gunicorn.arbiter import Arbiter
from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.adapter.wsgi import SlackRequestHandler
from slack_bolt.adapter.wsgi.http_request import WsgiHttpRequest
from slack_sdk.signature import SignatureVerifier
from sqlalchemy.exc import SQLAlchemyError
from structlog.typing import FilteringBoundLogger

from bot import dying, metrics, payloads, slack_app, socket_mode
from bot.courtesy import Courtesy
from bot.patience import PatientWorker
from bot.server_log import ServerLog
from bot.settings import Settings
from bot.wake import Pipe
from bot.wiring import Built
from migrations import schema

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST = 1_000_000
"""Bytes of a body; Slack's largest, a view's submission, stays under a quarter of it."""
THREADS = 16


class Web:
    """The WSGI application."""

    def __init__(self, built: Built, courtesy: Courtesy | None = None) -> None:
        self._built = built
        self._pages: Mapping[str, Callable[[], tuple[HTTPStatus, str, bytes]]] = {
            "/healthz": self._health,
            "/readyz": self._readiness,
            "/metrics": self._metrics,
        }
        app = built.slack_app()
        # What the worker beside us is told: that a person waits for an answer.
        self._mark = courtesy.mark if courtesy is not None else _nothing
        self._slack: WSGIApplication | None = None
        if built.settings.is_socket_mode:
            slack_app.keep_strangers_out(app, built.home, log=built.log)
            app.use(self._marking)
            socket_mode.connect(app, app_token=built.settings.app_token, client=built.client, log=built.log)
        else:
            self._verifier = SignatureVerifier(built.settings.signing_secret)
            self._slack = _Door(app, path="/slack/events")

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        path, method = environ.get("PATH_INFO", ""), environ.get("REQUEST_METHOD", "")
        if path in self._pages and method in {"GET", "HEAD"}:
            return _answer(start_response, *self._pages[path]())
        if path == "/slack/events" and method == "POST" and self._slack is not None:
            return self._from_slack(environ, start_response)
        status = HTTPStatus.METHOD_NOT_ALLOWED if path in {*self._pages, "/slack/events"} else HTTPStatus.NOT_FOUND
        return _answer(start_response, status, "text/plain", status.phrase.encode())

    def _from_slack(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        """Bolt reads the body before it looks at the signature and stumbles over what cannot be read: look first."""
        body = _body(environ)
        if body is None:
            return _answer(start_response, HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "text/plain", b"too large")
        signature = environ.get("HTTP_X_SLACK_SIGNATURE", "")
        timestamp = environ.get("HTTP_X_SLACK_REQUEST_TIMESTAMP", "")
        if not _is_signed(self._verifier, body, timestamp=timestamp, signature=signature):
            return _answer(start_response, HTTPStatus.UNAUTHORIZED, "text/plain", b"not signed by Slack")
        payload = payloads.read(body, environ.get("CONTENT_TYPE", ""))
        if payload is None:
            return _answer(start_response, HTTPStatus.BAD_REQUEST, "text/plain", b"cannot be read")
        if not slack_app.is_from(self._built.home, payload, log=self._built.log):
            return _answer(start_response, HTTPStatus.FORBIDDEN, "text/plain", slack_app.STRANGER.encode())
        self._mark()
        assert self._slack is not None  # noqa: S101 (the caller asked)
        return self._slack(environ | {_Door.PAYLOAD: payload}, start_response)

    def _marking(self, next: Callable[[], object]) -> None:  # noqa: A002 (Bolt hands in by name)
        self._mark()
        next()

    def _health(self) -> tuple[HTTPStatus, str, bytes]:
        return HTTPStatus.OK, "text/plain", b"ok"

    def _readiness(self) -> tuple[HTTPStatus, str, bytes]:
        """Say what is missing: database reached, schema current, catalog loaded."""
        try:
            current = schema.is_current(self._built.database.engine)
        except SQLAlchemyError:
            return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"the database does not answer"
        if not current:
            return HTTPStatus.SERVICE_UNAVAILABLE, "text/plain", b"the schema is not current: run leasehold migrate"
        self._built.catalog.current()
        return HTTPStatus.OK, "text/plain", b"ready"

    def _metrics(self) -> tuple[HTTPStatus, str, bytes]:
        page = metrics.page(self._built.database, clock=self._built.clock)
        return HTTPStatus.OK, "text/plain; version=0.0.4; charset=utf-8", page


class _Door(SlackRequestHandler):
    """Bolt's adapter, handed what was read already: nobody sees another request than we, and it is read once."""

    PAYLOAD = "leasehold.payload"

    def dispatch(self, request: WsgiHttpRequest) -> BoltResponse:
        # Bolt takes a body that is no text in this mode only; which of the two it was, it asks nowhere else.
        payload = request.environ[self.PAYLOAD]
        return self.app.dispatch(BoltRequest(body=payload, headers=request.get_headers(), mode="socket_mode"))


class Server(BaseApplication):  # type: ignore[misc]  # gunicorn ships no types
    """gunicorn with one process of sixteen threads, set up from here alone."""

    def __init__(
        self,
        settings: Settings,
        *,
        log: FilteringBoundLogger,
        ring: Pipe | None = None,
        courtesy: Courtesy | None = None,
    ) -> None:
        self._settings, self._log, self._ring, self._courtesy = settings, log, ring, courtesy
        super().__init__()

    def load_config(self) -> None:
        for name, value in self._options().items():
            self.cfg.set(name, value)

    def _options(self) -> dict[str, Any]:
        return {
            "bind": f"0.0.0.0:{self._settings.port}",
            "workers": 1,
            "threads": THREADS,
            "worker_class": PatientWorker,
            "control_socket_disable": True,
            "graceful_timeout": 10,
            "timeout": 60,
            "keepalive": 75,
            "loglevel": "warning",
            "logger_class": ServerLog,
            "post_fork": lambda _server, _worker: dying.with_the_parent(),
            "proc_name": "leasehold-web",
        }

    def load(self) -> "WSGIApplication":
        """Called in gunicorn's worker process, after the fork."""
        # With this status its parent ends too: another child would be in the same hands.
        built = Built(self._settings, log=self._log, exit_status=Arbiter.WORKER_BOOT_ERROR)
        if self._ring is not None:
            built.database.leave_checkpoints_to_others()
        built.begin()
        if self._ring is not None:
            built.database.after_commit.append(self._ring.ring)
        else:
            built.database.notifies = True
        signal.signal(signal.SIGHUP, lambda *_: built.catalog.read_again())
        return Web(built, self._courtesy)


def _nothing() -> None:
    """Nobody is beside us who could give way."""


def _body(environ: "WSGIEnvironment") -> bytes | None:
    """The whole body; None when it is too large."""
    try:
        length = int(environ.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return b""
    return None if length > LARGEST else environ["wsgi.input"].read(length)


def _is_signed(verifier: SignatureVerifier, body: bytes, *, timestamp: str, signature: str) -> bool:
    """Whether Slack signed this a moment ago; a header that is no number, or no ASCII, is no signature."""
    try:
        return bool(verifier.is_valid(body=body, timestamp=timestamp, signature=signature))
    except (ValueError, OverflowError, TypeError):
        return False


def _answer(start_response: "StartResponse", status: HTTPStatus, content_type: str, body: bytes) -> Iterable[bytes]:
    headers = [("Content-Type", content_type), ("Content-Length", str(len(body)))]
    start_response(f"{status.value} {status.phrase}", headers)
    return [body]
