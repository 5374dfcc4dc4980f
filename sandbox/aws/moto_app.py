"""Moto's application with its own words for what it cannot do turned into AWS's."""

import traceback
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, request
from moto import backends
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from sandbox.aws import answers

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

    from sandbox.aws.call import Received

RECEIVED = "sandbox.received"  # where the gate leaves what it read, in the WSGI environment


class MotoApp(DomainDispatcherApplication):
    """One Flask application a service, made when the service is first called."""

    def __init__(self) -> None:
        super().__init__(_service_app)
        self._known: dict[str, bool] = {}
        self._backends: dict[str | None, Any] = {}

    def get_application(self, environ: "WSGIEnvironment") -> "WSGIApplication":  # type: ignore[override]  # moto knows no other answer
        host = self.infer_service_region_host(environ, environ["PATH_INFO"])
        if host and not self._knows(host):
            return _unknown_service
        return super().get_application(environ)

    def get_backend_for_host(self, host: str | None) -> Any:  # noqa: ANN401 (moto's signature)
        """Moto lists its own folder anew at each call, a tenth of the time to an answer: each host once here."""
        if host not in self._backends:
            self._backends[host] = super().get_backend_for_host(host)
        return self._backends[host]

    def _knows(self, host: str) -> bool:
        """Moto looks a host up in these two places, and prints advice to its authors if it is in neither."""
        if host not in self._known:
            self._known[host] = host in backends.list_of_moto_modules() or any(
                pattern.match(f"http://{host}") for _, pattern in self.backend_url_patterns
            )
        return self._known[host]


def _service_app(service: str) -> Flask:
    app = create_backend_app(service)  # type: ignore[arg-type]  # moto lists its services as literals
    app.debug = False
    app.register_error_handler(Exception, _answered)
    return app


def _unknown_service(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
    return answers.not_emulated(environ[RECEIVED])(environ, start_response)


def _answered(error: Exception) -> Response | HTTPException:
    if isinstance(error, HTTPException):
        return error
    received: Received = request.environ[RECEIVED]
    if isinstance(error, NotImplementedError):
        return answers.not_emulated(received)
    traceback.print_exception(error)  # a fault of the emulation itself: to be seen, not to be guessed
    return answers.error(received, status=500, code="ServiceFailure", message=f"The sandbox failed: {error!r}")
