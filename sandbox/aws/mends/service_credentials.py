"""Service-specific credentials: nobody has any, and whoever asks is told so."""

from moto.core.responses import ActionResult
from moto.iam import responses

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result


def install() -> None:
    wrapping.replace(responses.IamResponse, "list_service_specific_credentials", _list)


def _list(response: IamCall) -> Result:
    name = response._get_param("UserName")  # noqa: SLF001  (how moto reads parameters)
    if name:
        response.backend.get_user(name)
    return ActionResult({"ServiceSpecificCredentials": [], "IsTruncated": False})
