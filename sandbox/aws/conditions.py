"""Whether a statement's conditions hold in a context, and which of its keys the context does not have."""

import ipaddress
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from sandbox.aws.policy_documents import Conditions, fits

Context = Mapping[str, tuple[str, ...]]  # keys in lower case
_VARIABLE = re.compile(r"\$\{([^},]+)(?:,\s*'([^']*)')?\}")


class UnknownOperator(Exception):
    """AWS has no such condition operator."""


@dataclass(frozen=True)
class Held:
    """`missing` are the keys that were asked for and not there, as the policy writes them."""

    holds: bool
    missing: frozenset[str] = frozenset()


def judge(conditions: Conditions, context: Context) -> Held:
    """All of them have to hold; of a key's values one is enough. Raises UnknownOperator."""
    each = [_one(name, key, wanted, context) for name, keys in conditions.items() for key, wanted in keys.items()]
    return Held(all(one.holds for one in each), frozenset().union(*(one.missing for one in each)))


def resolved(text: str, context: Context) -> str | None:
    """Put the context in the place of `${aws:username}` and its like; None when the context has it not."""
    missing = [
        key for key, usual in _VARIABLE.findall(text) if key not in "*?$" and not usual and key.lower() not in context
    ]
    return None if missing else _VARIABLE.sub(lambda found: _value(found, context), text)


def keys_in(conditions: Conditions) -> set[str]:
    return {key for keys in conditions.values() for key in keys}


def variables_in(text: str) -> set[str]:
    return {key for key, _ in _VARIABLE.findall(text) if key not in "*?$"}


def _value(found: re.Match[str], context: Context) -> str:
    key, usual = found.groups()
    if key in "*?$":
        return str(key)  # `${*}` is a star and not any characters; nobody here has one in a name
    return context.get(key.lower(), (usual or "",))[0]


def _one(name: str, key: str, wanted: tuple[str, ...], context: Context) -> Held:
    quantifier, _, bare = name.rpartition(":")
    base = bare.removesuffix("IfExists")
    had = context.get(key.lower())
    if base == "Null":
        return Held((had is None) == (wanted[0] == "true"))
    if base not in _OPERATORS:
        raise UnknownOperator(f"Unknown condition operator {name}.")
    is_negated, compare = _OPERATORS[base]
    if had is None:
        is_content = bare != base or is_negated or quantifier == "ForAllValues"
        return Held(is_content, frozenset({key}))
    asked = [value for value in (resolved(one, context) for one in wanted) if value is not None]
    fitting = [any(compare(one, value) for value in asked) != is_negated for one in had]
    needs_all = quantifier == "ForAllValues" or (is_negated and quantifier != "ForAnyValue")
    return Held(all(fitting) if needs_all else any(fitting))


def _ignoring_case(had: str, wanted: str) -> bool:
    return had.lower() == wanted.lower()


def _like(had: str, wanted: str) -> bool:
    return fits(wanted, had)


def _like_arn(had: str, wanted: str) -> bool:
    """The six parts are compared one by one: a star does not reach over a colon, but in the last."""
    ours, theirs = had.split(":", 5), wanted.split(":", 5)
    return len(ours) == len(theirs) and all(map(fits, theirs, ours))


def _within(had: str, wanted: str) -> bool:
    return ipaddress.ip_address(had) in ipaddress.ip_network(wanted, strict=False)


def _number(text: str) -> float:
    return float(text)


def _time(text: str) -> float:
    """Dates are ISO 8601 or seconds since 1970."""
    if re.fullmatch(r"\d+(\.\d+)?", text):
        return float(text)
    told = datetime.fromisoformat(text)
    return (told if told.tzinfo else told.replace(tzinfo=UTC)).timestamp()


Comparison = Callable[[str, str], bool]


def _measured(measure: Callable[[str], float], compare: Callable[[float, float], bool]) -> Comparison:
    return lambda had, wanted: compare(measure(had), measure(wanted))


_SIZES = {
    "Equals": operator.eq,
    "LessThan": operator.lt,
    "LessThanEquals": operator.le,
    "GreaterThan": operator.gt,
    "GreaterThanEquals": operator.ge,
}
_POSITIVE: dict[str, Comparison] = {
    "StringEquals": operator.eq,
    "StringEqualsIgnoreCase": _ignoring_case,
    "StringLike": _like,
    "ArnEquals": _like_arn,
    "ArnLike": _like_arn,
    "Bool": _ignoring_case,
    "BinaryEquals": operator.eq,
    "IpAddress": _within,
    **{f"Numeric{name}": _measured(_number, compare) for name, compare in _SIZES.items()},
    **{f"Date{name}": _measured(_time, compare) for name, compare in _SIZES.items()},
}
_NEGATIVE = {
    "StringNotEquals": "StringEquals",
    "StringNotEqualsIgnoreCase": "StringEqualsIgnoreCase",
    "StringNotLike": "StringLike",
    "ArnNotEquals": "ArnEquals",
    "ArnNotLike": "ArnLike",
    "NotIpAddress": "IpAddress",
    "NumericNotEquals": "NumericEquals",
    "DateNotEquals": "DateEquals",
}
# Whether it is negated, and what is compared.
_OPERATORS: dict[str, tuple[bool, Comparison]] = {name: (False, compare) for name, compare in _POSITIVE.items()} | {
    name: (True, _POSITIVE[positive]) for name, positive in _NEGATIVE.items()
}
