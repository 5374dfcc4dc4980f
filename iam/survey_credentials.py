"""Keys, passwords and MFA of those whom the credential report suspects, looked at right now.

The report is up to four hours old and has no key ids. Only who stands out in it is looked at: one call for a user's
keys and one a key, two for a password, one for MFA.
"""

import hashlib
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
class Seen:
    """What was looked at of one user; None: it did not stand out, or AWS did not tell."""

    keys: tuple[AccessKey, ...] | None = None
    """The active ones."""
    password: tuple[bool, datetime | None] | None = None
    """Whether there is one, and when it was last used."""
    mfa: bool | None = None


@dataclass(frozen=True)
class Live:
    """By user name. A user who is in none of them stands out in nothing, or AWS did not tell: see `unseen`."""

    keys: Mapping[str, Sequence[AccessKey]] = field(default_factory=dict)
    passwords: Mapping[str, tuple[bool, datetime | None]] = field(default_factory=dict)
    mfa: Mapping[str, bool] = field(default_factory=dict)
    unseen: Mapping[str, str] = field(default_factory=dict)
    """Of whom AWS did not show all, and in which words."""


@dataclass(frozen=True)
class Wanted:
    """What of one user is to be looked at. The fingerprint says whether a look of before still is about the same."""

    row: Row
    keys: bool
    password: bool
    mfa: bool

    @property
    def fingerprint(self) -> str:
        return hashlib.sha256(repr(self).encode()).hexdigest()


def wanted(rows: Sequence[Row], *, window: timedelta, now: datetime) -> list[Wanted]:
    """Whoever stands out in the report."""
    people = [
        Wanted(
            row,
            keys=_has_a_key_to_look_at(row, window=window, now=now),
            password=_has_an_idle_password(row, window=window, now=now),
            mfa=row.has_password and not row.has_mfa,
        )
        for row in rows
        if not row.is_root
    ]
    return [each for each in people if each.keys or each.password or each.mfa]


def look(
    iam: "IAMClient",
    people: Sequence[Wanted],
    *,
    known: Mapping[str, Seen],
    each: Callable[[Wanted, Seen], None],
) -> Live:
    """Look at them; `known` are those who were looked at before, by ARN. Raises nothing of AWS's.

    `each` is called with whoever was looked at whole, from one thread at a time.
    """
    unseen: dict[str, str] = {}
    found: dict[str, Seen] = {one.row.user: known[one.row.arn] for one in people if one.row.arn in known}
    left = [one for one in people if one.row.arn not in known]
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="credentials") as pool:
        for one, seen in zip(left, pool.map(lambda one: _seen(iam, one, unseen), left), strict=True):
            found[one.row.user] = seen
            if one.row.user not in unseen:
                each(one, seen)
    return Live(
        keys={user: seen.keys for user, seen in found.items() if seen.keys is not None},
        passwords={user: seen.password for user, seen in found.items() if seen.password is not None},
        mfa={user: seen.mfa for user, seen in found.items() if seen.mfa is not None},
        unseen=dict(sorted(unseen.items())),
    )


def _seen(iam: "IAMClient", one: Wanted, unseen: dict[str, str]) -> Seen:
    user = one.row.user

    def told(is_wanted: bool, ask: Callable[[], T]) -> T | None:  # noqa: FBT001 (a fact about the user)
        return _unless_refused(ask, user=user, unseen=unseen) if is_wanted else None

    return Seen(
        keys=told(one.keys, lambda: tuple(credentials.active_keys(iam, user))),
        password=told(one.password, lambda: credentials.password(iam, user)),
        mfa=told(one.mfa, lambda: credentials.has_mfa(iam, user)),
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
