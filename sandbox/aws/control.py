"""The control plane under /sandbox/: JSON in, JSON out, never faulted, delayed or logged."""

import dataclasses
import json
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import BadRequest, HTTPException, MethodNotAllowed, NotFound
from werkzeug.wrappers import Request, Response

from sandbox.aws import accounts, ageing, console, seeding, services_used, truth
from sandbox.aws.faults import Fault, FaultKind
from sandbox.aws.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

Payload = dict[str, Any]  # JSON as it came; each route reads what it needs and refuses the rest


class Control:
    def __init__(self, world: World) -> None:
        self._world = world
        self._routes: dict[str, dict[str, Callable[[Payload], object]]] = {
            "health": {"GET": lambda _: {"ok": True}},
            "reset": {"POST": self._reset},
            "seed": {"POST": lambda body: seeding.seed(body, account=accounts.named(body))},
            "state": {"GET": lambda body: truth.state(accounts.named(body))},
            "faults": {"GET": self._faults, "POST": self._order, "DELETE": self._clear},
            "down": {"POST": lambda _: self._set_down(is_down=True)},
            "up": {"POST": lambda _: self._set_down(is_down=False)},
            "latency": {"POST": self._latency},
            "held": {"GET": lambda _: self._world.held.held()},
            "release": {"POST": lambda body: {"released": self._world.held.release(body.get("number"))}},
            "calls": {"GET": self._calls, "DELETE": lambda _: self._world.log.clear()},
            "caller": {"POST": lambda body: self._world.callers.give(_word(body, "access_key_id"), _word(body, "arn"))},
            "sign-in": {"POST": console.sign_in},
            "root": {"POST": ageing.set_root},
            "last-used": {"POST": ageing.set_last_used},
            "age": {"POST": ageing.age},
            "report": {"DELETE": ageing.forget_report},
            "service-used": {"POST": services_used.mark},
            "advisor": {"POST": self._advisor, "DELETE": lambda _: self._world.advisor.expire()},
        }

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        request = Request(environ)
        try:
            with self._world.turn:
                answer = self._route(request)(_payload(request))
            response = Response(json.dumps(answer, default=_jsonable), content_type="application/json")
        except HTTPException as refused:
            body = json.dumps({"error": refused.description})
            response = Response(body, refused.code, content_type="application/json")
        return response(environ, start_response)

    def _route(self, request: Request) -> Callable[[Payload], object]:
        methods = self._routes.get(request.path.removeprefix("/sandbox/"))
        if methods is None:
            raise NotFound(f"There is {', '.join(sorted(self._routes))}; not {request.path}.")
        if request.method not in methods:
            raise MethodNotAllowed(valid_methods=list(methods))
        return methods[request.method]

    def _reset(self, _: Payload) -> None:
        self._world.forget()
        accounts.reset()

    def _faults(self, _: Payload) -> Payload:
        faults = self._world.faults
        return {"faults": faults.ordered(), "down": faults.is_down, "latency": faults.latency}

    def _order(self, body: Payload) -> Fault:
        known = {field.name for field in dataclasses.fields(Fault)} - {"number"}
        if unknown := body.keys() - known:
            raise BadRequest(f"A fault has {sorted(known)}; not {sorted(unknown)}.")
        if body.get("do") not in set(FaultKind):
            raise BadRequest(f"`do` is one of {[kind.value for kind in FaultKind]}; not {body.get('do')!r}.")
        given = {name: value for name, value in body.items() if value is not None}
        return self._world.faults.order(Fault(**given | {"do": FaultKind(body["do"])}))

    def _clear(self, _: Payload) -> None:
        self._world.faults.clear()

    def _set_down(self, *, is_down: bool) -> None:
        self._world.faults.is_down = is_down

    def _latency(self, body: Payload) -> None:
        self._world.faults.latency = float(body.get("seconds", 0))

    def _advisor(self, body: Payload) -> None:
        if unknown := body.keys() - {"seconds", "fails"}:
            raise BadRequest(f"Access Advisor has `seconds` and `fails`; not {sorted(unknown)}.")
        self._world.advisor.order(seconds=body.get("seconds"), fails=body.get("fails"))

    def _calls(self, body: Payload) -> object:
        return self._world.log.kept(body.get("operation"), start=int(body.get("start", 0)))


def _payload(request: Request) -> Payload:
    if request.method == "GET" or not request.get_data():
        return dict(request.args)
    body = request.get_json(force=True, silent=True)
    if not isinstance(body, dict):
        raise BadRequest("The body is a JSON object.")
    return body


def _word(body: Payload, name: str) -> str:
    if not isinstance(value := body.get(name), str):
        raise BadRequest(f"`{name}` is needed.")
    return value


def _jsonable(value: object) -> object:
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{value!r} is not JSON")
