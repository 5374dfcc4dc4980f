"""Findings about users, roles and their credentials: unused ones, old keys, two keys, no MFA."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from iam import trust
from iam.access_keys import DeactivateKey
from iam.authorization import RoleDetail, UserDetail
from iam.checkup_credentials import OLD
from iam.checkup_item import Refused, listed
from iam.credential_report import Row
from iam.credentials import AccessKey
from iam.finding import Finding
from iam.granted import TRACKED
from iam.remedies import Remedy
from iam.remove_password import RemovePassword
from iam.survey import Survey, is_a_service_s_own
from iam.usage_report import Report


def findings(survey: Survey, *, window: timedelta, now: datetime) -> Iterator[Finding]:
    for role in survey.details.roles:
        if not is_a_service_s_own(role):
            yield from _role(role, survey.usage.reports.get(role.arn), window=window, now=now)
    if isinstance(survey.report, Refused):
        return
    rows = {row.user: row for row in survey.report if not row.is_root}
    for user in survey.details.users:
        if user.name in rows:
            row = rows[user.name]
            yield from _user(user, row, survey.usage.reports.get(user.arn), window=window, now=now)
            yield from _keys(user, survey.live.keys.get(user.name, ()), window=window, now=now)
            yield from _password(user, row, survey.live.passwords, window=window, now=now)
            yield from _mfa(user, survey.live.mfa)


def _role(role: RoleDetail, report: Report | None, *, window: timedelta, now: datetime) -> Iterator[Finding]:
    """A role that nobody was, says its own last use; that of its services says nothing else."""
    last = max([*(report.used.values() if report else ()), *([role.last_used] if role.last_used else [])], default=None)
    if report is None or now - role.made_at < window or window > TRACKED or (last and now - last <= window):
        return
    since = f"nobody has been this role since {last:%Y-%m-%d}" if last else _never(now - role.made_at)
    trusted = trust.who_may_assume(role.trust)
    yield Finding(
        kind="unused-role",
        principal=role.arn,
        subject=role.name,
        last_used=last,
        since=(now - last).days if last else min(now - role.made_at, TRACKED).days,
        evidence=f"{since}; it may be assumed by {listed(trusted) if trusted else 'nobody'}",
        suggestion="ask whoever may assume it, detach its policies, and delete it when nobody misses it",
    )


def _user(user: UserDetail, row: Row, report: Report | None, *, window: timedelta, now: datetime) -> Iterator[Finding]:
    """Only who has neither used a service nor a password nor a key; a credential of unknown age says nothing."""
    signed = [row.password_last_used, *(key.last_used for key in row.active_keys)]
    uses = [*(report.used.values() if report else ()), *(use for use in signed if use is not None)]
    last = max(uses, default=None)
    made = [row.password_changed_at] if row.has_password else []
    made += [key.made_at for key in row.active_keys]
    is_known = report is not None and all(moment is not None for moment in made) and window <= TRACKED
    begun = max([user.made_at, *(moment for moment in made if moment is not None)])
    if not is_known or now - begun < window or (last is not None and now - last <= window):
        return
    yield Finding(
        kind="unused-user",
        principal=user.arn,
        subject=user.name,
        last_used=last,
        since=(now - last).days if last else min(now - user.made_at, TRACKED).days,
        evidence=f"no sign-in, no key and no service used since {last:%Y-%m-%d}"
        if last
        else _never(now - user.made_at),
        suggestion="ask who it is for; make its keys inactive, remove its password, and delete it if nobody misses it",
    )


def _keys(user: UserDetail, keys: Sequence[AccessKey], *, window: timedelta, now: datetime) -> Iterator[Finding]:
    for key in keys:
        unused = now - (key.last_used or key.made_at)
        off = (DeactivateKey(user.name, key.id),) if unused > window else ()
        if off:
            yield _about(
                user,
                "unused-key",
                key.id,
                last_used=key.last_used,
                since=unused.days,
                evidence=f"last used {unused.days} days ago for {key.service}"
                if key.last_used
                else f"never used in {unused.days} days",
                suggestion="make it inactive, and delete it when nobody misses it",
                remedy=off,
            )
        if now - key.made_at > OLD:
            yield _about(
                user,
                "old-key",
                key.id,
                last_used=key.last_used,
                since=None,
                evidence=f"made {(now - key.made_at).days} days ago, and a key should live {OLD.days}",
                suggestion="make it inactive: nobody uses it"
                if off
                else "make a new key, move to it, then make this one inactive",
                remedy=off,
            )
    if len(keys) > 1:
        idle = next((key.id for key in keys if now - (key.last_used or key.made_at) > window), None)
        yield _about(
            user,
            "two-keys",
            user.name,
            last_used=None,
            since=None,
            evidence=f"two active keys: {' and '.join(key.id for key in keys)}",
            suggestion=f"make {idle} inactive" if idle else "find out which one is in use, and make the other inactive",
            remedy=(DeactivateKey(user.name, idle),) if idle else (),
        )


def _password(
    user: UserDetail, row: Row, live: Mapping[str, tuple[bool, datetime | None]], *, window: timedelta, now: datetime
) -> Iterator[Finding]:
    there, last = live.get(user.name, (False, None))
    since = last or row.password_changed_at
    if there and since is not None and now - since > window:
        days = (now - since).days
        yield _about(
            user,
            "unused-password",
            user.name,
            last_used=last,
            since=days,
            evidence=f"last signed in {days} days ago" if last else f"no sign-in in the {days} days since it was set",
            suggestion="remove the console password",
            remedy=(RemovePassword(user.name),),
        )


def _mfa(user: UserDetail, live: Mapping[str, bool]) -> Iterator[Finding]:
    if live.get(user.name) is False:
        yield _about(
            user,
            "no-mfa",
            user.name,
            last_used=None,
            since=None,
            evidence="can sign in with a password alone",
            suggestion="register an MFA device under My security credentials",
        )


def _about(
    user: UserDetail,
    kind: str,
    subject: str,
    *,
    last_used: datetime | None,
    since: int | None,
    evidence: str,
    suggestion: str,
    remedy: Remedy = (),
) -> Finding:
    return Finding(kind, user.arn, subject, last_used, since, evidence, suggestion, remedy)


def _never(age: timedelta) -> str:
    return f"no use known in the {min(age, TRACKED).days} days that are known"
