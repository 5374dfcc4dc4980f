"""The door before moto: each call is read, logged, made to fail as ordered, or passed on."""

import io
import time
from collections.abc import Iterable
from typing import TYPE_CHECKING

from moto.moto_server.werkzeug_app import DomainDispatcherApplication
from werkzeug.wrappers import Request, Response

from sandbox.aws import answers, call, moto_app, signatures
from sandbox.aws.call import Call, Received
from sandbox.aws.control import Control
from sandbox.aws.faults import Fault, FaultKind
from sandbox.aws.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment


class Gate:
    def __init__(self, world: World, moto: DomainDispatcherApplication) -> None:
        self._world = world
        self._moto = moto
        self._control = Control(world)

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"].startswith("/sandbox/"):
            return self._control(environ, start_response)
        return self._judge(environ)(environ, start_response)

    def _judge(self, environ: "WSGIEnvironment") -> Response:
        received = _read(environ)
        entry = self._world.log.begin(received)
        if self._world.faults.is_down:
            raise ConnectionResetError
        faults = {fault.do: fault for fault in self._world.faults.take(received)}
        time.sleep(self._world.faults.latency + _seconds(faults, FaultKind.LATENCY))
        response = self._before(received, environ, entry, faults=faults) or self._stranger(received, environ)
        if response is None:
            response = self._perform(received, environ, lag=faults.get(FaultKind.LAG))
            is_performed = response.status_code < 400
            if is_performed:
                self._world.log.performed(entry.number)
            self._after(environ, entry, faults=faults, is_performed=is_performed)
        self._world.log.answered(entry.number, status=response.status_code, code=answers.code_of(response))
        return response

    def _before(
        self, received: Received, environ: "WSGIEnvironment", entry: Call, *, faults: dict[FaultKind, Fault]
    ) -> Response | None:
        if FaultKind.DROP_BEFORE in faults:
            raise ConnectionAbortedError
        if FaultKind.HOLD_BEFORE in faults:
            self._world.held.wait(entry, environ["werkzeug.socket"], performed=False)
        if FaultKind.THROTTLE in faults:
            return answers.throttled(received)
        if FaultKind.DENY in faults:
            return answers.denied(received, self._world.callers.arn_of(received.access_key_id))
        if FaultKind.ERROR in faults:
            return answers.ordered(received, faults[FaultKind.ERROR])
        return None

    def _stranger(self, received: Received, environ: "WSGIEnvironment") -> Response | None:
        """Whom the control plane has named is known whatever the key."""
        if self._world.callers.given(received.access_key_id):
            return None
        with self._world.turn:
            refused = signatures.refusal(Request(environ), received)
        environ["wsgi.input"].seek(0)
        return refused

    def _after(
        self,
        environ: "WSGIEnvironment",
        entry: Call,
        *,
        faults: dict[FaultKind, Fault],
        is_performed: bool,
    ) -> None:
        if FaultKind.DROP_AFTER in faults:
            raise ConnectionAbortedError
        if FaultKind.HOLD_AFTER in faults:
            self._world.held.wait(entry, environ["werkzeug.socket"], performed=is_performed)

    def _perform(self, received: Received, environ: "WSGIEnvironment", *, lag: Fault | None) -> Response:
        with self._world.turn:
            if received.service not in {"iam", "sts"}:
                return Response.from_app(self._moto, environ, buffered=True)
            if call.looks(received.operation):
                with self._world.delays.hiding():
                    return Response.from_app(self._moto, environ, buffered=True)
            missing = self._world.delays.not_yet_there(received.operation, received.parameters)
            if missing:
                return answers.not_visible_yet(received, kind=missing[0], name=missing[1])
            if lag:
                with self._world.delays.delaying(lag.seconds):
                    return Response.from_app(self._moto, environ, buffered=True)
            return Response.from_app(self._moto, environ, buffered=True)


def _read(environ: "WSGIEnvironment") -> Received:
    request = Request(environ)
    body = request.get_data()
    environ["wsgi.input"] = io.BytesIO(body)
    environ[moto_app.RECEIVED] = received = call.read(
        authorization=request.headers.get("Authorization", ""),
        target=request.headers.get("X-Amz-Target", ""),
        body=body,
        query=environ.get("QUERY_STRING", ""),
    )
    return received


def _seconds(faults: dict[FaultKind, Fault], kind: FaultKind) -> float:
    return faults[kind].seconds if kind in faults else 0.0
