"""Access Advisor's reports: made on demand, ready a moment later, for whoever asked and nobody else."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

READY_AFTER = 0.2
_GOOD_FOR = timedelta(hours=24)
Row = Mapping[str, Any]  # a member of a list in AWS's answer


@dataclass(frozen=True)
class Job:
    """One report, as it was when asked for; `owner` is a user or one session of a role.

    `entities` tells who could have used a service, and when each did last.
    """

    id: str
    owner: str
    level: str
    begun_at: datetime
    ready_at: datetime
    fails: bool
    services: Sequence[Row]
    entities: Callable[[str], Sequence[Row]]

    def status(self, now: datetime) -> str:
        if now < self.ready_at:
            return "IN_PROGRESS"
        return "FAILED" if self.fails else "COMPLETED"


class AccessAdvisor:
    """The jobs, and how long and how well they go; whoever calls holds the world's turn."""

    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._seconds = READY_AFTER
        self._failing = 0

    def order(self, *, seconds: float | None, fails: int | None) -> None:
        """Let reports take so long from now on, and the next `fails` of them fail."""
        self._seconds = self._seconds if seconds is None else seconds
        self._failing = self._failing if fails is None else fails

    def begin(
        self, *, owner: str, level: str, services: Sequence[Row], entities: Callable[[str], Sequence[Row]]
    ) -> Job:
        now = datetime.now(UTC)
        ready_at = now + timedelta(seconds=self._seconds)
        job = Job(
            str(uuid.uuid4()),
            owner,
            level,
            now,
            ready_at,
            fails=self._failing > 0,
            services=services,
            entities=entities,
        )
        self._failing = max(0, self._failing - 1)
        self._jobs[job.id] = job
        return job

    def job(self, job_id: str, *, owner: str) -> Job | None:
        """The job if it is this owner's, and not over."""
        found = self._jobs.get(job_id)
        is_theirs = found is not None and found.owner == owner
        return found if found and is_theirs and datetime.now(UTC) < found.begun_at + _GOOD_FOR else None

    def expire(self) -> None:
        """Let all reports be over at once."""
        self._jobs.clear()

    def clear(self) -> None:
        self.expire()
        self._seconds, self._failing = READY_AFTER, 0
