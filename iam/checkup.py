"""The checkup: one account held against the security checklist, item by item, with evidence.

The numbers are those of CIS AWS Foundations v7.0, section 2 (Identity and Access Management).
https://www.cisecurity.org/benchmark/amazon_web_services
"""

from datetime import datetime
from typing import TYPE_CHECKING

from iam import (
    checkup_credentials,
    checkup_elsewhere,
    checkup_passwords,
    checkup_permissions,
    checkup_reading,
    checkup_root,
)
from iam.checkup_item import Item
from iam.checkup_reading import Reading

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient


def look(iam: "IAMClient", *, admin_group: str | None, now: datetime) -> tuple[Item, ...]:
    """Read the account and judge it. Raises Later; what AWS refuses to show makes its items unknown."""
    return items(checkup_reading.read(iam), admin_group=admin_group, now=now)


def items(reading: Reading, *, admin_group: str | None, now: datetime) -> tuple[Item, ...]:
    """Every item, once, whatever came out: by the benchmark's numbers, then those that it does not have."""
    found = (
        *checkup_root.items(reading, now=now),
        *checkup_passwords.items(reading),
        *checkup_credentials.items(reading, now=now),
        *checkup_permissions.items(reading, admin_group=admin_group),
        *checkup_elsewhere.items(reading, now=now),
    )
    return tuple(sorted(found, key=_place))


def _place(item: Item) -> tuple[int, ...]:
    return tuple(map(int, item.cis.split("."))) if item.cis else (99,)
