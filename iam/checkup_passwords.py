"""The checkup's items on the account's password policy."""

from collections.abc import Iterator

from iam.checkup_item import Item, Proposal, Question, Refused
from iam.checkup_reading import Reading

SHORTEST = 14
REMEMBERED = 24
"""Both numbers are those of CIS AWS Foundations; 24 is the most that IAM remembers.

https://docs.aws.amazon.com/IAM/latest/APIReference/API_UpdateAccountPasswordPolicy.html
"""
BY_DEFAULT = 8
"""Characters that AWS itself asks for where the account has no policy."""

LENGTH = Question(
    "password-length",
    "2.8",
    "Length of passwords",
    "Short passwords are guessed by machines in hours, long ones are not.",
)
REUSE = Question(
    "password-reuse",
    "2.9",
    "Former passwords",
    "A password that leaked once opens the account again when it may come back.",
)

_CONSOLE = "IAM console > Account settings > Password policy > Edit"


def items(reading: Reading) -> Iterator[Item]:
    yield _length(reading)
    yield _reuse(reading)


def _length(reading: Reading) -> Item:
    policy = reading.passwords
    if isinstance(policy, Refused):
        return LENGTH.refused(policy)
    if policy is not None and policy.shortest >= SHORTEST:
        return LENGTH.well(f"at least {policy.shortest} characters")
    return LENGTH.wrong(
        f"{policy.shortest} characters are enough"
        if policy
        else f"the account has no password policy, and {BY_DEFAULT} characters are enough for AWS",
        mend=f"{_CONSOLE}: at least {SHORTEST} characters.",
        change=Proposal("password-policy", (("MinimumPasswordLength", str(SHORTEST)),)),
    )


def _reuse(reading: Reading) -> Item:
    policy = reading.passwords
    if isinstance(policy, Refused):
        return REUSE.refused(policy)
    remembered = policy.remembers if policy else 0
    if remembered >= REMEMBERED:
        return REUSE.well(f"the last {remembered} may not be used again")
    return REUSE.wrong(
        f"only the last {remembered} may not be used again" if remembered else "any of them may be used again",
        mend=f"{_CONSOLE}: prevent password reuse, remember {REMEMBERED} passwords.",
        change=Proposal("password-policy", (("PasswordReusePrevention", str(REMEMBERED)),)),
    )
