"""Console passwords: the account's policy or AWS's own, when they changed, and 'must reset'."""

import string
from collections.abc import Callable
from dataclasses import dataclass

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.iam import models, responses
from moto.iam.exceptions import IAMException
from moto.iam.models import AccountPasswordPolicy

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import IamCall, Result, User


class PasswordPolicyViolation(IAMException):
    code = "PasswordPolicyViolation"


@dataclass(frozen=True)
class _Kind:
    """A kind of character; `required` names the field of moto's policy that asks for it."""

    words: str
    required: str
    fits: Callable[[str], bool]


_KINDS = (
    _Kind("uppercase letter", "require_uppercase_characters", str.isupper),
    _Kind("lowercase letter", "require_lowercase_characters", str.islower),
    _Kind("number", "require_numbers", str.isdigit),
    _Kind("symbol", "require_symbols", lambda character: character in string.punctuation),
)


def install() -> None:
    wrapping.replace(models.User, "password_changed_at", None)
    wrapping.replace(models.User, "password_created_at", None)
    wrapping.before(responses.IamResponse, "create_login_profile", _refuse_weak)
    wrapping.after(responses.IamResponse, "create_login_profile", _finish_creation)
    wrapping.after(responses.IamResponse, "get_login_profile", _show)
    wrapping.replace(responses.IamResponse, "update_login_profile", _update)


def check(password: str, *, user: User, policy: AccountPasswordPolicy | None) -> None:
    """Refuse a password that the account's policy, or AWS's own without one, does not take."""
    shortest = policy.minimum_password_length if policy else 8
    if len(password) < shortest:
        raise PasswordPolicyViolation(f"Password should have a minimum length of {shortest}")
    missing = [kind for kind in _KINDS if not any(map(kind.fits, password))]
    for kind in missing:
        if policy and getattr(policy, kind.required):
            raise PasswordPolicyViolation(f"Password should have at least one {kind.words}")
    if policy:
        return
    if len(missing) > 1:
        raise PasswordPolicyViolation("Password should have at least three of the four kinds of characters")
    if password.lower() == user.name.lower():
        raise PasswordPolicyViolation("Password should not be identical to the user name")


def _refuse_weak(response: IamCall) -> None:
    user = response.backend.get_user(response._get_param("UserName"))
    password = response._get_param("Password")
    if not user.password:
        check(password, user=user, policy=response.backend.account_password_policy)


def _finish_creation(response: IamCall, result: Result) -> Result:
    user = response.backend.get_user(response._get_param("UserName"))
    user.password_created_at = user.password_changed_at = utcnow()
    user.password_reset_required = bool(response._get_param("PasswordResetRequired"))
    return _show(response, result)


def _show(response: IamCall, result: Result) -> Result:
    user = response.backend.get_user(response._get_param("UserName"))
    profile = {
        "CreateDate": user.password_created_at or user.create_date,
        "PasswordResetRequired": user.password_reset_required,
    }
    return ActionResult({"LoginProfile": result.result["LoginProfile"] | profile})


def _update(response: IamCall) -> Result:
    """Change what is given and nothing else."""
    user = response.backend.get_login_profile(response._get_param("UserName"))
    password = response._get_param("Password")
    must_reset = response._get_param("PasswordResetRequired")
    if password is not None:
        check(password, user=user, policy=response.backend.account_password_policy)
        user.password = password
        user.password_changed_at = utcnow()
    if must_reset is not None:
        user.password_reset_required = must_reset
    return EmptyResult()
