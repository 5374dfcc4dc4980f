"""Parameters are held to AWS's own model: length, pattern, range and closed sets of words."""

import functools
import re
from typing import Any

from botocore.model import Shape, StructureShape
from botocore.session import Session
from moto.core.utils import camelcase_to_underscores
from moto.iam import responses
from moto.iam.exceptions import ValidationError

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall


def install() -> None:
    model = Session().get_service_model("iam")
    for operation in model.operation_names:
        method = camelcase_to_underscores(operation)
        shape = model.operation_model(operation).input_shape
        if shape and hasattr(responses.IamResponse, method):
            wrapping.before(responses.IamResponse, method, functools.partial(_check, shape=shape))


def _check(response: IamCall, *, shape: StructureShape) -> None:
    faults = [
        fault
        for name, member in shape.members.items()
        if (value := response._get_param(name)) is not None
        for fault in _faults(name, value, member)
    ]
    if faults:
        errors = "error" if len(faults) == 1 else "errors"
        raise ValidationError(f"{len(faults)} validation {errors} detected: {'; '.join(faults)}")


def _faults(name: str, value: Any, shape: Shape) -> list[str]:  # noqa: ANN401  (a parameter of any type)
    shown = "***" if shape.metadata.get("sensitive") else value
    at = f"Value '{shown}' at '{name[0].lower()}{name[1:]}' failed to satisfy constraint: Member must"
    return [f"{at} {rule}" for rule in _broken(value, shape)]


def _broken(value: Any, shape: Shape) -> list[str]:  # noqa: ANN401  (as above)
    rules = shape.metadata
    if shape.type_name == "integer":
        measure, words = int(value), "have value"
    elif shape.type_name in {"string", "list"}:
        measure, words = len(value), "have length"
    else:
        return []
    broken = []
    if measure > rules.get("max", measure):
        broken.append(f"{words} less than or equal to {rules['max']}")
    if measure < rules.get("min", measure):
        broken.append(f"{words} greater than or equal to {rules['min']}")
    if shape.type_name == "string" and not _fits(value, rules.get("pattern")):
        broken.append(f"satisfy regular expression pattern: {rules['pattern']}")
    if rules.get("enum") and value not in rules["enum"]:
        broken.append(f"satisfy enum value set: [{', '.join(rules['enum'])}]")
    return broken


def _fits(value: str, pattern: str | None) -> bool:
    compiled = _compiled(pattern) if pattern else None
    return compiled is None or compiled.fullmatch(value) is not None


@functools.cache
def _compiled(pattern: str) -> re.Pattern[str] | None:
    r"""Java's patterns are nearly Python's; the few with \p{...} are left unchecked."""
    try:
        return re.compile(pattern, re.ASCII)
    except re.error:
        return None
