"""A reminder: what one round of nags puts before one person, in one message."""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Enum, ForeignKey, Index, UniqueConstraint, case, select, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from models.base import Base, BigId
from models.post import Post, PostKind
from models.reminder_states import START, TABLE, ReminderMove, ReminderState

FOLLOWED = 8
"""Rounds: a message of somebody's that is older than so many of theirs is not brought up to date any more."""


class Reminder(Base):
    """The row is the claim: of one person, one round makes one message, in whichever roles they are told."""

    __tablename__ = "reminder"
    __table_args__ = (
        UniqueConstraint("round_id", "person"),
        Index(None, "state", "next_try_at"),
        Index(None, "person"),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("round.id"))
    person: Mapped[str]
    state: Mapped[ReminderState] = mapped_column(
        Enum(ReminderState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    is_admin: Mapped[bool] = mapped_column(default=False)
    """Whether they are told what is nobody's and what stays unanswered, too."""
    theirs: Mapped[list[int]] = mapped_column(JSON, default=list)
    """Their own findings by number, the heaviest first."""
    others: Mapped[list[int]] = mapped_column(JSON, default=list)
    """As an administrator: those of nobody, those that somebody disowned, and those that stay unanswered."""
    offers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    """By the number of a finding, what can be done about it at a click, as the catalog had it: `take`, `lease`."""
    unanswered: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """As an administrator: by `owner`, how many findings stay unanswered, and for how many `rounds`."""
    left: Mapped[int] = mapped_column(default=0)
    """How many more there are than these lists hold."""
    told_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str] = mapped_column(default="")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[ReminderState, Mapping[ReminderMove, ReminderState]]:
        return TABLE


def touch(session: Session, findings: Collection[int], people: Iterable[str], *, now: datetime) -> None:
    """Say that something about these findings has changed: the messages of these people that tell of one are behind."""
    changed, whom = set(findings), set(people)
    rounds = {each.round_id for person in whom for each in _latest(session, person) if _tells(each, changed)}
    # What is not sent yet waits for its time: somebody may be asleep.
    shown = case((Post.ts.is_(None), Post.next_try_at), else_=now)
    session.execute(
        update(Post)
        .where(Post.kind == PostKind.reminder, Post.round_id.in_(rounds), Post.audience.in_(whom))
        .values(version=Post.version + 1, next_try_at=shown)
        .execution_options(synchronize_session=False)
    )


def admins(session: Session, findings: Collection[int]) -> list[str]:
    """Who has been told of one of these as an administrator, in the latest rounds."""
    latest = select(Reminder).where(Reminder.is_admin.is_(True), Reminder.state == ReminderState.told)
    found = session.scalars(latest.order_by(Reminder.id.desc()).limit(FOLLOWED * 8))
    return [each.person for each in found if not set(findings).isdisjoint(each.others)]


def _latest(session: Session, person: str) -> Iterable[Reminder]:
    query = select(Reminder).where(Reminder.person == person, Reminder.state == ReminderState.told)
    return session.scalars(query.order_by(Reminder.id.desc()).limit(FOLLOWED))


def _tells(reminder: Reminder, changed: set[int]) -> bool:
    return not changed.isdisjoint([*reminder.theirs, *reminder.others])
