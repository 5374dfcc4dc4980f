"""Roles: a trust policy that names nobody is malformed."""

import json

from moto.iam import models
from moto.iam.exceptions import MalformedPolicyDocument

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account


def install() -> None:
    wrapping.before(models.IAMBackend, "create_role", _needs_statements)


def _needs_statements(_: Account, role_name: str, document: str, *__: object) -> None:
    try:
        statements = json.loads(document).get("Statement")
    except (ValueError, AttributeError):
        statements = None
    if not statements:
        raise MalformedPolicyDocument(f"The trust policy of {role_name} is missing required field Statement")
