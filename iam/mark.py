"""The mark: what we gave, tagged on the IAM user itself, for the day on which our own rows have forgotten it.

A database restored from yesterday's copy knows nothing of today's leases. The mark says on whose account a membership
or a policy is there, and until when; so it is still known as ours, and still ends. It is a tag whose key names the bot
and the step, and whose value is the end. https://docs.aws.amazon.com/IAM/latest/UserGuide/id_tags.html: a user has 50
tags at most, a key 128 characters.
"""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from iam import faults, steps
from iam.account import User

if TYPE_CHECKING:
    from mypy_boto3_iam import IAMClient

PREFIX = "leasehold"
MOST_TAGS = 50
_FOR_GOOD = "permanent"


def key(owner: str, step: steps.AnyStep) -> str:
    """The tag's key. `owner` is the bot's Slack user: two bots on one account do not meddle with each other's."""
    kept = json.dumps(steps.stored(step), sort_keys=True)
    return f"{PREFIX}:{owner}:{hashlib.sha256(kept.encode()).hexdigest()[:16]}"


def of_plan(owner: str) -> str:
    """The key of the tag by which a user that a plan has made is known; it marks nothing that ends."""
    return f"{PREFIX}:{owner}:plan"


def found(user: User, owner: str) -> dict[str, datetime | None]:
    """Our marks on this user with their ends; None is for good, and so is what cannot be read."""
    ours, made = f"{PREFIX}:{owner}:", of_plan(owner)
    return {name: _end(value) for name, value in user.tags if name.startswith(ours) and name != made}


def put_on(iam: "IAMClient", user: str, marks: Mapping[str, datetime | None]) -> None:
    """Mark the user, in one call. Raises Later or Never."""
    tags = [{"Key": name, "Value": _written(end)} for name, end in marks.items()]
    with faults.told():
        iam.tag_user(UserName=user, Tags=tags)  # type: ignore[arg-type]  # a list of the two keys


def take_off(iam: "IAMClient", user: str, marks: Collection[str]) -> None:
    """Take the marks off; what is not there is off already. Raises Later or Never."""
    try:
        with faults.told():
            iam.untag_user(UserName=user, TagKeys=sorted(marks))
    except faults.Missing:
        return


def _written(end: datetime | None) -> str:
    return _FOR_GOOD if end is None else end.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _end(value: str) -> datetime | None:
    try:
        end = datetime.fromisoformat(value)
    except ValueError:
        return None
    return end if end.tzinfo else end.replace(tzinfo=UTC)
