"""A policy document as it is written: its statements, and what in it could not be read."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Written = str | Mapping[str, Any]
"""A document: JSON text, or what boto3 made of it."""

EVERY_SERVICE = ("*",)


@dataclass(frozen=True)
class Statement:
    """One statement. `but` turns `patterns` around: everything except these (NotAction)."""

    allows: bool
    patterns: tuple[str, ...]
    """As written, each with a service and a name: `s3:Get*`; a lone `*` is `*:*`."""
    but: bool
    is_wide: bool
    """Whether it speaks of every resource, or of every user, role, group or policy."""
    is_plain: bool
    """Whether it holds always: no condition, every resource. Only such a Deny takes anything away for sure."""
    passed_to: tuple[str, ...] = EVERY_SERVICE
    """The services that a role may be passed to, as `iam:PassedToService` names them; wildcards too."""


@dataclass(frozen=True)
class Document:
    """`unread` says in words what was left out, one line each."""

    statements: tuple[Statement, ...]
    unread: tuple[str, ...] = ()


def read(written: Written) -> Document:
    """Read what can be read. Never raises for what a document holds, and never invents what it does not."""
    try:
        told = json.loads(written) if isinstance(written, str) else written
    except (ValueError, RecursionError):
        return Document((), ("the policy is not JSON",))
    if not isinstance(told, Mapping):
        return Document((), ("the policy is not an object with a Statement",))
    listed = _listed(told.get("Statement"))
    if not listed:
        return Document((), ("the policy has no Statement",))
    statements: list[Statement] = []
    unread: list[str] = []
    for number, each in enumerate(listed, start=1):
        statement, faults = _statement(each)
        statements += [statement] if statement is not None else []
        unread += [f"statement {number}: {fault}" for fault in faults]
    return Document(tuple(statements), tuple(unread))


def _statement(told: object) -> tuple[Statement | None, list[str]]:
    if not isinstance(told, Mapping):
        return None, ["it is not an object"]
    effect = told.get("Effect")
    if effect not in ("Allow", "Deny"):
        return None, ["its Effect is neither Allow nor Deny"]
    given = [key for key in ("Action", "NotAction") if key in told]
    if len(given) != 1:
        return None, ["it needs either an Action or a NotAction"]
    patterns, faults = _patterns(told[given[0]], called=given[0])
    if not patterns or (faults and given == ["NotAction"] and effect == "Deny"):
        # Half a NotAction would deny more than is written.
        return None, faults or [f"its {given[0]} is empty"]
    return _made(told, patterns, but=given == ["NotAction"]), faults


def _made(told: Mapping[str, Any], patterns: tuple[str, ...], *, but: bool) -> Statement:
    written = [each for each in _listed(told.get("Resource")) if isinstance(each, str)]
    conditions = told.get("Condition") or {}
    return Statement(
        allows=told["Effect"] == "Allow",
        patterns=patterns,
        but=but,
        # Without a Resource IAM takes no policy; were there one, the careful reading is the wide one.
        is_wide=not written or any(map(_WIDE.fullmatch, written)),
        is_plain=not conditions and any(not each.strip("*") for each in written),
        passed_to=_passed_to(conditions),
    )


def _patterns(told: object, *, called: str) -> tuple[tuple[str, ...], list[str]]:
    patterns: list[str] = []
    faults: list[str] = []
    for each in _listed(told):
        if isinstance(each, str) and (_PATTERN.fullmatch(each) or each == "*"):
            patterns.append("*:*" if each == "*" else each)
        else:
            faults.append(f"{called} {str(each)[:60]!r} is no action such as s3:GetObject")
    return tuple(patterns), faults


def _passed_to(conditions: object) -> tuple[str, ...]:
    """What a condition on `iam:PassedToService` leaves; any other operator than these leaves all."""
    found = {
        service.lower()
        for operator, key, values in _conditions(conditions)
        if operator.removesuffix("ifexists").split(":")[-1] in _EQUALS and key == "iam:passedtoservice"
        for service in _listed(values)
        if isinstance(service, str)
    }
    return tuple(sorted(found)) or EVERY_SERVICE


def _conditions(conditions: object) -> Iterator[tuple[str, str, object]]:
    for operator, keys in conditions.items() if isinstance(conditions, Mapping) else ():
        for key, values in keys.items() if isinstance(keys, Mapping) else ():
            yield str(operator).lower(), str(key).lower(), values


def _listed(told: object) -> list[Any]:
    """One thing or a list of them, as everywhere in a policy."""
    if told is None:
        return []
    return list(told) if isinstance(told, (list, tuple)) else [told]


_EQUALS = {"stringequals", "stringequalsignorecase", "stringlike"}
_PATTERN = re.compile(r"[\w*?-]+:[\w*?-]+", re.ASCII)
_WIDE = re.compile(r"\*+|arn:[^:]*:(?:iam|\*+):[^:]*:[^:]*:(?:\*+|(?:user|role|group|policy|\*+)/\*+|(?:user|role)\*+)")
