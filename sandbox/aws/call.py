"""One call of an AWS operation, as the log keeps it."""

import json
import re
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import parse_qsl

# What starts like this looks only; everything else changes something.
_LOOKING = ("Get", "List", "Describe", "Generate", "Simulate", "Assume", "Decode", "Search", "Is")
_SECRET = re.compile(r"Password$|Secret|Token$|AuthenticationCode|PrivateKey", re.IGNORECASE)
_CREDENTIAL = re.compile(r"Credential=([^/,\s]+)/[^/]*/[^/]*/([^/]+)/")


@dataclass(frozen=True)
class Call:
    """One call; `status` is None while it has no answer, and stays None when its connection was dropped.

    `seconds` is how long it took until its answer was ready, latency that was asked for included.
    """

    number: int
    at: datetime
    service: str
    operation: str
    parameters: dict[str, str]
    access_key_id: str
    status: int | None = None
    code: str | None = None
    performed: bool = False
    seconds: float | None = None

    @property
    def is_look(self) -> bool:
        return looks(self.operation)

    @property
    def succeeded(self) -> bool:
        return self.status is not None and self.status < 400


def looks(operation: str) -> bool:
    """Say whether an operation only looks."""
    return operation.startswith(_LOOKING)


@dataclass(frozen=True)
class Received:
    """What can be read from a request before it is judged; `parameters` still hold secrets."""

    service: str
    operation: str
    parameters: dict[str, str]
    access_key_id: str
    speaks_json: bool

    def without_secrets(self) -> dict[str, str]:
        return {
            name: "***" if _SECRET.search(name) and name != "PasswordResetRequired" else value
            for name, value in self.parameters.items()
        }


def read(*, authorization: str, target: str, body: bytes, query: str) -> Received:
    """Read service, operation and parameters of a signed AWS request, in the query or the JSON protocol.

    The REST protocols name no operation; those of their services that Leasehold may meet speak JSON.
    """
    signed = _CREDENTIAL.search(authorization)
    key, service = signed.groups() if signed else ("anonymous", "unknown")
    if target:
        return Received(service, target.rpartition(".")[2], _json_parameters(body), key, speaks_json=True)
    form = dict(parse_qsl(body.decode("utf-8", "replace") or query, keep_blank_values=True))
    operation = form.pop("Action", "")
    form.pop("Version", None)
    return Received(service, operation, form, key, speaks_json=not operation)


def _json_parameters(body: bytes) -> dict[str, str]:
    try:
        read_body = json.loads(body or b"{}")
    except ValueError:
        return {}
    if not isinstance(read_body, dict):
        return {}
    return {name: value if isinstance(value, str) else json.dumps(value) for name, value in read_body.items()}
