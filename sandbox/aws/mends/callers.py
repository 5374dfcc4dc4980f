"""Who calls: root, a user or a role's session, by access key id, as the control plane says."""

import re

from moto.core.responses import ActionResult, BaseResponse
from moto.iam import models, responses
from moto.iam.exceptions import ValidationError
from moto.iam.utils import generate_access_key_id_from_account_id
from moto.sts.responses import TokenResponse

from sandbox.aws.callers import Callers
from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result, StsCall


def install(known: Callers) -> None:
    # moto reads key ids of AWS's shape alone, and takes all others for one caller.
    BaseResponse.access_key_regex = re.compile(r"Credential=([^/,\s]+)/")
    account_of_moto = models.get_account_id_from
    wrapping.replace(models, "get_account_id_from", lambda key: known.account_given(key) or account_of_moto(key))
    _install_identity(known)
    _install_own_user(known)


def _install_identity(known: Callers) -> None:
    def tell(response: StsCall) -> Result:
        return ActionResult(_identity(known.arn_of(response.get_access_key())))

    wrapping.replace(TokenResponse, "get_caller_identity", tell)


def _install_own_user(known: Callers) -> None:
    by_name = responses.IamResponse.get_user

    def get_user(response: IamCall) -> Result:
        if response._get_param("UserName"):
            return by_name(response)
        arn = known.arn_of(response.get_access_key())
        if arn.endswith(":root"):
            return ActionResult({"User": _root(arn)})
        if ":user/" not in arn:
            raise ValidationError("Must specify userName when calling with non-User credentials")
        return ActionResult({"User": response.backend.get_user(arn.rpartition("/")[2])})

    wrapping.replace(responses.IamResponse, "get_user", get_user)


def _identity(arn: str) -> dict[str, str]:
    account, resource = arn.split(":")[4:6]
    return {"UserId": _unique_id(account, resource), "Account": account, "Arn": arn}


def _unique_id(account: str, resource: str) -> str:
    kind, _, name = resource.partition("/")
    if kind == "root":
        return account
    if kind == "user":
        user = models.iam_backends[account]["aws"].users.get(name.rpartition("/")[2])
        return user.id if user else generate_access_key_id_from_account_id(account, "AIDA", 21)
    role, _, session = name.partition("/")
    roles = {one.name: one.id for one in models.iam_backends[account]["aws"].roles.values()}
    return f"{roles.get(role, 'AROA' + 'SANDBOX'.ljust(17, '2'))}:{session}"


def _root(arn: str) -> dict[str, str]:
    account = arn.split(":")[4]
    return {"Path": "/", "UserId": account, "Arn": arn, "CreateDate": "2015-01-01T00:00:00Z"}
