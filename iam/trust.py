"""Trust: who may assume a role, in words, by the document that says so."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_ACCOUNT = re.compile(r"(?:arn:aws[a-z-]*:iam::)?(?P<account>[0-9]{12})(?::root)?")
_ENTITY = re.compile(r"arn:aws[a-z-]*:(?:iam|sts)::(?P<account>[0-9]{12}):(?P<kind>[a-z-]+)/(?P<name>.+)")
_KINDS: Mapping[str, str] = {"user": "user", "role": "role", "assumed-role": "session"}
UNREAD = "what its trust says cannot be read"


def who_may_assume(document: str) -> tuple[str, ...]:
    """Each once, in the order of the document; nobody is empty. What it denies is not weighed."""
    try:
        statements = json.loads(document).get("Statement", [])
    except (ValueError, AttributeError):
        return (UNREAD,)
    found = [words for each in _listed(statements) for words in _of(each)]
    return tuple(dict.fromkeys(found))


def _of(statement: object) -> Iterator[str]:
    if not isinstance(statement, Mapping):
        yield UNREAD
        return
    if statement.get("Effect") != "Allow":
        return
    limited = ", under conditions" if statement.get("Condition") else ""
    if "NotPrincipal" in statement:
        yield f"everybody but some{limited}"
    principal = statement.get("Principal", {})
    named = {"AWS": principal} if isinstance(principal, str) else principal
    if not isinstance(named, Mapping):
        yield UNREAD
        return
    for kind, values in named.items():
        yield from (f"{_words(kind, str(value))}{limited}" for value in _listed(values))


def _words(kind: str, value: str) -> str:
    if value == "*":
        return "anybody with an AWS account"
    if kind == "Service":
        return f"the AWS service {value}"
    if kind == "Federated":
        return f"whoever signs in by {value.rpartition('/')[2]}"
    if account := _ACCOUNT.fullmatch(value):
        return f"whoever the account {account['account']} lets"
    if entity := _ENTITY.fullmatch(value):
        return f"the {_KINDS.get(entity['kind'], entity['kind'])} {entity['name']} of the account {entity['account']}"
    return value


def _listed(value: Any) -> Sequence[Any]:  # noqa: ANN401 (one, or a list of them)
    return value if isinstance(value, list) else [value]
