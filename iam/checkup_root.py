"""The checkup's items on the root user: its keys, its MFA, its use, and whether anybody else is there."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from iam.checkup_item import Item, Question, Refused, counted
from iam.checkup_reading import Reading
from iam.credential_report import Row

LATELY = timedelta(days=30)
"""Root is for a few rare tasks; the benchmark names no number, and a month is longer than any of them takes.

https://docs.aws.amazon.com/IAM/latest/UserGuide/root-user-tasks.html
"""

KEYS = Question(
    "root-keys",
    "2.4",
    "Access keys of the root user",
    "Nothing can limit what such a key does: whoever finds it owns the account.",
)
MFA = Question(
    "root-mfa",
    "2.5",
    "MFA of the root user",
    "With the password alone, one guessed or stolen word opens everything.",
)
HARDWARE = Question(
    "root-hardware-mfa",
    "2.6",
    "Hardware MFA of the root user",
    "A phone is lost, copied or called more easily than a device that lies in a safe.",
)
USE = Question(
    "root-use",
    "2.7",
    "Use of the root user",
    "What root does cannot be limited, and the log does not say which person it was.",
)
PEOPLE = Question(
    "individual-users",
    None,
    "A user of one's own for each person",
    "Who shares a sign-in cannot be told apart, and cannot be let go alone.",
)

_SIGN_IN = "Sign in as root, open the account menu > Security credentials"


def items(reading: Reading, *, now: datetime) -> Iterator[Item]:
    yield _keys(reading)
    yield _mfa(reading)
    yield _hardware(reading)
    yield _use(reading, now=now)
    yield _people(reading, now=now)


def _keys(reading: Reading) -> Item:
    if isinstance(reading.summary, Refused):
        return KEYS.refused(reading.summary)
    if not reading.summary.get("AccountAccessKeysPresent"):
        return KEYS.well("the root user has none")
    return KEYS.wrong(
        "the root user has access keys",
        mend=f"{_SIGN_IN} > Access keys, make each inactive, and delete it when nothing misses it.",
    )


def _mfa(reading: Reading) -> Item:
    if isinstance(reading.summary, Refused):
        return MFA.refused(reading.summary)
    if not _has_password(reading):
        return MFA.well("the root user has no password, so nobody signs in as root")
    if reading.summary.get("AccountMFAEnabled"):
        return MFA.well("the root user has MFA")
    return MFA.wrong(
        "the root user signs in with a password alone",
        mend=f"{_SIGN_IN} > Multi-factor authentication (MFA) > Assign MFA device.",
    )


def _hardware(reading: Reading) -> Item:
    if isinstance(reading.summary, Refused):
        return HARDWARE.refused(reading.summary)
    if isinstance(reading.root_has_virtual_mfa, Refused):
        return HARDWARE.refused(reading.root_has_virtual_mfa)
    if not _has_password(reading):
        return HARDWARE.well("the root user has no password, so nobody signs in as root")
    mend = f"{_SIGN_IN} > Multi-factor authentication (MFA), and assign a security key or a hardware token."
    if not reading.summary.get("AccountMFAEnabled"):
        return HARDWARE.wrong("the root user has no MFA at all", mend=mend)
    if reading.root_has_virtual_mfa:
        return HARDWARE.wrong(
            "the root user's MFA is an app on a phone or computer", mend=f"{mend} Then remove the app."
        )
    return HARDWARE.well("the root user has MFA, and it is not an app")


def _use(reading: Reading, *, now: datetime) -> Item:
    if isinstance(reading.report, Refused):
        return USE.refused(reading.report)
    root = next((row for row in reading.report if row.is_root), None)
    if root is None:
        return USE.unknown(
            "the credential report has no line about the root user",
            mend="Look in the IAM console > Credential report, first line.",
        )
    used = last_used(root)
    if used is None:
        return USE.well("no use of the root user is known")
    days = counted((now - used).days, "day", "days")
    if now - used > LATELY:
        return USE.well(f"last used {days} ago")
    return USE.wrong(
        f"last used {days} ago",
        mend="Find out who it was and what for: CloudTrail > Event history, user name root. Give that person a user.",
    )


def _people(reading: Reading, *, now: datetime) -> Item:
    if isinstance(reading.report, Refused):
        return PEOPLE.refused(reading.report)
    users = sum(not row.is_root for row in reading.report)
    if users:
        return PEOPLE.well(f"the account has {counted(users, 'IAM user', 'IAM users')} beside root")
    root = next((row for row in reading.report if row.is_root), None)
    used = last_used(root) if root else None
    if used is not None and now - used <= LATELY:
        return PEOPLE.wrong(
            "the account has no IAM user, and root is used",
            mend="Make a user for each person: IAM console > Users > Create user.",
        )
    return PEOPLE.unknown(
        "the account has no IAM user; people may come through roles",
        mend="Look in the IAM console > Identity providers, and in IAM Identity Center, how people sign in.",
    )


def _has_password(reading: Reading) -> bool:
    """Root's password can be taken away by the organization; an account that says nothing of it has one.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/id_root-user-privileged-task.html
    """
    return isinstance(reading.summary, Refused) or reading.summary.get("AccountPasswordPresent", 1) > 0


def last_used(root: Row) -> datetime | None:
    """The latest sign-in or use of a key that is active."""
    moments = [root.password_last_used, *(key.last_used for key in root.active_keys)]
    return max((moment for moment in moments if moment is not None), default=None)
