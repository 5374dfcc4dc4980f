"""The console's door: who signs in with a password, and the new one that is asked for at the first time."""

from collections.abc import Mapping

from moto.iam.exceptions import IAMException

from sandbox.aws import accounts, grants, verdicts
from sandbox.aws.mends import passwords
from sandbox.aws.moto_types import Account, User
from sandbox.aws.verdicts import Question

SIGNED_IN, WRONG, MUST_RESET, MAY_NOT_CHANGE, TOO_WEAK = (
    "signed in",
    "wrong",
    "must reset",
    "may not change it",
    "too weak",
)


def sign_in(body: Mapping[str, object]) -> dict[str, str]:
    """`user`, `password`, and at will `new`: the password to come. What comes of it."""
    account = accounts.named(body)
    user = account.users.get(body.get("user"))
    if not user or not user.password or user.password != body.get("password"):
        return {"outcome": WRONG}
    new = body.get("new")
    if isinstance(new, str):
        return {"outcome": _change(account, user, new=new)}
    return {"outcome": MUST_RESET if user.password_reset_required else SIGNED_IN}


def _change(account: Account, user: User, *, new: str) -> str:
    if not _may_change(account, user):
        return MAY_NOT_CHANGE
    try:
        passwords.check(new, user=user, policy=account.account_password_policy)
    except IAMException:
        return TOO_WEAK
    if new == user.password:
        return TOO_WEAK
    user.password, user.password_reset_required = new, False
    return SIGNED_IN


def _may_change(account: Account, user: User) -> bool:
    """The account's password policy lets everybody, or a policy of the user's own has iam:ChangePassword.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_passwords_enable-user-change.html
    """
    policy = account.account_password_policy
    if policy and policy.allow_users_to_change_password:
        return True
    bounds = user.permissions_boundary
    boundary = grants.of(account, bounds["PermissionsBoundaryArn"]) if bounds else None
    about = {"aws:username": (user.name,)}
    asked = Question("iam:ChangePassword", user.arn, about)
    return verdicts.judge(grants.of(account, user.arn), boundary, asked).decision == verdicts.ALLOWED
