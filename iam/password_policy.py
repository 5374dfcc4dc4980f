"""The account's password policy, read and changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar

from iam import faults
from iam.change import Change

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

Settings = tuple[tuple[str, str], ...]
"""Names as UpdateAccountPasswordPolicy has them, values as text: ("MinimumPasswordLength", "14")."""

_NUMBERS = ("MaxPasswordAge", "MinimumPasswordLength", "PasswordReusePrevention")
_SWITCHES = (
    "AllowUsersToChangePassword",
    "HardExpiry",
    "RequireLowercaseCharacters",
    "RequireNumbers",
    "RequireSymbols",
    "RequireUppercaseCharacters",
)
_UNSAID = {"MinimumPasswordLength": "6"} | dict.fromkeys(_SWITCHES, "false")
"""What AWS takes for what is left out, in the policy's API page; an age and a reuse left out are none."""


def standing(iam: "IAMClient") -> Settings | None:
    """Read what the account has, by name; None: no policy of its own. Raises Later or Never."""
    try:
        with faults.told():
            found: dict[str, Any] = {**iam.get_account_password_policy()["PasswordPolicy"]}
    except faults.Missing:
        return None
    return _whole((name, str(found[name]).lower()) for name in (*_NUMBERS, *_SWITCHES) if found.get(name))


@dataclass(frozen=True)
class ChangePasswordPolicy(Change):
    """https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html

    What `after` leaves out is AWS's own again, as the call has it. `before` is what `standing` has read. None is no
    policy of the account's own.
    """

    before: Settings | None
    after: Settings | None
    kind: ClassVar[str] = "change-password-policy"
    rights: ClassVar[tuple[str, ...]] = (
        "iam:UpdateAccountPasswordPolicy",
        "iam:DeleteAccountPasswordPolicy",
        "iam:GetAccountPasswordPolicy",
    )

    def is_made(self, iam: "IAMClient") -> bool:
        return standing(iam) == (None if self.after is None else _whole(self.after))

    def make(self, iam: "IAMClient") -> None:
        _put(iam, self.after)

    def unmake(self, iam: "IAMClient") -> None:
        _put(iam, self.before)


def _put(iam: "IAMClient", settings: Settings | None) -> None:
    if settings is None:
        with faults.gone_is_done():
            iam.delete_account_password_policy()
        return
    asked: Any = {name: int(value) if name in _NUMBERS else value == "true" for name, value in settings}
    with faults.told():
        iam.update_account_password_policy(**asked)


def _whole(settings: Iterable[tuple[str, str]]) -> Settings:
    """All that holds, in one order: what is left out too."""
    return tuple(sorted((_UNSAID | dict(settings)).items()))
