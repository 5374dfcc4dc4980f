"""The emulated accounts: which one is meant, and back to empty in no time."""

from collections.abc import Mapping

from moto.core.base_backend import BackendDict
from moto.core.models import DEFAULT_ACCOUNT_ID
from moto.iam.models import iam_backends
from werkzeug.exceptions import NotFound

from sandbox.aws.moto_types import Account, Group, Policy, Role, User


def named(body: Mapping[str, object]) -> Account:
    """The IAM of the account that a control-plane request names; without a name the default one."""
    return iam_backends[str(body.get("account") or DEFAULT_ACCOUNT_ID)]["aws"]


def user(body: Mapping[str, object], name: object) -> User:
    found = named(body).users.get(name)
    if not found:
        raise NotFound(f"There is no user {name}.")
    return found


def role(body: Mapping[str, object], name: object) -> Role:
    found = next((one for one in named(body).roles.values() if one.name == name), None)
    if not found:
        raise NotFound(f"There is no role {name}.")
    return found


def group(body: Mapping[str, object], name: object) -> Group:
    found = named(body).groups.get(name)
    if not found:
        raise NotFound(f"There is no group {name}.")
    return found


def policy(body: Mapping[str, object], name: object) -> Policy:
    """One of the account's own."""
    own = (one for one in named(body).managed_policies.values() if ":iam::aws:" not in one.arn)
    found = next((one for one in own if one.name == name), None)
    if not found:
        raise NotFound(f"The account has no policy {name} of its own.")
    return found


def reset() -> None:
    """Empty every service of every account; the AWS managed policies stay loaded."""
    BackendDict.reset()
