"""A kept finding: from the survey that found it first until one finds it no more, with what people answered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.kept_finding_states import START, TABLE, FindingMove, FindingState


class KeptFinding(Base):
    """What iam/finding.py says, once for each account, principal, kind and subject while it stands."""

    __tablename__ = "kept_finding"
    __table_args__ = (
        Index(None, "account", "state"),
        Index(None, "owner", "state"),
        Index(None, "state", "rests_until"),
        Index(None, "request_id"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[FindingState] = mapped_column(
        Enum(FindingState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    standing: Mapped[str | None] = mapped_column(unique=True)
    """Account, principal, kind and subject while it stands, so that it stands once; empty once it is gone."""
    account: Mapped[str]
    """The catalog's name for it."""
    principal: Mapped[str]
    """The ARN of the user, group, role or policy that it is about; empty: the account itself."""
    kind: Mapped[str]
    """One of iam/scan.py's."""
    subject: Mapped[str]
    last_used: Mapped[datetime | None]
    since: Mapped[int | None]
    """Days; empty where the data cannot tell."""
    evidence: Mapped[str]
    suggestion: Mapped[str]
    remedy: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """The stored changes (iam/changes.py) that end it and take nothing that was used; none: a person has to look."""
    weight: Mapped[int] = mapped_column(default=0)
    """The heavier is told first."""
    found_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    """By the latest survey that found it, or by a look of its own."""
    gone_at: Mapped[datetime | None]
    owner: Mapped[str | None]
    """The Slack id of whom it is put before; empty: nobody's in Slack, so the administrators'."""
    round_id: Mapped[int | None] = mapped_column(ForeignKey("round.id"))
    """The latest round that reminded of it."""
    unanswered: Mapped[int] = mapped_column(default=0)
    """Rounds that reminded of it, since somebody answered last."""
    rests_until: Mapped[datetime | None]
    answered_by: Mapped[str | None]
    answered_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    """The answer's reason, as it was typed."""
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The plan that takes it back."""

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[FindingState, Mapping[FindingMove, FindingState]]:
        return TABLE


def place(account: str, principal: str, kind: str, subject: str) -> str:
    """The value of `standing`. None of the four has a line feed in it."""
    return f"{account}\n{principal}\n{kind}\n{subject}"
