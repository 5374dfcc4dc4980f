"""Service-specific credentials: a user's name and password for one service, two a service at most."""

from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam import models, responses
from moto.iam.exceptions import InvalidInput, LimitExceededException, NoSuchEntity
from moto.iam.utils import generate_access_key_id_from_account_id, random_access_key

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result, User

_SERVICES = frozenset({"codecommit.amazonaws.com", "cassandra.amazonaws.com", "bedrock.amazonaws.com"})
_MOST = 2  # https://docs.aws.amazon.com/IAM/latest/APIReference/API_CreateServiceSpecificCredential.html

Credential = dict[str, Any]  # the fields of AWS's ServiceSpecificCredential


def install() -> None:
    wrapping.after(models.User, "__init__", _have_none)
    wrapping.replace(responses.IamResponse, "create_service_specific_credential", _create)
    wrapping.replace(responses.IamResponse, "list_service_specific_credentials", _list)
    wrapping.replace(responses.IamResponse, "update_service_specific_credential", _update)
    wrapping.replace(responses.IamResponse, "delete_service_specific_credential", _delete)


def _have_none(user: User, *_: object, **__: object) -> None:
    user.service_credentials = {}


def give(user: User, *, service: str) -> Credential:
    """Make one for the user; it is told with its password this once."""
    number = generate_access_key_id_from_account_id(user.account_id, prefix="ACCA", total_length=21)
    kept: Credential = {
        "CreateDate": utcnow(),
        "ServiceName": service,
        "ServiceUserName": f"{user.name}-at-{user.account_id}",
        "ServiceSpecificCredentialId": number,
        "UserName": user.name,
        "Status": "Active",
    }
    user.service_credentials[number] = kept
    return kept | {"ServicePassword": random_access_key()}


def _create(response: IamCall) -> Result:
    user, service = _user(response), response._get_param("ServiceName")
    if service not in _SERVICES:
        raise InvalidInput(f"No such service {service} exists or the service does not support this operation.")
    if sum(one["ServiceName"] == service for one in user.service_credentials.values()) >= _MOST:
        raise LimitExceededException(f"Cannot exceed quota for ServiceSpecificCredentialsPerUser: {_MOST}")
    return ActionResult({"ServiceSpecificCredential": give(user, service=service)})


def _list(response: IamCall) -> Result:
    name, service = response._get_param("UserName"), response._get_param("ServiceName")
    users = [response.backend.get_user(name)] if name else response.backend.users.values()
    told = [one for user in users for one in user.service_credentials.values() if service in {None, one["ServiceName"]}]
    return ActionResult({"ServiceSpecificCredentials": told})


def _update(response: IamCall) -> Result:
    _one(response)["Status"] = response._get_param("Status")
    return EmptyResult()


def _delete(response: IamCall) -> Result:
    gone = _one(response)
    del _user(response).service_credentials[gone["ServiceSpecificCredentialId"]]
    return EmptyResult()


def _user(response: IamCall) -> User:
    return response.backend.get_user(response._get_param("UserName"))


def _one(response: IamCall) -> Credential:
    number = response._get_param("ServiceSpecificCredentialId")
    found: Credential | None = _user(response).service_credentials.get(number)
    if found is None:
        raise NoSuchEntity(f"The service specific credential with id {number} cannot be found.")
    return found
