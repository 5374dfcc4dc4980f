"""A finding: something granted and not used, or unsafe, with evidence."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Finding:
    """`principal` is an ARN, or None for the account; `since` in days, None where the data cannot tell."""

    kind: str
    principal: str | None
    subject: str
    last_used: datetime | None
    since: int | None
    evidence: str
    suggestion: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"last_used": self.last_used.isoformat() if self.last_used else None}
