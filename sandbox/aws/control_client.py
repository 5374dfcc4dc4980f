"""Speak to the control plane of a running sandbox: JSON over HTTP, nothing kept open."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

Answer = Any  # JSON as it came; the driver gives it its types


class RefusedError(Exception):
    """The control plane did not take what was asked."""


class ControlClient:
    def __init__(self, url: str) -> None:
        self._base = f"{url}/sandbox"
        self._open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open

    def get(self, path: str, **query: str | None) -> Answer:
        given = {name: value for name, value in query.items() if value is not None}
        return self._ask("GET", f"{path}?{urllib.parse.urlencode(given)}", None)

    def post(self, path: str, **body: object) -> Answer:
        return self._ask("POST", path, body)

    def delete(self, path: str, **body: object) -> Answer:
        return self._ask("DELETE", path, body)

    def _ask(self, method: str, path: str, body: dict[str, object] | None) -> Answer:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(f"{self._base}/{path}", data, method=method)  # noqa: S310  (our own loopback address)
        try:
            with self._open(request, timeout=30) as response:
                return json.load(response)
        except urllib.error.HTTPError as error:
            with error:
                raise RefusedError(json.load(error)["error"]) from error
