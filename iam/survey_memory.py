"""What a survey was told before, so that AWS is not asked again; and where what it is told now is put."""

from dataclasses import dataclass
from typing import Protocol

from iam.survey_credentials import Seen
from iam.usage_report import Report


@dataclass(frozen=True)
class About:
    """Whom a report is about. `unique_id` is empty for a policy; the fingerprint is of iam/fingerprints.py."""

    unique_id: str
    fingerprint: str


class Memory(Protocol):
    """By ARN. Who remembers decides how old a thing may be; told from one thread at a time."""

    def report(self, arn: str, about: About) -> Report | str | None:
        """What is remembered of exactly this: a report, or in words why there is none; None: nothing is."""
        ...

    def keep_report(self, arn: str, about: About, told: Report | str) -> None: ...

    def look(self, arn: str, fingerprint: str) -> Seen | None: ...

    def keep_look(self, arn: str, fingerprint: str, seen: Seen) -> None: ...


class Forgetful:
    """Of who surveys once."""

    def report(self, _arn: str, _about: About) -> Report | str | None:
        return None

    def keep_report(self, _arn: str, _about: About, _told: Report | str) -> None:
        """Nobody asks for it."""

    def look(self, _arn: str, _fingerprint: str) -> Seen | None:
        return None

    def keep_look(self, _arn: str, _fingerprint: str, _seen: Seen) -> None:
        """Nobody asks for it."""
