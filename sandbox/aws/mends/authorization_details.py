"""GetAccountAuthorizationDetails: policies with their names, and of AWS's managed ones those that are attached."""

from moto.core.responses import ActionResult
from moto.iam import models, responses
from moto.iam.models import AWSManagedPolicy

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result


def install() -> None:
    # Here a policy is a ManagedPolicyDetail, of which moto does not find the PolicyName in `name`.
    wrapping.replace(models.Policy, "policy_name", property(lambda policy: policy.name))
    wrapping.replace(models.Policy, "policy_id", property(lambda policy: policy.id))
    wrapping.after(responses.IamResponse, "get_account_authorization_details", _only_attached)


def _only_attached(_: IamCall, result: Result) -> Result:
    told = [
        policy
        for policy in result.result["Policies"]
        if policy.attachment_count or not isinstance(policy, AWSManagedPolicy)
    ]
    return ActionResult(result.result | {"Policies": told})
