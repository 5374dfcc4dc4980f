"""A draft: a new IAM user on the way through its form, kept between two steps of it."""

import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Index, delete, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId

KEPT = timedelta(days=1)
"""For how long a form that stands open may be gone on with."""


@dataclass(frozen=True)
class NewUser:
    """What the form says so far, as typed and chosen; `groups` by name, policies by ARN."""

    name: str = ""
    whose: str = ""
    """The Slack user whom it is for; empty where nobody was chosen yet."""
    console: bool = True
    must_reset: bool = True
    programmatic: bool = False
    path: str = "/"
    tags: str = ""
    groups: tuple[str, ...] = ()
    new_group: str = ""
    new_group_policies: tuple[str, ...] = ()
    like: str = ""
    """The IAM user whose groups are copied."""
    copied: tuple[str, ...] = ()
    """These groups, as they were when that was chosen."""
    policies: tuple[str, ...] = ()
    reason: str = ""


class Draft(Base):
    """One for a form. Only who began it may go on with it."""

    __tablename__ = "draft"
    __table_args__ = (Index(None, "updated_at"),)

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    """What the form carries to be found by: it cannot be guessed, and says nothing."""
    by: Mapped[str]
    content: Mapped[dict[str, Any]]
    updated_at: Mapped[datetime]
    drawing: Mapped[str] = mapped_column(default="")
    """The page that the form shows while what stands on it is still being worked out."""

    @property
    def new_user(self) -> NewUser:
        return restored(self.content)

    def keep(self, new_user: NewUser, *, now: datetime) -> None:
        """Whatever was being worked out is of no use any more."""
        self.content, self.updated_at, self.drawing = stored(new_user), now, ""


def begin(session: Session, new_user: NewUser, *, by: str, now: datetime) -> Draft:
    draft = Draft(key=secrets.token_urlsafe(16), by=by, content=stored(new_user), updated_at=now)
    session.add(draft)
    return draft


def of(session: Session, key: str, *, by: str) -> Draft | None:
    """Find the draft of that form, to be gone on with; None when it is another's, or forgotten."""
    return session.scalars(select(Draft).where(Draft.key == key, Draft.by == by).with_for_update()).one_or_none()


def shows(session: Session, key: str, drawing: str) -> bool:
    """Whether the form still shows this page, as far as is known here."""
    return session.scalar(select(Draft.id).where(Draft.key == key, Draft.drawing == drawing)) is not None


def forget_old(session: Session, *, now: datetime) -> None:
    session.execute(delete(Draft).where(Draft.updated_at < now - KEPT))


def stored(new_user: NewUser) -> dict[str, Any]:
    return {name: list(value) if isinstance(value, tuple) else value for name, value in asdict(new_user).items()}


def restored(kept: Mapping[str, Any]) -> NewUser:
    """What another release kept besides is left out; what it did not keep is as at the beginning."""
    known = {field.name for field in fields(NewUser)}
    given: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in kept.items() if name in known
    }
    return NewUser(**given)
