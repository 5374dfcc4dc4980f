"""The credential report: every user's password, keys and MFA in one table, up to four hours old.

https://docs.aws.amazon.com/IAM/latest/UserGuide/id_credentials_getting-report.html
"""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from iam import faults

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

ROOT = "<root_account>"


@dataclass(frozen=True)
class Key:
    """An access key's slot in the report: 1 or 2; `last_used` None: never, or not since AWS keeps count."""

    slot: int
    made_at: datetime | None
    last_used: datetime | None


@dataclass(frozen=True)
class Row:
    """One user, or the root user."""

    user: str
    arn: str
    has_password: bool
    password_last_used: datetime | None
    password_changed_at: datetime | None
    has_mfa: bool
    active_keys: tuple[Key, ...]

    @property
    def is_root(self) -> bool:
        return self.user == ROOT


def read(iam: "IAMClient") -> list[Row]:
    """Get the newest report; Later while AWS is still writing one."""
    with faults.told():
        state = iam.generate_credential_report()["State"]
    if state != "COMPLETE":
        raise faults.Later(f"the credential report is {state}", code="ReportInProgress")
    with faults.told():
        content = iam.get_credential_report()["Content"]
    return [_row(each) for each in csv.DictReader(io.StringIO(content.decode()))]


def _row(columns: Mapping[str, str]) -> Row:
    """Read by name: AWS adds columns. What is not supported or not applicable is neither yes nor a time."""
    keys = (_key(columns, slot) for slot in (1, 2) if columns.get(f"access_key_{slot}_active") == "true")
    return Row(
        user=columns["user"],
        arn=columns["arn"],
        has_password=columns.get("password_enabled") == "true",
        password_last_used=_time(columns.get("password_last_used")),
        password_changed_at=_time(columns.get("password_last_changed")),
        has_mfa=columns.get("mfa_active") == "true",
        active_keys=tuple(keys),
    )


def _key(columns: Mapping[str, str], slot: int) -> Key:
    made = _time(columns.get(f"access_key_{slot}_last_rotated"))
    return Key(slot=slot, made_at=made, last_used=_time(columns.get(f"access_key_{slot}_last_used_date")))


def _time(text: str | None) -> datetime | None:
    """An ISO time, or one of 'N/A', 'no_information' and 'not_supported', which say no time."""
    try:
        time = datetime.fromisoformat(text or "")
    except ValueError:
        return None
    return time if time.tzinfo else None
