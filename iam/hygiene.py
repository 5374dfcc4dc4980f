"""Hygiene: keys and passwords nobody uses, console users without MFA, keys of the root user.

The report names candidates in one call for the whole account; each is then looked at live, because a report may be
four hours old and nobody should be nagged about what was mended meanwhile.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from iam import credential_report, credentials
from iam.access_keys import DeactivateKey
from iam.credential_report import Row
from iam.finding import Finding
from iam.remove_password import RemovePassword

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def findings(iam: "IAMClient", *, unused_days: int, now: datetime) -> list[Finding]:
    """Everything that holds right now. Raises Later or Never; what the data cannot tell is no finding."""
    old = now - timedelta(days=unused_days)
    rows = credential_report.read(iam)
    people = [finding for row in rows if not row.is_root for finding in _of_user(iam, row, old=old, now=now)]
    return [*_of_root(iam, rows), *people]


def _of_root(iam: "IAMClient", rows: list[Row]) -> Iterator[Finding]:
    if credentials.root_has_keys(iam):
        arn = next((row.arn for row in rows if row.is_root), None)
        yield Finding(
            kind="root-key",
            principal=arn,
            subject="root",
            last_used=None,
            since=None,
            evidence="the root user has access keys, and nothing can limit what they do",
            suggestion="sign in as root and delete them under Security credentials",
        )


def _of_user(iam: "IAMClient", row: Row, *, old: datetime, now: datetime) -> Iterator[Finding]:
    if any(_is_old(key.last_used or key.made_at, old) for key in row.active_keys):
        yield from _unused_keys(iam, row, old=old, now=now)
    if row.has_password and _is_old(row.password_last_used or row.password_changed_at, old):
        yield from _unused_password(iam, row, old=old, now=now)
    if row.has_password and not row.has_mfa:
        yield from _no_mfa(iam, row)


def _unused_keys(iam: "IAMClient", row: Row, *, old: datetime, now: datetime) -> Iterator[Finding]:
    for key in credentials.active_keys(iam, row.user):
        if _is_old(key.last_used or key.made_at, old):
            days = (now - (key.last_used or key.made_at)).days
            used = f"last used {days} days ago for {key.service}" if key.last_used else f"never used in {days} days"
            yield Finding(
                kind="unused-key",
                principal=row.arn,
                subject=key.id,
                last_used=key.last_used,
                since=days,
                evidence=used,
                suggestion="make it inactive, and delete it when nobody misses it",
                remedy=(DeactivateKey(row.user, key.id),),
            )


def _unused_password(iam: "IAMClient", row: Row, *, old: datetime, now: datetime) -> Iterator[Finding]:
    there, last_used = credentials.password(iam, row.user)
    since = last_used or row.password_changed_at
    if there and since is not None and since < old:
        days = (now - since).days
        used = f"last signed in {days} days ago" if last_used else f"no sign-in in the {days} days since it was set"
        yield Finding(
            kind="unused-password",
            principal=row.arn,
            subject=row.user,
            last_used=last_used,
            since=days,
            evidence=used,
            suggestion="remove the console password",
            remedy=(RemovePassword(row.user),),
        )


def _no_mfa(iam: "IAMClient", row: Row) -> Iterator[Finding]:
    if credentials.password(iam, row.user)[0] and not credentials.has_mfa(iam, row.user):
        yield Finding(
            kind="no-mfa",
            principal=row.arn,
            subject=row.user,
            last_used=None,
            since=None,
            evidence="can sign in with a password alone",
            suggestion="register an MFA device under My security credentials",
        )


def _is_old(moment: datetime | None, old: datetime) -> bool:
    return moment is not None and moment < old
