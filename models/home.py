"""A Home: one person's Home tab in Slack, which we keep true for as long as somebody opens it now and then."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, select, text
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.inserting import insert_unless_there

_BEHIND = "shown_version < version"


class Home(Base):
    """Which state of things it shows, and which it should. What is drawn is compared before it is published."""

    __tablename__ = "home"
    __table_args__ = (
        Index("ix_home_behind", "next_try_at", sqlite_where=text(_BEHIND), postgresql_where=text(_BEHIND)),
        Index(None, "opened_at"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    person: Mapped[str] = mapped_column(unique=True)
    """Their Slack id."""
    opened_at: Mapped[datetime]
    """When they last opened it: what nobody opens is not kept true for ever."""
    pages: Mapped[dict[str, Any]]
    """Which page of a long list they have turned to, by the list's name; the first where nothing is said."""
    groups: Mapped[list[str]]
    """The user groups (@handle) they were in when it was drawn last: remembered for showing, never for deciding."""
    version: Mapped[int] = mapped_column(default=1)
    """Counts what happened to what it shows."""
    shown_version: Mapped[int] = mapped_column(default=0)
    shown: Mapped[str] = mapped_column(default="")
    """A digest of the view that Slack has; empty while it has none."""
    drawn_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")


def opened(session: Session, person: str, *, now: datetime) -> Home:
    """The Home of somebody who looks at it now: behind, and due at once."""
    fresh = {"person": person, "opened_at": now, "pages": {}, "groups": [], "next_try_at": now}
    insert_unless_there(session, Home, fresh)
    home = session.scalars(select(Home).where(Home.person == person).with_for_update()).one()
    home.opened_at = home.next_try_at = now
    home.version += 1
    return home
