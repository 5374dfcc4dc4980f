"""The credential report: made on demand, good for four hours, with a row for root."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.iam import models, responses
from moto.iam.exceptions import IAMException, ReportNotPresentException

from sandbox.aws.mends import wrapping
from sandbox.aws.moto_types import Account, IamCall, Key, Result, User

_TAKES = timedelta(seconds=0.2)
_GOOD_FOR = timedelta(hours=4)
_KEY_FIELDS = ("active", "last_rotated", "last_used_date", "last_used_region", "last_used_service")
_COLUMNS = [
    *("user", "arn", "user_creation_time", "password_enabled", "password_last_used"),
    *("password_last_changed", "password_next_rotation", "mfa_active"),
    *(f"access_key_{number}_{field}" for number in (1, 2) for field in _KEY_FIELDS),
    *("cert_1_active", "cert_1_last_rotated", "cert_2_active", "cert_2_last_rotated"),
]
_NO_KEY = ["false", "N/A", "N/A", "N/A", "N/A"]


class ReportInProgress(IAMException):
    code = "ReportInProgress"


class ReportExpired(IAMException):
    code = "ReportExpired"


@dataclass(frozen=True)
class _Report:
    """A report and when it was begun; it can be read a moment later."""

    begun_at: datetime
    content: str

    @property
    def made_at(self) -> datetime:
        return self.begun_at + _TAKES

    def is_in_progress(self, now: datetime) -> bool:
        return now < self.made_at

    def is_over(self, now: datetime) -> bool:
        return now > self.made_at + _GOOD_FOR


def install() -> None:
    wrapping.replace(models.IAMBackend, "root_last_used", None)
    wrapping.replace(responses.IamResponse, "generate_credential_report", _generate)
    wrapping.replace(responses.IamResponse, "get_credential_report", _get)


def _generate(response: IamCall) -> Result:
    account = response.backend
    report = account.credential_report
    now = datetime.now(UTC)
    if report and report.is_in_progress(now):
        return ActionResult({"State": "INPROGRESS", "Description": "A report generation is in progress"})
    if report and not report.is_over(now):
        return ActionResult({"State": "COMPLETE"})
    account.credential_report = _Report(now, _written(account))
    description = "No report exists. Starting a new report generation task"
    return ActionResult({"State": "STARTED", "Description": description})


def _get(response: IamCall) -> Result:
    report = response.backend.credential_report
    now = datetime.now(UTC)
    if not report:
        raise ReportNotPresentException("No report has been generated for this account.")
    if report.is_in_progress(now):
        raise ReportInProgress("Credential report is in progress.")
    if report.is_over(now):
        raise ReportExpired("The report has expired. Please generate a new one.")
    return ActionResult({"Content": report.content, "ReportFormat": "text/csv", "GeneratedTime": report.made_at})


def _written(account: Account) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerow(_root(account))
    writer.writerows(_row(user) for user in sorted(account.users.values(), key=lambda user: user.name))
    return text.getvalue()


def _root(account: Account) -> list[str]:
    summary = account.account_summary.summary_map
    made = (utcnow() - timedelta(days=1000)).strftime("%Y-%m-%dT00:00:00+00:00")
    used = _time(account.root_last_used) if account.root_last_used else "no_information"
    key = ["true", made, "N/A", "N/A", "N/A"] if summary["AccountAccessKeysPresent"] else _NO_KEY
    return [
        *("<root_account>", f"arn:aws:iam::{account.account_id}:root", made),
        *("not_supported", used, "not_supported", "not_supported"),
        _flag(condition=bool(summary["AccountMFAEnabled"])),
        *(*key, *_NO_KEY, "false", "N/A", "false", "N/A"),
    ]


def _row(user: User) -> list[str]:
    keys = [*map(_key, user.access_keys), _NO_KEY, _NO_KEY]
    return [
        *(user.name, user.arn, _time(user.create_date)),
        *_password(user),
        _flag(condition=bool(user.mfa_devices)),
        *(*keys[0], *keys[1], *_certificates(user)),
    ]


def _password(user: User) -> list[str]:
    if not user.password:
        return ["false", "N/A", "N/A", "N/A"]
    used = _time(user.password_last_used) if user.password_last_used else "no_information"
    return ["true", used, _time(user.password_changed_at or user.create_date), "N/A"]


def _key(key: Key) -> list[str]:
    used = [_time(key.last_used.timestamp), key.last_used.region, key.last_used.service] if key.last_used else []
    return [_flag(condition=key.status == "Active"), _time(key.create_date), *(used or ["N/A"] * 3)]


def _certificates(user: User) -> Iterator[str]:
    found = [
        (_flag(condition=one.status == "Active"), _time(one.upload_date)) for one in user.signing_certificates.values()
    ]
    for pair in [*found, ("false", "N/A"), ("false", "N/A")][:2]:
        yield from pair


def _flag(*, condition: bool) -> str:
    return "true" if condition else "false"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%dT%H:%M:%S+00:00")
