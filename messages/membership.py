"""Membership: who is in which user group, as Slack told it a minute ago. For showing alone: a decision asks live."""

import threading
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from iam.faults import Fault, Later
from messages.means import Means

KEPT = timedelta(minutes=1)
"""One call tells of all groups, of the twenty a minute that Slack grants and that decisions need too.

https://docs.slack.dev/reference/methods/usergroups.list: Tier 2, and `include_users` brings the members along.
"""
AFTER_A_FAULT = timedelta(seconds=10)


@dataclass(frozen=True)
class Told:
    """What is known of somebody's groups: handles with their @; whether it is what Slack told of late."""

    groups: frozenset[str]
    is_fresh: bool
    again_at: datetime
    """When Slack may be asked again."""


class Membership:
    """In this process, for all threads."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._members: Mapping[str, frozenset[str]] | None = None
        self._is_fresh = False
        self._again_at: datetime | None = None

    def of(self, means: Means, person: str, *, remembered: Iterable[str]) -> Told:
        """Ask Slack once a minute; when it does not tell, what it told before, or what the Home remembers."""
        with self._guard:
            now = means.clock()
            if self._again_at is None or now >= self._again_at:
                self._again_at = now + self._ask(means)
            if self._members is None:
                return Told(frozenset(remembered), is_fresh=False, again_at=self._again_at)
            groups = frozenset(handle for handle, users in self._members.items() if person in users)
            return Told(groups, is_fresh=self._is_fresh, again_at=self._again_at)

    def _ask(self, means: Means) -> timedelta:
        """Give how long not to ask again."""
        try:
            with means.calling("usergroups.list"):
                groups: list[dict[str, Any]] = means.client.usergroups_list(include_users=True)["usergroups"]
        except Fault as fault:
            means.log.warning("membership.unknown", fault=fault.words)
            self._is_fresh = False
            after = fault.after if isinstance(fault, Later) else None
            return max(AFTER_A_FAULT, after or AFTER_A_FAULT)
        self._members = {f"@{each['handle']}": frozenset(each.get("users") or ()) for each in groups}
        self._is_fresh = True
        return KEPT
