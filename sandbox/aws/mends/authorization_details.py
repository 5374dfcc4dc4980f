"""GetAccountAuthorizationDetails tells of those AWS managed policies that are attached, not of all."""

from moto.core.responses import ActionResult
from moto.iam import responses
from moto.iam.models import AWSManagedPolicy

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result


def install() -> None:
    wrapping.after(responses.IamResponse, "get_account_authorization_details", _only_attached)


def _only_attached(_: IamCall, result: Result) -> Result:
    told = [
        policy
        for policy in result.result["Policies"]
        if policy.attachment_count or not isinstance(policy, AWSManagedPolicy)
    ]
    return ActionResult(result.result | {"Policies": told})
