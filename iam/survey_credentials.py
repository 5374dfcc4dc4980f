"""Keys, passwords and MFA of those whom the credential report suspects, looked at right now.

The report is up to four hours old and has no key ids. Only who stands out in it is looked at: one call for a user's
keys and one a key, two for a password, one for MFA.
"""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

from iam import credentials, faults
from iam.checkup_credentials import OLD
from iam.credential_report import Key, Row
from iam.credentials import AccessKey
from iam.patience import patiently
from iam.survey_usage import AT_ONCE

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

T = TypeVar("T")


@dataclass(frozen=True)
class Live:
    """By user name. A user who is in none of them stands out in nothing, or AWS did not tell: see `unseen`."""

    keys: Mapping[str, Sequence[AccessKey]] = field(default_factory=dict)
    """The active ones."""
    passwords: Mapping[str, tuple[bool, datetime | None]] = field(default_factory=dict)
    """Whether there is one, and when it was last used."""
    mfa: Mapping[str, bool] = field(default_factory=dict)
    unseen: tuple[str, ...] = ()
    """What AWS did not show, a line each."""


def look(iam: "IAMClient", rows: Sequence[Row], *, window: timedelta, now: datetime) -> Live:
    """Raises nothing of AWS's."""
    people = [row for row in rows if not row.is_root]
    unseen: dict[str, str] = {}

    def each_of(users: Sequence[str], ask: Callable[[str], T]) -> dict[str, T]:
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="credentials") as pool:
            found = pool.map(lambda user: _unless_refused(lambda: ask(user), user=user, unseen=unseen), users)
            return {user: told for user, told in zip(users, found, strict=True) if told is not None}

    return Live(
        keys=each_of(
            [row.user for row in people if _has_a_key_to_look_at(row, window=window, now=now)],
            lambda user: credentials.active_keys(iam, user),
        ),
        passwords=each_of(
            [row.user for row in people if _has_an_idle_password(row, window=window, now=now)],
            lambda user: credentials.password(iam, user),
        ),
        mfa=each_of(
            [row.user for row in people if row.has_password and not row.has_mfa],
            lambda user: credentials.has_mfa(iam, user),
        ),
        unseen=tuple(f"{user}: {words}" for user, words in sorted(unseen.items())),
    )


def _unless_refused(look_at: Callable[[], T], *, user: str, unseen: dict[str, str]) -> T | None:
    try:
        return patiently(look_at)
    except faults.Fault as fault:
        unseen[user] = fault.words
        return None


def _has_a_key_to_look_at(row: Row, *, window: timedelta, now: datetime) -> bool:
    return len(row.active_keys) > 1 or any(_stands_out(key, window=window, now=now) for key in row.active_keys)


def _stands_out(key: Key, *, window: timedelta, now: datetime) -> bool:
    since = key.last_used or key.made_at
    return since is None or now - since > window or key.made_at is None or now - key.made_at > OLD


def _has_an_idle_password(row: Row, *, window: timedelta, now: datetime) -> bool:
    since = row.password_last_used or row.password_changed_at
    return row.has_password and since is not None and now - since > window
