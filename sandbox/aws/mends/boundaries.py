"""Permissions boundaries of users; moto has them for roles alone."""

from moto.core.responses import EmptyResult
from moto.core.serialize import never_return, return_if_not_empty
from moto.iam import models, responses
from moto.iam.exceptions import InvalidInput, NoSuchEntity

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, IamCall, Result, User


def install() -> None:
    wrapping.replace(models.User, "permissions_boundary", None)
    wrapping.replace(responses.IamResponse, "put_user_permissions_boundary", _put)
    wrapping.replace(responses.IamResponse, "delete_user_permissions_boundary", _delete)
    wrapping.before(responses.IamResponse, "create_user", _refuse_unknown)
    wrapping.after(responses.IamResponse, "create_user", _keep_at_creation)
    responses.IamResponse.RESPONSE_KEY_PATH_TO_TRANSFORMER.update(
        {
            "CreateUserResponse.User.PermissionsBoundary": return_if_not_empty,
            "GetUserResponse.User.PermissionsBoundary": return_if_not_empty,
            "ListUsersResponse.Users.User.PermissionsBoundary": never_return,
            "GetGroupResponse.Users.User.PermissionsBoundary": never_return,
            "GetGroupResponse.Users.User.Tags": never_return,
        }
    )


def _put(response: IamCall) -> Result:
    user = response.backend.get_user(response._get_param("UserName"))
    _set(response.backend, user, response._get_param("PermissionsBoundary"))
    return EmptyResult()


def _delete(response: IamCall) -> Result:
    user = response.backend.get_user(response._get_param("UserName"))
    if not user.permissions_boundary:
        raise NoSuchEntity(f"User {user.name} does not have a permissions boundary.")
    user.permissions_boundary = None
    return EmptyResult()


def _refuse_unknown(response: IamCall) -> None:
    boundary = response._get_param("PermissionsBoundary")
    if boundary:
        _known(response.backend, boundary)


def _keep_at_creation(response: IamCall, result: Result) -> Result:
    boundary = response._get_param("PermissionsBoundary")
    if boundary:
        _set(response.backend, result.result["User"], boundary)
    return result


def _set(account: Account, user: User, arn: str) -> None:
    _known(account, arn)
    user.permissions_boundary = {"PermissionsBoundaryType": "Policy", "PermissionsBoundaryArn": arn}


def _known(account: Account, arn: str) -> None:
    if not account.policy_arn_regex.match(arn):
        raise InvalidInput(f"ARN {arn} is not valid.")
    if arn not in account.managed_policies:
        raise NoSuchEntity(f"Scope ARN: {arn} does not exist or is not attachable.")
