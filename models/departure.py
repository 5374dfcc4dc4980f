"""A departure: somebody of whom it is to be found out, or was, that they have left the workspace."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, select, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.inserting import insert_unless_there

_ASKED = "next_try_at IS NOT NULL"


class Departure(Base):
    """One row a person: who has left, has left once. Gone from the table when Slack shows them as a member (again)."""

    __tablename__ = "departure"
    __table_args__ = (
        Index("ix_departure_asked", "next_try_at", sqlite_where=text(_ASKED), postgresql_where=text(_ASKED)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    slack_id: Mapped[str] = mapped_column(unique=True)
    noticed_at: Mapped[datetime]
    next_try_at: Mapped[datetime | None]
    """When Slack is to be asked about them; empty once it has been."""
    tries: Mapped[int] = mapped_column(default=0)
    left_at: Mapped[datetime | None]
    """When Slack was seen to say that they are deactivated."""
    request_id: Mapped[int | None] = mapped_column(ForeignKey("request.id"))
    """The plan to take their IAM user back, where they have one."""


def is_noticed(session: Session, slack_id: str) -> bool:
    return session.scalar(select(Departure.id).where(Departure.slack_id == slack_id)) is not None


def notice(session: Session, slack_id: str, *, now: datetime) -> None:
    """Have Slack asked about this person; noticed twice, it is asked once."""
    row = {"slack_id": slack_id, "noticed_at": now, "next_try_at": now, "tries": 0}
    if insert_unless_there(session, Departure, row) is None:
        session.execute(update(Departure).where(Departure.slack_id == slack_id).values(next_try_at=now))
