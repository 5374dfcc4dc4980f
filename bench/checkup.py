"""How many calls of AWS a checkup takes, and how long: an account with 5,000 users, each with all that is looked at.

The number is fixed by what the account holds in pages, never by a call a user: five calls, one for each 1,000 MFA
devices, one for each 1,000 users, groups, roles and policies together. AWS may give smaller pages of the last; the
emulated AWS fills them.
"""

import time
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime

import psutil

from iam import authorization, checkup
from sandbox.aws.driver import Emulated

USERS, GROUPS, POLICIES = 5_000, 300, 100
PORTION = 500
"""Users seeded at once: more in one call would be longer than the driver waits."""


@dataclass(frozen=True)
class Row:
    """Calls by operation, all of them; seconds of AWS and of judging together; megabytes that it grew by."""

    users: int
    calls: int
    by_operation: str
    a_page: int
    seconds: float
    grown: float


def measure(aws: Emulated, *, users: int = USERS) -> Row:
    _fill(aws, users)
    aws.wait_for(lambda: aws.iam.generate_credential_report()["State"] == "COMPLETE", seconds=60, what="the report")
    aws.clear_calls()
    before, begun = psutil.Process().memory_info().rss, time.perf_counter()
    items = checkup.look(aws.iam, admin_group="admins", now=datetime.now(UTC))
    took, grown = time.perf_counter() - begun, psutil.Process().memory_info().rss - before
    assert all(item.evidence for item in items)  # noqa: S101 (what was measured is what is told)
    counts = Counter(call.operation for call in aws.calls())
    return Row(
        users=users,
        calls=counts.total(),
        by_operation=", ".join(f"{operation} {number}" for operation, number in counts.most_common()),
        a_page=authorization.PORTION,
        seconds=round(took, 2),
        grown=round(grown / 1e6, 1),
    )


def _fill(aws: Emulated, users: int) -> None:
    statement = {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}
    document = {"Version": "2012-10-17", "Statement": [statement]}
    groups = {f"group-{number:03}": list[str]() for number in range(GROUPS - 1)} | {"admins": ["AdministratorAccess"]}
    aws.seed({"groups": groups, "policies": {f"policy-{number:03}": document for number in range(POLICIES)}})
    names = [f"person-{number:04}" for number in range(users)]
    for start in range(0, users, PORTION):
        aws.seed(
            {"users": {name: _user(place) for place, name in enumerate(names) if start <= place < start + PORTION}}
        )


def _user(place: int) -> dict[str, object]:
    return {
        "tags": {"email": f"person-{place:04}@example.com"},
        "groups": [f"group-{place % (GROUPS - 1):03}"],
        "policies": [f"policy-{place % POLICIES:03}"],
        "password": True,
        "mfa": True,
        "keys": 2,
    }


def main() -> None:
    with Emulated.start() as aws:
        row = measure(aws)
    print(f"{row.users:,} users: {row.calls} calls in {row.seconds} s, {row.grown} MB")
    print(f"{row.by_operation}; up to {row.a_page:,} a page")


if __name__ == "__main__":
    main()
