"""ListPoliciesGrantingServiceAccess: which policy of an identity, or of its groups, gives a service."""

from moto.core.responses import ActionResult
from moto.iam import responses
from moto.iam.exceptions import InvalidInput

from sandbox.aws import grants
from sandbox.aws.grants import Grant
from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result


def install() -> None:
    wrapping.replace(responses.IamResponse, "list_policies_granting_service_access", _list)


def _list(response: IamCall) -> Result:
    arn = response._get_param("Arn")
    if grants.kind_of(arn) == "policy":
        raise InvalidInput(f"ARN {arn} is not that of a user, a group or a role.")
    given = grants.of(response.backend, arn)
    told = [
        {"ServiceNamespace": service, "Policies": [_told(one) for one in _once(given) if one.allows_some_of(service)]}
        for service in response._get_param("ServiceNamespaces")
    ]
    return ActionResult({"PoliciesGrantingServiceAccess": told})


def _once(given: list[Grant]) -> list[Grant]:
    """A managed policy that a user has twice, itself and by a group, is told once: AWS does not say where from."""
    return list({one.arn or (one.policy, one.kind, one.holder): one for one in given}.values())


def _told(grant: Grant) -> dict[str, str]:
    if grant.arn:
        return {"PolicyName": grant.policy, "PolicyType": "MANAGED", "PolicyArn": grant.arn}
    return {
        "PolicyName": grant.policy,
        "PolicyType": "INLINE",
        "EntityType": grant.kind.upper(),
        "EntityName": grant.holder,
    }
