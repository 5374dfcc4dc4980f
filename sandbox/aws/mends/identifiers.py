"""Unique ids with AWS's prefixes: AIDA for users, AGPA for groups, ANPA for policies."""

from moto.iam import models
from moto.iam.utils import generate_access_key_id_from_account_id, random_policy_id

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Group, User


def install() -> None:
    wrapping.after(models.User, "__init__", lambda user, *_, **__: _name(user, "AIDA"))
    wrapping.after(models.Group, "__init__", lambda group, *_, **__: _name(group, "AGPA"))
    wrapping.replace(models, "random_policy_id", lambda: f"ANPA{random_policy_id()[4:]}")


def _name(entity: User | Group, prefix: str) -> None:
    entity.id = generate_access_key_id_from_account_id(entity.account_id, prefix=prefix, total_length=21)
