"""Attaching managed policies: twice counts once, and an ARN that is none is refused as such.

moto counts each attaching of a user's policy, and builds a table of 1,582 policies at each call.
"""

from collections.abc import Callable

from moto.iam import models
from moto.iam.exceptions import InvalidInput, NoSuchEntity

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, Group, Policy, Role, User

Entity = User | Group | Role


def install() -> None:
    for kind in ("user", "group", "role"):
        entity = _finder(kind)
        wrapping.replace(models.IAMBackend, f"attach_{kind}_policy", _attach(entity))
        wrapping.replace(models.IAMBackend, f"detach_{kind}_policy", _detach(entity, kind=kind))


def _finder(kind: str) -> Callable[[Account, str], Entity]:
    return lambda account, name: getattr(account, f"get_{kind}")(name)


def _attach(find: Callable[[Account, str], Entity]) -> Callable[[Account, str, str], None]:
    def attach(account: Account, policy_arn: str, name: str) -> None:
        entity = find(account, name)
        policy = _policy(account, policy_arn)
        if policy_arn not in entity.managed_policies:
            policy.attach_to(entity)

    return attach


def _detach(find: Callable[[Account, str], Entity], *, kind: str) -> Callable[[Account, str, str], None]:
    def detach(account: Account, policy_arn: str, name: str) -> None:
        entity = find(account, name)
        if policy_arn not in entity.managed_policies:
            raise NoSuchEntity(f"Policy {policy_arn} was not found on {kind} {name}.")
        entity.managed_policies[policy_arn].detach_from(entity)

    return detach


def _policy(account: Account, arn: str) -> Policy:
    if not account.policy_arn_regex.match(arn):
        raise InvalidInput(f"ARN {arn} is not valid.")
    policy = account.managed_policies.get(arn)
    if not policy:
        raise NoSuchEntity(f"Policy {arn} does not exist or is not attachable.")
    return policy
