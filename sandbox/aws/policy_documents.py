"""What a policy document says, statement by statement: which actions, of which resources, on what terms."""

import functools
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

Conditions = Mapping[str, Mapping[str, tuple[str, ...]]]  # operator, key, values


@dataclass(frozen=True)
class Statement:
    """One statement; of `actions` and `not_actions` one is empty, and so of the resources."""

    allows: bool
    actions: tuple[str, ...]
    not_actions: tuple[str, ...]
    resources: tuple[str, ...]
    not_resources: tuple[str, ...]
    conditions: Conditions = field(hash=False)

    def speaks_of(self, action: str) -> bool:
        """Whether the action is among those meant, in whatever case it is written."""
        named = any(fits(pattern.lower(), action.lower()) for pattern in self.actions or self.not_actions)
        return named if self.actions else not named

    def services(self, known: Iterable[str]) -> set[str]:
        """The namespaces of which it allows something: those it names, and those of `known` that it takes in."""
        if not self.allows:
            return set()
        if self.not_actions:
            spared = {pattern.lower() for pattern in self.not_actions}
            return {service for service in known if f"{service}:*" not in spared}
        prefixes = {pattern.partition(":")[0].lower() for pattern in self.actions}
        named = {prefix for prefix in prefixes if not set(prefix) & set("*?")}
        return named | {service for service in known for prefix in prefixes if fits(prefix, service)}


@functools.lru_cache(maxsize=4096)
def read(document: str) -> tuple[Statement, ...]:
    """Raises ValueError for what is not JSON, or is no policy."""
    told = json.loads(document)
    if not isinstance(told, dict) or not all(isinstance(one, dict) for one in _listed(told.get("Statement"))):
        raise ValueError("A policy is an object with statements.")
    return tuple(_statement(one) for one in _listed(told["Statement"]))


def fits(pattern: str, text: str) -> bool:
    """`*` is any characters, `?` one; nothing else is special."""
    return _compiled(pattern).fullmatch(text) is not None


def _statement(told: Mapping[str, Any]) -> Statement:
    if told.get("Effect") not in {"Allow", "Deny"} or not ("Action" in told or "NotAction" in told):
        raise ValueError("A statement has an Effect, Allow or Deny, and an Action or a NotAction.")
    return Statement(
        allows=told["Effect"] == "Allow",
        actions=_listed(told.get("Action")),
        not_actions=_listed(told.get("NotAction")),
        resources=_listed(told.get("Resource")),
        not_resources=_listed(told.get("NotResource")),
        conditions={
            operator: {key: _words(values) for key, values in keys.items()}
            for operator, keys in told.get("Condition", {}).items()
        },
    )


def _listed(told: Any) -> tuple[Any, ...]:  # noqa: ANN401  (JSON: one thing or a list of them)
    if told is None:
        return ()
    return tuple(told) if isinstance(told, list) else (told,)


def _words(told: Any) -> tuple[str, ...]:  # noqa: ANN401  (as above)
    return tuple(str(one).lower() if isinstance(one, bool) else str(one) for one in _listed(told))


@functools.lru_cache(maxsize=65536)
def _compiled(pattern: str) -> re.Pattern[str]:
    words = (re.escape(one) if one not in "*?" else {"*": ".*", "?": "."}[one] for one in pattern)
    return re.compile("".join(words), re.DOTALL)
