"""A request: a question. May this person have this for that long?"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import Enum, ForeignKey, Index, false, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base, BigId
from models.request_states import START, TABLE, RequestMove, RequestState

_TRIED, _LAPSES = "next_try_at IS NOT NULL", "lapses_at IS NOT NULL"
_OPENED = "state <> 'checking'"
OVER = frozenset(state for state, moves in TABLE.items() if not moves) - {RequestState.granted}
"""States in which the question no longer stands in the way of asking again."""


class RequestKind(StrEnum):
    """What is asked for, and so what an approval begins: a lease, or a plan."""

    access = "access"  # a bundle of the catalog, for a time
    plan = "plan"  # changes to people, groups and keys, made once


class Request(Base):
    """Asked once, answered once. Steps, approvers and length are frozen when it is put before the approvers."""

    __tablename__ = "request"
    __table_args__ = (
        # Each index is one more page to write before Slack has its answer: these hold nothing, or one, at the asking.
        Index("ix_request_next_try_at", "next_try_at", sqlite_where=text(_TRIED), postgresql_where=text(_TRIED)),
        Index("ix_request_lapses_at", "lapses_at", sqlite_where=text(_LAPSES), postgresql_where=text(_LAPSES)),
        Index("ix_request_asker", "asker", "id", sqlite_where=text(_OPENED), postgresql_where=text(_OPENED)),
    )

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    state: Mapped[RequestState] = mapped_column(
        Enum(RequestState, native_enum=False, create_constraint=True, length=32, name="state"), default=START
    )
    version: Mapped[int] = mapped_column(default=1)
    kind: Mapped[RequestKind] = mapped_column(
        Enum(RequestKind, native_enum=False, length=32, name="kind"),
        default=RequestKind.access,
        server_default=RequestKind.access.value,
    )
    asker: Mapped[str]
    whose: Mapped[str | None]
    """The Slack user whom a plan is about, where that is somebody else than the asker."""
    subject_user: Mapped[str | None]
    """The name of the IAM user whom a plan changes, where one stands already."""
    is_urgent: Mapped[bool] = mapped_column(default=False, server_default=false())
    """An administrator's own: decided by asking. Only what takes rights away may be."""
    ends_leases: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Whether all leases of the IAM user end when the plan is approved."""
    bundle: Mapped[str]
    """The catalog's entry that says who approves; of a plan, `users`."""
    account: Mapped[str]
    lasts: Mapped[timedelta | None]
    """None: for good."""
    reason: Mapped[str] = mapped_column(default="")
    asked_at: Mapped[datetime]
    trigger_id: Mapped[str | None] = mapped_column(unique=True)
    """Slack's id of the gesture: one delivery seen twice is one request."""
    open_key: Mapped[str | None] = mapped_column(unique=True)
    """Asker and bundle while the question is open or the lease is not over: asked again, it points here."""
    next_try_at: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)

    principal_id: Mapped[int | None] = mapped_column(ForeignKey("principal.id"))
    asker_email: Mapped[str | None]
    description: Mapped[str] = mapped_column(default="")
    """The bundle's; of a plan, what it does, beginning with a verb."""
    steps: Mapped[list[dict[str, Any]]] = mapped_column(default=list)
    """The bundle's; of a plan, its changes, in the order in which they are made."""
    offers: Mapped[list[dict[str, Any]]] = mapped_column(default=list, server_default=text("'[]'"))
    """Credentials that a plan promises: made and shown once, when it is made."""
    allows: Mapped[list[str]] = mapped_column(default=list, server_default=text("'[]'"))
    """What the person can do after a plan, a sentence each."""
    aim: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=text("'{}'"))
    """What a plan is to achieve, where its changes are worked out when it is checked; empty where they were given."""
    approvers: Mapped[list[str]] = mapped_column(default=list)
    quorum: Mapped[int] = mapped_column(default=1)
    warnings: Mapped[list[str]] = mapped_column(default=list)
    lapses_at: Mapped[datetime | None]
    why: Mapped[str] = mapped_column(default="")
    """Why it was refused, denied or failed: a Refusal's words, the approver's, or AWS's own."""
    decided_by: Mapped[str | None]
    decided_at: Mapped[datetime | None]

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012 (SQLAlchemy reads it off the class)

    @property
    def table(self) -> Mapping[RequestState, Mapping[RequestMove, RequestState]]:
        return TABLE

    @property
    def is_over(self) -> bool:
        return self.state in OVER


def open_key(asker: str, bundle: str) -> str:
    return f"{asker}/{bundle}"
