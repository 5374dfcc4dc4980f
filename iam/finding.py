"""A finding: something granted and not used, or unsafe, with evidence."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from iam.changes import AnyChange


@dataclass(frozen=True, slots=True)
class Finding:
    """`principal` is an ARN, or None for the account; `since` in days, None where the data cannot tell.

    `remedy` are the changes that do what the suggestion says and take nothing that was used, or may have been: all of
    an account's together, or any of them. None where a person has to look first, where something would have to be
    given in its place, where something would be deleted that a person made for others (a group, a policy), and for
    whatever belongs to a role.
    """

    kind: str
    principal: str | None
    subject: str
    last_used: datetime | None
    since: int | None
    evidence: str
    suggestion: str
    remedy: tuple[AnyChange, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """What is printed and told; the remedy is kept by itself."""
        return {
            "kind": self.kind,
            "principal": self.principal,
            "subject": self.subject,
            "last_used": self.last_used.isoformat() if self.last_used else None,
            "since": self.since,
            "evidence": self.evidence,
            "suggestion": self.suggestion,
        }
